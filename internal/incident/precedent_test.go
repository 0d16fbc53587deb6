package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
)

func TestPrecedent(t *testing.T) {
	t.Parallel()
	ann, bob := incident.Person{ID: "slack/A", Name: "@ann"}, incident.Person{ID: "slack/B", Name: "@bob"}
	end := incident.Entry{ID: "9", At: day, By: ann, What: incident.Recovery, Text: " restarted the database "}
	i := incident.Incident{
		ID: "1", OpenedAt: day, ResolvedAt: day.Add(time.Hour), Count: 3,
		Cause: diagnose.Cause{Code: diagnose.ExitCode, Summary: strings.Repeat("ü", 1000)},
		Timeline: []incident.Entry{
			{By: incident.Rollcall(), What: incident.Opened, Text: "it failed"},
			{ID: "1", By: bob, What: incident.AckedChange},
			{ID: "2", By: bob, What: incident.Commented, Text: "one"}, {ID: "3", By: ann, What: incident.Commented, Text: "two"},
			{ID: "4", By: bob, What: incident.WrongOwnerChange, Text: strings.Repeat("x", 2000)},
			end,
		},
	}
	i.Notice.EndedBy, i.Notice.Link = &end, "https://rollcall.example.com/incidents/1"
	got := incident.PrecedentOf(i, diagnose.Cause{Code: diagnose.OOMKilled})
	short := end
	short.Text = "restarted the database"
	want := &incident.Precedent{
		Incident: "1", OpenedAt: day, ResolvedAt: day.Add(time.Hour), Count: 3, Cause: strings.Repeat("ü", 239) + "…", AckedBy: bob, EndedBy: &short,
		Said: []incident.Entry{
			{ID: "3", By: ann, What: incident.Commented, Text: "two"},
			{ID: "4", By: bob, What: incident.WrongOwnerChange, Text: strings.Repeat("x", 239) + "…"},
		},
		Link: i.Notice.Link,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if i.Timeline[4].Text != strings.Repeat("x", 2000) || end.Text != " restarted the database " {
		t.Error("the incident was changed")
	}
}
