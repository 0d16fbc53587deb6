package lint_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/lint"
)

func names(found []lint.Finding) string {
	var all []string
	for _, f := range found {
		all = append(all, f.Rule)
	}
	return strings.Join(all, " ")
}

// TestWithoutADirectory: what nobody knows is not judged.
func TestWithoutADirectory(t *testing.T) {
	t.Parallel()
	j := kept()
	j.Annotations["rollcall.dev/owner"] = "nobody"
	if found := check(lint.Options{}, j); len(found) > 0 {
		t.Error(found)
	}
	delete(j.Annotations, "rollcall.dev/owner")
	if found := check(lint.Options{}, j); names(found) != "RC002" {
		t.Error(found)
	}
	j.TemplateAnnotations = map[string]string{"a8r.io/owner": "a"}
	if found := check(lint.Options{}, j); len(found) > 0 {
		t.Error(found)
	}
}

// TestTheControllersZone: clock changes count for a job without a zone where somebody said in which one it runs.
func TestTheControllersZone(t *testing.T) {
	t.Parallel()
	j := kept()
	j.Schedule, j.TimeZone = "30 2 * * *", nil
	if found := check(lint.Options{}, j); names(found) != "RC017" {
		t.Error(found)
	}
	if found := check(lint.Options{Zone: "Europe/Berlin"}, j); names(found) != "RC017 RC019 RC020" {
		t.Error(found)
	}
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	j := kept()
	j.Suspend, j.RestartPolicy = true, "OnFailure"
	o := lint.Options{Severities: map[string]lint.Severity{"RC018": lint.Error, "RC024": lint.Off}}
	found := check(o, j)
	if names(found) != "RC018" || found[0].Severity != lint.Error {
		t.Error(found)
	}
	r := lint.Report{Findings: found}
	if !r.Fails(lint.Error) || !r.Fails(lint.Warning) || (lint.Report{}).Fails(lint.Warning) || r.Count(lint.Error) != 1 {
		t.Error("what fails")
	}
	read, err := lint.ParseSeverities(map[string]string{"rc018": "off", "suspended": "off", "image-moves": "error"})
	if err != nil || len(read) != 2 || read["RC018"] != lint.Off || read["RC032"] != lint.Error {
		t.Error(read, err)
	}
	for given, want := range map[string]string{"RC999": "docs/lint.md", "suspended": "error, warning, info or off"} {
		if _, err := lint.ParseSeverities(map[string]string{given: "fatal"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Error(given, err)
		}
	}
	if _, err := lint.ParseSeverities(map[string]string{"RC018": "off", "suspended": "info"}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Error(err)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]lint.Finding{
		"a.yaml:3": {File: "a.yaml", Line: 3, Job: "n/a"}, "a.yaml": {File: "a.yaml", Job: "n/a"}, "cronjob n/a": {Job: "n/a"},
	} {
		if got := f.Place(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// many are jobs with as many schedules as minutes in a day, all in one namespace.
func many(n int) []lint.Job {
	jobs := make([]lint.Job, n)
	for i := range jobs {
		j := kept()
		j.Line, j.Name = i+1, fmt.Sprintf("job-%d", i)
		j.Schedule = fmt.Sprintf("%d %d * * *", i%60, i/60%24)
		jobs[i] = j
	}
	return jobs
}

func TestPileUps(t *testing.T) {
	t.Parallel()
	jobs := many(60)
	for i := range 12 {
		jobs[i].Schedule = "0 4 * * *"
	}
	jobs[0].Schedule = "*/5 * * * *" // always there
	jobs[1].Suspend = true
	found := slices.DeleteFunc(check(lint.Options{}, jobs...), func(f lint.Finding) bool { return f.Name != "pile-up" })
	want := "10 jobs begin at 03:00 UTC: shop/job-2, shop/job-3, shop/job-4 and 7 more"
	if len(found) != 1 || found[0].Message != want || found[0].Line != 3 {
		t.Error(found)
	}
	for i := range jobs {
		jobs[i].Schedule = "0 * * * *" // together each hour, and told of once
	}
	found = slices.DeleteFunc(check(lint.Options{}, jobs...), func(f lint.Finding) bool { return f.Name != "pile-up" })
	if len(found) != 1 || !strings.HasPrefix(found[0].Message, "59 jobs") {
		t.Error(found)
	}
}

// TestTheWorkGrowsWithTheJobs compares what is allocated for 2,000 jobs with what is for 500: four times as much, and not sixteen.
//
//nolint:paralleltest // allocations are counted for the whole process
func TestTheWorkGrowsWithTheJobs(t *testing.T) {
	allocated := func(n int) uint64 {
		jobs := many(n)
		for i := range jobs {
			jobs[i].Schedule = fmt.Sprintf("%d * * * *", i%3) // piles
			jobs[i].StartingDeadline = nil                    // a finding each
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		found := check(everything(), jobs...)
		runtime.ReadMemStats(&after)
		if len(found) < n {
			t.Fatalf("%d findings of %d jobs", len(found), n)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	few, most := allocated(500), allocated(2000)
	if ratio := float64(most) / float64(few); ratio > 8 {
		t.Errorf("four times the jobs take %.1f times the memory", ratio)
	}
}

// TestKnown: what follows from rules alone.
func TestKnown(t *testing.T) {
	t.Parallel()
	linter := lint.New(lint.Options{Directory: teams()})
	j := lint.Job{Namespace: "billing-x", Name: "a"}
	if got := fmt.Sprint(linter.Known(j)); got != "[{rollcall.dev/owner platform} {rollcall.dev/severity critical}]" {
		t.Error(got)
	}
	j.Annotations = map[string]string{"a8r.io/owner": "nobody", "rollcall.dev/severity": "oops"}
	if got := linter.Known(j); len(got) > 0 {
		t.Error("what people wrote is theirs:", got)
	}
	j = lint.Job{Namespace: "other", NamespaceAnnotations: map[string]string{"rollcall.dev/owner": "platform"}}
	if got := linter.Known(j); len(got) > 0 {
		t.Error("a namespace is no rule:", got)
	}
	if got := lint.New(lint.Options{}).Known(lint.Job{Namespace: "billing-x"}); len(got) > 0 {
		t.Error(got)
	}
}

func BenchmarkCheck2000(b *testing.B) {
	jobs := many(2000)
	for b.Loop() {
		check(everything(), jobs...)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/2000-jobs")
}
