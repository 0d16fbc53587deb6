package lint_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/lint"
	"rollcall.dev/rollcall/internal/ownership"
)

func now() time.Time { return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) }

// kept is a Job that no rule has anything against.
func kept() lint.Job {
	return lint.Job{
		File: "a.yaml", Line: 1, Namespace: "shop", Name: "export",
		Annotations: map[string]string{
			"rollcall.dev/owner": "platform", "rollcall.dev/severity": "high", "rollcall.dev/runbook": "https://runbooks.example.com/a",
			"rollcall.dev/rerun": "safe", "rollcall.dev/description": "Exports orders",
		},
		Schedule: "17 5 * * *", TimeZone: new("Europe/Berlin"), Concurrency: "Forbid", StartingDeadline: new(int64(600)),
		ActiveDeadline: new(int64(3600)), BackoffLimit: new(int64(1)), RestartPolicy: "Never",
		Containers: []lint.Container{{Name: "main", Image: "example.com/a:v1@sha256:0", Command: []string{"sh", "-c", "a && b"}}},
	}
}

func teams() *ownership.Directory {
	return &ownership.Directory{
		Teams: []ownership.Team{
			{ID: "triage"}, {ID: "platform"}, {ID: "old", Status: ownership.Archived, Successor: "platform"}, {ID: "gone", Status: ownership.Archived},
		},
		Triage: ownership.Team{ID: "triage"}, OwnerAnnotations: []string{ownership.OwnerAnnotation, "a8r.io/owner"},
		Rules: []ownership.Rule{{Namespace: "billing-*", Owner: "platform", Severity: "critical"}},
	}
}

func check(o lint.Options, jobs ...lint.Job) []lint.Finding {
	o.Now = now()
	return lint.New(o).Check(jobs)
}

// everything applies all rules, also those that are off.
func everything() lint.Options {
	o := lint.Options{Directory: teams(), Severities: map[string]lint.Severity{}}
	for _, r := range lint.Rules() {
		if r.Severity == lint.Off {
			o.Severities[r.ID] = lint.Info
		}
	}
	o.BadAnnotations = func(annotations map[string]string) []lint.BadAnnotation {
		if v := annotations["rollcall.dev/grace"]; v == "soon" {
			return []lint.BadAnnotation{{Key: "rollcall.dev/grace", Value: v, Allowed: "a duration"}}
		}
		return nil
	}
	return o
}

func annotated(key, value string) func(*lint.Job) {
	return func(j *lint.Job) {
		if j.Annotations[key] = value; value == "" {
			delete(j.Annotations, key)
		}
	}
}

func scheduled(expr, zone string) func(*lint.Job) {
	return func(j *lint.Job) {
		if j.Schedule, j.TimeZone = expr, nil; zone != "" {
			j.TimeZone = &zone
		}
	}
}

func command(text string) func(*lint.Job) {
	return func(j *lint.Job) { j.Containers[0].Command = []string{"/bin/bash", "-c", text} }
}

func image(name string) func(*lint.Job) { return func(j *lint.Job) { j.Containers[0].Image = name } }

func number(field func(*lint.Job) **int64, n int64) func(*lint.Job) {
	return func(j *lint.Job) { *field(j) = &n }
}

