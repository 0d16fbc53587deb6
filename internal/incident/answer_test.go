package incident_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// Who ended an incident is known for as long as it is over, whatever is said of it meanwhile.
func TestWhoEndedIt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC)
	i := incident.Incident{ID: "inc-1", Kind: incident.Failing, Status: incident.Open, OpenedAt: now}
	say := func(kind incident.AnswerKind, who string) {
		t.Helper()
		now = now.Add(time.Minute)
		next, _, err := i.Answer(incident.Answer{
			ID: fmt.Sprint(now), Incident: i.ID, Kind: kind, By: incident.Person{ID: who, Name: who}, At: now, Text: "x",
		})
		if err != nil {
			t.Fatal(err)
		}
		i = next.Stamp()
	}
	say(incident.Resolve, "@ann")
	say(incident.Comment, "@bob")
	if by := i.Notice.EndedBy; by == nil || by.By.Name != "@ann" || i.Notice.Answer.By.Name != "@bob" {
		t.Errorf("after a comment it was ended by %+v", by)
	}
	_, _, err := i.Answer(incident.Answer{ID: "late", Incident: i.ID, Kind: incident.Acknowledge, By: incident.Person{ID: "@cy"}, At: now})
	if err == nil || !strings.Contains(err.Error(), "it was resolved by @ann at 2026-11-20 17:01 UTC") {
		t.Errorf("who comes too late is told %v", err)
	}
	say(incident.Reopen, "@bob")
	if by := i.Notice.EndedBy; by != nil {
		t.Errorf("what was reopened was ended by %+v", by)
	}
}
