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

func TestReviewOverdue(t *testing.T) {
	t.Parallel()
	day := ownership.Date{Year: 2027, Month: time.March, Day: 31}
	utc := ownership.Team{ReviewBy: day}
	tokyo := ownership.Team{ReviewBy: day, Hours: hours(t, ownership.DefaultHours, "Asia/Tokyo")}
	for now, want := range map[time.Time][2]bool{
		time.Date(2027, 3, 31, 14, 59, 0, 0, time.UTC): {false, false},
		time.Date(2027, 3, 31, 15, 0, 0, 0, time.UTC):  {false, true},
		time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC):    {true, true},
	} {
		if got := [2]bool{utc.ReviewOverdue(now), tokyo.ReviewOverdue(now)}; got != want {
			t.Errorf("%v: overdue %v, want %v", now, got, want)
		}
		if (ownership.Team{}).ReviewOverdue(now) {
			t.Errorf("%v: overdue though it is right for good", now)
		}
	}
}