// cases are, for each rule, changes of a well kept Job that it is to find, and what its message says; with an empty message, changes that
// it must not find.
func cases() map[string][]struct {
	change func(*lint.Job)
	want   string
} {
	type c = struct {
		change func(*lint.Job)
		want   string
	}
	failed := func(j *lint.Job) **int64 { return &j.FailedHistory }
	succeeded := func(j *lint.Job) **int64 { return &j.SuccessHistory }
	ttl := func(j *lint.Job) **int64 { return &j.TTL }
	starting := func(j *lint.Job) **int64 { return &j.StartingDeadline }
	active := func(j *lint.Job) **int64 { return &j.ActiveDeadline }
	backoff := func(j *lint.Job) **int64 { return &j.BackoffLimit }
	return map[string][]c{
		"RC001": {{func(j *lint.Job) {
			j.Mistakes = []lint.Mistake{{Field: "spec.suspend", Value: "no", Allowed: "true or false", Line: 7}}
		}, `spec.suspend is "no"`},
			{func(j *lint.Job) { j.Mistakes = []lint.Mistake{{Field: "spec.schedule", Allowed: "a cron expression"}} }, "spec.schedule is missing or empty"}},
		"RC002": {{annotated("rollcall.dev/owner", ""), `the triage team "triage" is told`},
			{func(j *lint.Job) { delete(j.Annotations, "rollcall.dev/owner"); j.Namespace = "billing-x" }, ""},
			{func(j *lint.Job) {
				delete(j.Annotations, "rollcall.dev/owner")
				j.NamespaceAnnotations = map[string]string{"a8r.io/owner": "platform"}
			}, ""}},
		"RC003": {{annotated("rollcall.dev/owner", "nobody"), "no such team"}, {annotated("rollcall.dev/owner", "gone"), "neither a successor nor a parent"},
			{annotated("rollcall.dev/owner", "old"), ""}},
		"RC004": {{annotated("rollcall.dev/owner", "old"), "its successor is platform"}, {annotated("rollcall.dev/owner", "gone"), ""}},
		"RC005": {{annotated("rollcall.dev/severity", ""), "no severity"},
			{func(j *lint.Job) { delete(j.Annotations, "rollcall.dev/severity"); j.Namespace = "billing-x" }, ""}},
		"RC006": {{annotated("rollcall.dev/runbook", ""), "no runbook"},
			{func(j *lint.Job) {
				delete(j.Annotations, "rollcall.dev/runbook")
				j.Annotations["a8r.io/runbook"] = "https://r.example.com"
			}, ""}},
		"RC007": {{annotated("rollcall.dev/rerun", ""), "run again"}},
		"RC008": {{annotated("rollcall.dev/description", ""), "what it is for"}, {annotated("rollcall.dev/description", " "), "what it is for"}},
		"RC009": {{annotated("rollcall.dev/ownr", "a"), "rollcall.dev/ownr"}, {annotated("rollcall.dev/zzz", "a"), "rollcall.dev/zzz"}, {annotated("rollcall.dev/grace", "5m"), ""}},
		"RC010": {{annotated("rollcall.dev/grace", "soon"), `"soon"`}, {annotated("rollcall.dev/rerun", "yes"), `"yes"`}, {annotated("rollcall.dev/runbook", "wiki"), `"wiki"`},
			{annotated("rollcall.dev/receiver", "C1"), `"C1"`}, {annotated("rollcall.dev/rerun", "never"), ""},
			{annotated("rollcall.dev/depends-on", "a,b,c,d,e,f,g,h,i,j,k,l,m"), `"a,b`}, {annotated("rollcall.dev/depends-on", "a, b"), ""}},
		"RC011": {{func(j *lint.Job) { j.TemplateAnnotations = map[string]string{"rollcall.dev/grace": "1m"} }, "on the jobTemplate"},
			{func(j *lint.Job) { j.PodAnnotations = map[string]string{"rollcall.dev/owner": "platform"} }, "on the pod template"},
			{func(j *lint.Job) {
				j.TemplateAnnotations = map[string]string{"rollcall.dev/owner": "platform", "a": "b"}
			}, ""}},
		"RC012": {{annotated("rollcall.dev/monitor", "False"), "monitor"}, {annotated("rollcall.dev/monitor", "true"), ""}},
		"RC013": {{scheduled("61 * * * *", "UTC"), "61"}, {scheduled("every day", "UTC"), "every day"}, {scheduled("0 0 31 2 *", "UTC"), ""}},
		"RC014": {{scheduled("0 0 31 2 *", "UTC"), "never comes"}, {scheduled("0 0 29 2 *", "UTC"), ""}},
		"RC015": {{scheduled("TZ=Asia/Tokyo 0 5 * * *", ""), "names a time zone"}, {scheduled("CRON_TZ=UTC", ""), "names a time zone"}},
		"RC016": {{scheduled("0 5 * * *", "Europe/Berln"), "Berln"}, {scheduled("0 5 * * *", "Local"), "Local"}},
		"RC017": {{scheduled("0 5 * * *", ""), "no time zone"}, {scheduled("*/5 * * * *", ""), ""}, {scheduled("@every 5h", ""), ""}, {scheduled("@hourly", ""), ""},
			{scheduled("*/5 9-17 * * *", ""), "no time zone"}, {scheduled("0 */6 * * *", ""), "no time zone"}},
		"RC018": {{func(j *lint.Job) { j.Suspend = true }, "suspended"}},
		"RC019": {{scheduled("30 2 * * *", "America/New_York"), "2027-03-14 02:30 in America/New_York does not exist"},
			{scheduled("0 2 * * *", "Europe/Berlin"), "2027-03-28 02:00"}, {scheduled("0 3 * * *", "Europe/Berlin"), ""}, {scheduled("*/15 * * * *", "Europe/Berlin"), ""},
			{scheduled("0 * * * *", "Europe/Berlin"), ""}, {scheduled("30 2 * * *", "Asia/Tokyo"), ""}, {scheduled("30 2 * * 1", "Europe/Berlin"), ""},
			{scheduled("30 2 * * *", "Etc/UTC"), ""}, {scheduled("@every 1h", "Europe/Berlin"), ""}, {scheduled("@daily", "America/Havana"), "00:00"}},
		"RC020": {{scheduled("30 1 * * *", "America/New_York"), "2027-11-07 01:30 in America/New_York comes twice"}, {scheduled("30 2 * * *", "America/New_York"), ""},
			{scheduled("*/10 * * * *", "America/New_York"), ""}, {scheduled("0 * * * *", "America/New_York"), ""}, {scheduled("30 1 * * *", "UTC"), ""}},
		"RC021": {{number(failed, 0), "failedJobsHistoryLimit is 0"}, {number(failed, 1), ""}},
		"RC022": {{number(succeeded, 0), "successfulJobsHistoryLimit is 0"}, {number(succeeded, 1), ""}},
		"RC023": {{number(ttl, 0), "0s"}, {number(ttl, 599), "599s"}, {number(ttl, 600), ""}},
		"RC024": {{func(j *lint.Job) { j.RestartPolicy = "OnFailure" }, "OnFailure"}},
		"RC025": {{func(j *lint.Job) { scheduled("*/5 * * * *", "UTC")(j); j.BackoffLimit, j.ActiveDeadline = nil, nil }, "6 retries wait for 10m30s"},
			{func(j *lint.Job) {
				scheduled("*/5 * * * *", "UTC")(j)
				j.ActiveDeadline = new(int64(240))
				j.BackoffLimit = nil
			}, ""}, {number(backoff, 10), ""},
			{func(j *lint.Job) { number(backoff, 1<<60)(j); j.ActiveDeadline = nil }, "retries wait"}},
		"RC026": {{command("a || true"), `"main"`}, {command("a\nb || exit 0\n"), `"main"`}, {command("a; true"), `"main"`}, {command("a\nexit 0"), `"main"`},
			{command("true || a"), ""}, {command("a || trueish"), ""},
			{command("set -euo pipefail\na\nexit 0"), ""}, {command("set -o errexit; a; true"), ""}, {command("set -e\na || true"), `"main"`},
			{command("set -e; echo begins\n# all of it\na || true"), `"main"`},
			{command("set -eu\nbackup\ntidy || true"), ""}, {command("backup\ntidy || true"), `"main"`},
			{command("set -u\na\nexit 0"), `"main"`}, {func(j *lint.Job) { j.Containers[0].Command = []string{"sh", "-ec", "a; true"} }, ""},
			{func(j *lint.Job) { j.Containers[0].Command = []string{"/app/publish", "a; true"} }, ""}},
		"RC027": {{number(starting, 9), "is 9"}, {number(starting, 10), ""}},
		"RC028": {{func(j *lint.Job) { j.StartingDeadline = nil }, "however late"},
			{func(j *lint.Job) { j.StartingDeadline = nil; scheduled("*/5 * * * *", "UTC")(j) }, ""}},
		"RC029": {{number(active, 86401), "24h0m1s"}, {number(active, 86400), ""}, {annotated("rollcall.dev/max-duration", "25h"), "25h"},
			{number(active, 1<<62), "runs are 24h0m0s apart"},
			{func(j *lint.Job) { j.ActiveDeadline = new(int64(86401)); j.Concurrency = "Allow" }, ""}},
		"RC030": {{func(j *lint.Job) { j.ActiveDeadline = nil }, "holds up"}, {func(j *lint.Job) { j.ActiveDeadline, j.PodLimit = nil, new(int64(5)) }, ""}},
		"RC031": {{func(j *lint.Job) { j.ActiveDeadline, j.Concurrency = nil, "Replace" }, "never ended"}, {func(j *lint.Job) { j.ActiveDeadline = nil }, ""}},
		"RC032": {{image("nginx"), "nginx"}, {image("localhost:5000/a"), "moves"}, {image("a:latest"), "moves"}, {image("a:v1"), ""}, {image("a@sha256:0"), ""}},
		"RC033": {{image("a:v1"), "no digest"}, {image("a:v1@sha256:0"), ""}},
	}
}

