package incident_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestHold: what was held back opens for its readers when it is told, with all that it has gathered.
func TestHold(t *testing.T) {
	t.Parallel()
	s := monitor.State{ID: "kube/1"}
	held := incident.Apply(nil, s, bad(1, monitor.Failed, diagnose.ExitCode), func() string { return "1" })[0].Hold(day)
	if !held.Held || !held.HeldUntil.Equal(day) {
		t.Fatalf("not held: %+v", held)
	}
	more := incident.Apply([]incident.Incident{held}, s, bad(2, monitor.Failed, diagnose.ExitCode), nil)
	if len(more) != 1 || !more[0].Held || more[0].Notice.Change != incident.Repeated {
		t.Fatalf("the next failure: %+v", more)
	}
	told := more[0].Release()
	if told.Held || !told.HeldUntil.IsZero() || told.Notice.Change != incident.Opened || told.Notice.Count != 2 || len(told.Notice.Slots) != 2 {
		t.Errorf("released: %+v", told)
	}
	if again := more[0].Release().Release(); again.Notice.Change != incident.Opened {
		t.Errorf("released twice: %+v", again)
	}
	if ended := incident.Apply([]incident.Incident{held}, s, good(3), nil); len(ended) != 1 || !ended[0].Held || ended[0].Status != incident.Resolved {
		t.Errorf("recovered meanwhile: %+v", ended)
	}
}
