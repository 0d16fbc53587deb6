package healthchecks

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestStarted shows a check whose run goes on.
func TestStarted(t *testing.T) {
	t.Parallel()
	h := New(Options{Service: embedded.New(embedded.Options{}), BaseURL: "https://roll.example"})
	began := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	running := monitor.State{
		LastCheckIn: began, LastSuccessDuration: 90 * time.Second,
		Runs: []monitor.Run{{RunFacts: monitor.RunFacts{ID: "r", StartedAt: began}}},
	}
	for name, c := range map[string]struct {
		v       int
		after   time.Duration
		paused  bool
		want    string
		started bool
	}{
		"v1":           {1, time.Minute, false, "started", true},
		"v2":           {2, time.Minute, false, "up", true},
		"v3":           {3, time.Minute, false, "up", true},
		"v1, too long": {1, time.Hour, false, "up", true}, // whether it is down is the domain's to say
		"v1, paused":   {1, time.Minute, true, "paused", true},
	} {
		check := newCheck(1)
		check.Suspended = c.paused
		got := h.shape(call{v: c.v}, check, running, began.Add(c.after))
		if got.Status != c.want || got.Started != c.started || got.LastDuration != 90 || (got.UUID != "") != (c.v == 3) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestStatusOf has every status in the words of this wire.
func TestStatusOf(t *testing.T) {
	t.Parallel()
	for status, want := range map[checkin.Status]string{
		checkin.Pending: "new", checkin.Up: "up", checkin.Late: "grace", checkin.Down: "down", checkin.Paused: "paused",
	} {
		if got := statusOf(checkin.Standing{Status: status}); got != want {
			t.Errorf("%s is %s, want %s", status, got, want)
		}
	}
}

// TestUniqueKey derives the key as their documents and code do: of the first half of the UUID.
func TestUniqueKey(t *testing.T) {
	t.Parallel()
	one := uniqueKey("5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278")
	if len(one) != 40 || one != uniqueKey("5bf66975-d4c7-4bf5-0000-000000000000") || one == uniqueKey("5bf66975-d4c7-4bf6-bcc8-b8d8a82ea278") {
		t.Errorf("unique key %q", one)
	}
	if other := uniqueKey("XyZZy"); len(other) != 40 || other == uniqueKey("xyzzy") {
		t.Errorf("unique key %q of an id that is no UUID", other)
	}
}
