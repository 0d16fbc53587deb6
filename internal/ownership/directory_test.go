package ownership_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

func TestSuperior(t *testing.T) {
	t.Parallel()
	d := ownership.Directory{
		Teams: []ownership.Team{
			{ID: "a", Parent: "p", EscalateTo: "e"}, {ID: "b", Parent: "p"}, {ID: "c"}, {ID: "d", EscalateTo: "old", Parent: "p"},
			{ID: "f", EscalateTo: "gone", Parent: "p"}, {ID: "g", Parent: "back"}, {ID: "p"}, {ID: "e"},
			{ID: "old", Status: ownership.Archived, Successor: "e"}, {ID: "back", Status: ownership.Archived, Successor: "g"},
		},
		Triage: ownership.Team{ID: "triage", Parent: "p"},
	}
	for id, want := range map[string]string{"a": "e", "b": "p", "c": "", "d": "e", "f": "p", "g": "", "triage": "p", "gone": ""} {
		if got, ok := d.Superior(id); got.ID != want || ok != (want != "") {
			t.Errorf("above %s is %q (%v), want %q", id, got.ID, ok, want)
		}
	}
}

func TestOverdue(t *testing.T) {
	t.Parallel()
	day := ownership.Date{Year: 2027, Month: time.March, Day: 31}
	d := ownership.Directory{Teams: []ownership.Team{
		{ID: "for good"}, {ID: "utc", ReviewBy: day}, {ID: "tokyo", ReviewBy: day, Hours: hours(t, ownership.DefaultHours, "Asia/Tokyo")},
		{ID: "archived", ReviewBy: day, Status: ownership.Archived},
	}}
	for now, want := range map[time.Time][]string{
		time.Date(2027, 3, 31, 14, 59, 0, 0, time.UTC): nil,
		time.Date(2027, 3, 31, 15, 0, 0, 0, time.UTC):  {"tokyo"},
		time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC):    {"utc", "tokyo"},
	} {
		var got []string
		for _, team := range d.Overdue(now) {
			got = append(got, team.ID)
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("%v: overdue %q, want %q", now, got, want)
		}
	}
}
