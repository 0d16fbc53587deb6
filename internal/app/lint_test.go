package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/lint"
)

func lintNow() time.Time { return time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC) }

// lintCluster is an API server that has one CronJob and its namespace; it returns a configuration that leads there.
func lintCluster(t *testing.T) string {
	t.Helper()
	const job = `{"metadata":{"namespace":"shop","name":"export","annotations":{"rollcall.dev/severity":"hgih"}},` +
		`"spec":{"schedule":"30 5 * * *","timeZone":"Etc/UTC","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[]}}}}},"status":{}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/apis/batch/v1/cronjobs":
			_, _ = w.Write([]byte(`{"kind":"CronJobList","apiVersion":"batch/v1","metadata":{},"items":[` + job + `]}`))
		case "/api/v1/namespaces":
			_, _ = w.Write([]byte(`{"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"shop","annotations":{"rollcall.dev/owner":"web"}}}]}`))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\n" +
		"clusters: [{name: c, cluster: {server: '" + server.URL + "'}}]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return "kubernetes: {kubeconfig: " + file + "}\nteams: [{id: triage}, {id: web}]\n"
}

func TestLintCluster(t *testing.T) {
	t.Parallel()
	c := parse(t, lintCluster(t))
	r, err := Lint(t.Context(), LintOptions{Config: &c, Cluster: true, Now: lintNow(), Severities: map[string]string{"RC028": "off", "deadline-unset": "off"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Report.Findings {
		got = append(got, f.Rule+" "+f.Place())
	}
	const at = " cronjob shop/export"
	want := strings.Join([]string{"RC006" + at, "RC007" + at, "RC008" + at, "RC010" + at}, ", ")
	if strings.Join(got, ", ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestExplainCluster(t *testing.T) {
	t.Parallel()
	c := parse(t, lintCluster(t))
	e, err := Explain(t.Context(), ExplainOptions{Config: c, Namespace: "shop", Name: "export", Now: lintNow()})
	if err != nil {
		t.Fatal(err)
	}
	if e.Owner.Team.ID != "web" || e.Owner.Source != "annotation rollcall.dev/owner of the namespace" || len(e.Destinations) != 1 ||
		!e.NextRun.Equal(lintNow().Add(150*time.Minute)) || !e.ActBy.Equal(lintNow().Add(15*time.Hour)) {
		t.Errorf("%+v", e)
	}
	if _, err = Explain(t.Context(), ExplainOptions{Config: c, Namespace: "shop", Name: "nightly", Now: lintNow()}); err == nil || !strings.Contains(err.Error(), "shop/nightly") {
		t.Error(err)
	}
}

// TestLintFix: the file gets what the rules know, keeps its mode, and is judged as it is then.
func TestLintFix(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.yaml")
	const text = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a # mine\nspec: {schedule: '@hourly', jobTemplate: {spec: {template: {spec: {restartPolicy: Never}}}}}\n"
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	c := parse(t, "teams: [{id: triage}, {id: web}]\nrules: [{match: {name: a}, owner: web, severity: low}]")
	o := LintOptions{Config: &c, Paths: []string{file}, Fix: true, DryRun: true, Now: lintNow()}
	dry, err := Lint(t.Context(), o)
	if now, _ := os.ReadFile(file); err != nil || dry.Fixed != 1 || !strings.Contains(dry.Diff, "+    rollcall.dev/owner: web\n") || string(now) != text {
		t.Errorf("%+v, %v\n%s", dry, err, now)
	}
	o.DryRun = false
	wet, err := Lint(t.Context(), o)
	if err != nil || wet.Fixed != 1 || wet.Diff != "" || len(wet.Report.Notes) > 0 {
		t.Errorf("%+v, %v", wet, err)
	}
	want := strings.Replace(text, "# mine\n", "# mine\n  annotations:\n    rollcall.dev/owner: web\n    rollcall.dev/severity: low\n", 1)
	info, _ := os.Stat(file)
	if now, _ := os.ReadFile(file); string(now) != want || info.Mode().Perm() != 0o640 {
		t.Errorf("%s %s", info.Mode(), now)
	}
	if again, err := Lint(t.Context(), o); err != nil || again.Fixed != 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

// TestLintFixRefuses: what is not written is noted.
func TestLintFixRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(file, []byte("{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: '@hourly'}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := parse(t, "teams: [{id: triage}]\nrules: [{match: {name: a}, severity: low}]")
	r, err := Lint(t.Context(), LintOptions{Config: &c, Paths: []string{file}, Fix: true, Now: lintNow()})
	if err != nil || r.Fixed != 0 || len(r.Report.Notes) != 1 || !strings.Contains(r.Report.Notes[0].Text, "not written") || r.Report.Jobs != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestLintFixesWhatItCan: a file that cannot be written is told although another one was, and what came by standard input is judged
// as well.
func TestLintFixesWhatItCan(t *testing.T) {
	t.Parallel()
	good, gone := filepath.Join(t.TempDir(), "a.yaml"), filepath.Join(t.TempDir(), "b.yaml")
	const text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: NAME}\nspec: {schedule: '@hourly'}\n"
	for file, name := range map[string]string{good: "a", gone: "b"} {
		if err := os.WriteFile(file, []byte(strings.Replace(text, "{name: NAME}", "\n  name: "+name, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := parse(t, "teams: [{id: triage}]\nrules: [{match: {name: '*'}, severity: low}]")
	// Standard input comes last: by then the files are read.
	input := &removing{Reader: strings.NewReader(strings.Replace(text, "NAME", "c", 1)), file: gone}
	r, err := Lint(t.Context(), LintOptions{Config: &c, Paths: []string{good, gone, "-"}, Stdin: input, Fix: true, Now: lintNow()})
	if err == nil || strings.Count(err.Error(), "b.yaml") != 2 || r.Fixed != 1 {
		t.Errorf("fixed %d, %v; want an error of the writing and one of the reading", r.Fixed, err)
	}
	if r.Report.Jobs != 2 {
		t.Errorf("%d jobs are judged, want that of the file and that of standard input", r.Report.Jobs)
	}
}

// removing removes a file when it is read.
type removing struct {
	io.Reader

	file string
}

func (r *removing) Read(p []byte) (int, error) {
	_ = os.Remove(r.file)
	return r.Reader.Read(p)
}

// TestLintReadsOn: one file that cannot be read does not hide the others.
func TestLintReadsOn(t *testing.T) {
	t.Parallel()
	r, err := Lint(t.Context(), LintOptions{Paths: []string{"missing.yaml", "-"}, Stdin: strings.NewReader("apiVersion: batch/v1\nkind: CronJob\n"), Now: lintNow()})
	if err == nil || r.Report.Jobs != 1 || !r.Report.Fails(lint.Error) {
		t.Errorf("%+v, %v", r, err)
	}
}