func TestAKeptJobHasNoFindings(t *testing.T) {
	t.Parallel()
	if found := check(everything(), kept()); len(found) > 0 {
		t.Error(found)
	}
}

func TestEveryRule(t *testing.T) {
	t.Parallel()
	all := cases()
	for i, rule := range lint.Rules() {
		if len(all[rule.ID]) == 0 && rule.Name != "pile-up" {
			t.Errorf("%s has no case", rule.ID)
		}
		if i > 0 && lint.Rules()[i-1].ID >= rule.ID {
			t.Errorf("%s is out of order", rule.ID)
		}
		for n, c := range all[rule.ID] {
			j := kept()
			j.Annotations = maps.Clone(j.Annotations)
			c.change(&j)
			found := slices.DeleteFunc(check(everything(), j), func(f lint.Finding) bool { return f.Rule != rule.ID })
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("%s, case %d: found %v", rule.ID, n, found)
			case c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Message, c.want)):
				t.Errorf("%s, case %d: want %q, found %v", rule.ID, n, c.want, found)
			}
		}
	}
}

// TestEveryRuleIsDocumented compares docs/lint.md with Rules.
func TestEveryRuleIsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "lint.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| RC\d+ .*$`).FindAllString(string(page), -1)
	var want []string
	for _, r := range lint.Rules() {
		cells := []string{r.ID, "`" + r.Name + "`", string(r.Severity), r.Title, r.Why, strings.ReplaceAll(r.Do, "|", `\|`)}
		want = append(want, "| "+strings.Join(cells, " | ")+" |")
	}
	for _, row := range want {
		if !slices.Contains(rows, row) {
			t.Errorf("docs/lint.md lacks\n%s", row)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d rows, %d rules", len(rows), len(want))
	}
}

// TestAnnotationsAreKnown: whatever docs/annotate.md knows, the linter does.
func TestAnnotationsAreKnown(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "annotate.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `(rollcall.dev/[a-z-]+)` \\|").FindAllStringSubmatch(string(page), -1)
	if len(rows) < 10 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		j := kept()
		j.Annotations = map[string]string{row[1]: "x"}
		if slices.ContainsFunc(check(lint.Options{}, j), func(f lint.Finding) bool { return f.Name == "annotation-unknown" }) {
			t.Errorf("%s is documented, and is unknown to the linter", row[1])
		}
	}
}
