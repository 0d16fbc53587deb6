package routing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

func TestWhatAJobDeclares(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		definition monitor.Definition
		title      string // empty: nobody answers for it
		runbook    string
		severity   bool
		rerun      string // "asked" where it is not declared though it has to be
	}{
		"nothing": {monitor.Definition{Source: monitor.SourceKubernetes, Namespace: "a", Name: "b"}, "a/b", "", false, "asked"},
		"all of it": {monitor.Definition{Source: monitor.SourceKubernetes, Namespace: "a", Name: "b", Annotations: map[string]string{
			"rollcall.dev/severity": "low", "a8r.io/runbook": "https://r", "rollcall.dev/rerun": "safe",
		}}, "a/b", "https://r", true, "declared"},
		"a word that is none": {monitor.Definition{Source: monitor.SourceKubernetes, Namespace: "a", Name: "b", Annotations: map[string]string{
			"rollcall.dev/rerun": "yes",
		}}, "a/b", "", false, "asked"},
		"a rule":                    {monitor.Definition{Source: monitor.SourceKubernetes, Namespace: "billing-x", Name: "b"}, "billing-x/b", "", true, "asked"},
		"a severity that is none":   {monitor.Definition{Source: monitor.SourceCheckIn, Name: "b", Annotations: map[string]string{"rollcall.dev/severity": "x"}}, "b", "", false, ""},
		"a check-in":                {monitor.Definition{Source: monitor.SourceCheckIn, Name: "b"}, "b", "", false, ""},
		"what confirms another one": {monitor.Definition{Source: monitor.SourceCheckIn, Name: "b", WitnessOf: "m"}, "", "", false, ""},
		"a cluster":                 {monitor.Definition{Source: monitor.SourceCluster, Name: "prod"}, "", "", false, ""},
	} {
		job, ok := table().Job("id", tc.definition)
		rerun := ""
		switch {
		case job.Rerun:
			rerun = "declared"
		case job.AsksRerun:
			rerun = "asked"
		}
		if ok != (tc.title != "") || job.Title != tc.title || job.Runbook != tc.runbook || job.Severity != tc.severity || rerun != tc.rerun {
			t.Errorf("%s: %+v, %v", name, job, ok)
		}
	}
}

// TestWhetherTheNextRunRepairsIt: what cannot be read declares nothing.
func TestWhetherTheNextRunRepairsIt(t *testing.T) {
	t.Parallel()
	var r routing.Router
	r.Use(table())
	for value, want := range map[string]*bool{"": nil, "true": new(true), "False": new(false), "perhaps": nil} {
		d := monitor.Definition{Source: monitor.SourceKubernetes, Name: "b", Annotations: map[string]string{routing.NextRunAnnotation: value}}
		n, _ := r.Route(incident.Notice{}, d)
		if diff := cmp.Diff(want, n.Subject.NextRunRepairs) + cmp.Diff(want, r.Explain(d, time.Now()).NextRunRepairs); diff != "" {
			t.Errorf("%q: %s", value, diff)
		}
	}
}

func TestWhereATeamReads(t *testing.T) {
	t.Parallel()
	people := table()
	people.Slack, people.People = "", []notify.Destination{{Receiver: "room"}}
	for name, tc := range map[string]struct {
		table routing.Table
		team  string
		want  []notify.Destination
	}{
		"its channel":       {table(), "billing", []notify.Destination{slack("C2")}},
		"none of its own":   {table(), "silent", []notify.Destination{slack("C1")}},
		"one place for all": {people, "billing", []notify.Destination{{Receiver: "room"}}},
	} {
		team, _ := tc.table.Directory.Team(tc.team)
		if diff := cmp.Diff(tc.want, tc.table.Readers(team)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, ok := (ownership.Directory{}).Heir("x"); ok {
		t.Error("a team that nobody knows has an heir")
	}
}
