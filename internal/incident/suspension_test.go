package incident_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

func held(at time.Time) incident.Silence {
	return incident.Silence{
		ID: "s1", Match: incident.Matcher{Monitor: "kube/1"}, By: incident.Person{ID: "slack/U1"}, Reason: "the ledger is moved",
		CreatedAt: at, Until: at.Add(20 * 24 * time.Hour),
		Suspends: &incident.Suspension{Monitor: "kube/1", Namespace: "billing", Name: "close", State: incident.SuspensionHolds},
	}
}

// TestASuspensionIsRemindedOf: every week that it lasts, and not of its end before the job runs again.
func TestASuspensionIsRemindedOf(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	s := held(start)
	for week := range 2 {
		at := start.Add(time.Duration(week+1) * 7 * 24 * time.Hour)
		if got := s.NextAt(); !got.Equal(at) {
			t.Fatalf("reminded at %s, want %s", got, at)
		}
		var n incident.Notice
		var told bool
		if s, n, told = s.Tick(0, at); !told || n.Change != incident.Reminder || n.Suspends == nil {
			t.Fatalf("told %t of %+v", told, n)
		}
	}
	if got := s.NextAt(); !got.IsZero() {
		t.Errorf("its end is told at %s, before the job is resumed", got)
	}
	s, _ = s.SettleSuspension(incident.SuspensionLifted, "", s.Until)
	if _, n, told := s.Tick(0, s.Until); !told || n.Change != incident.Recovery {
		t.Errorf("its end: told %t of %+v", told, n)
	}
}

// TestASuspensionThatCannotBeLifted: its author is told at once and every day, for as long as the job stays suspended; then that it is not.
func TestASuspensionThatCannotBeLifted(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	s := held(start)
	s.Until = start.Add(time.Hour)
	at := s.Until.Add(time.Minute)
	s, changed := s.SettleSuspension(incident.SuspensionHolds, "the right is missing", at)
	if again, twice := s.SettleSuspension(incident.SuspensionHolds, "the right is missing", at.Add(time.Minute)); !changed || twice || !again.Pending(at) {
		t.Fatalf("noted %t, and again %t", changed, twice)
	}
	for day := range 2 {
		then := at.Add(time.Duration(day) * 24 * time.Hour)
		if next := s.NextAt(); !next.Equal(then) {
			t.Fatalf("day %d: told at %s, want %s", day, next, then)
		}
		var n incident.Notice
		var told bool
		if s, n, told = s.Tick(0, then); !told || n.Change != incident.Reminder || n.Suspends.Problem != "the right is missing" || s.Closed {
			t.Fatalf("day %d: told %t of %+v", day, told, n)
		}
	}
	s, _ = s.SettleSuspension(incident.SuspensionLifted, "", at.Add(25*time.Hour))
	if s, n, told := s.Tick(0, at.Add(25*time.Hour)); !told || n.Change != incident.Recovery || n.Suspends.Problem != "" || !s.Closed {
		t.Errorf("its end: told %t of %+v", told, n)
	}
}

// TestASuspensionOfAnotherClock: one that was asked for where the clock is ahead has not ended.
func TestASuspensionOfAnotherClock(t *testing.T) {
	t.Parallel()
	s := held(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	before := s.CreatedAt.Add(-time.Second)
	if s.Pending(before) || s.Over(before) || !s.Over(s.Until) || !s.Pending(s.Until) {
		t.Error("it is to be resumed before it has begun")
	}
	s.Suspends.State = incident.SuspensionAsked
	if !s.Pending(before) {
		t.Error("it is to be suspended")
	}
}
