package ledger_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// latest is the incident that was opened last.
func (h *house) latest() incident.Incident {
	h.t.Helper()
	all, err := h.store.Incidents(h.t.Context(), store.IncidentFilter{}, "", 1)
	if err != nil || len(all) == 0 {
		h.t.Fatalf("%d incidents, %v", len(all), err)
	}
	return all[0]
}

// TestAnIncidentKnowsTheOneBefore: what was done about it, in all that is told of it, and not what was done about another kind.
func TestAnIncidentKnowsTheOneBefore(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, _ time.Time) {
		defer h.stop()
		const id = "checkin/a"
		h.record(member(id, "", time.Minute))
		time.Sleep(time.Second)
		h.record(says(id, monitor.OutcomeFailed))
		if p := h.latest().Notice.Precedent; p != nil {
			t.Errorf("the first one knows of %+v", p)
		}
		for _, kind := range []incident.AnswerKind{incident.Comment, incident.Acknowledge} {
			a := incident.Answer{ID: string(kind), Incident: h.latest().ID, Kind: kind, By: ann(), At: time.Now(), Text: string(kind) + " it"}
			if _, err := h.ledger.Answer(t.Context(), a); err != nil {
				t.Error(err)
			}
		}
		first := h.latest().ID
		time.Sleep(time.Minute)
		h.record(says(id, monitor.OutcomeSucceeded))
		time.Sleep(time.Minute)
		h.record(says(id, monitor.OutcomeFailed))
		time.Sleep(time.Second)
		h.record(says(id, monitor.OutcomeFailed))
		i := h.latest()
		p := i.Notice.Precedent
		if i.ID == first || i.Notice.Change != incident.Repeated || p == nil {
			t.Fatalf("%s %s: %+v", i.ID, i.Notice.Change, p)
		}
		if p.Incident != first || p.AckedBy != ann() || p.EndedBy != nil || !p.SameCause || p.ResolvedAt.Sub(p.OpenedAt) != time.Minute {
			t.Errorf("%+v", p)
		}
		if len(p.Said) != 2 || p.Said[0].Text != "comment it" {
			t.Errorf("said %+v", p.Said)
		}
		h.record(says(id, monitor.OutcomeSucceeded))
		time.Sleep(30 * time.Minute)
		if i := h.latest(); i.Kind != incident.Absent || i.Notice.Precedent != nil {
			t.Errorf("%s knows of %+v", i.Kind, i.Notice.Precedent)
		}
	})
}

// TestAnIncidentNamesWhatItsMonitorDependsOn.
func TestAnIncidentNamesWhatItsMonitorDependsOn(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, _ time.Time) {
		defer h.stop()
		h.record(member("checkin/parent", "", 30*time.Second), member("checkin/child", "checkin/parent", 30*time.Second))
		time.Sleep(time.Second)
		h.record(says("checkin/parent", monitor.OutcomeSucceeded), says("checkin/child", monitor.OutcomeFailed))
		if n := h.latest().Notice; n.Parent != "checkin/parent" {
			t.Errorf("depends on %q", n.Parent)
		}
		time.Sleep(time.Minute)
		h.record(says("checkin/child", monitor.OutcomeFailed))
		if n := h.latest().Notice; n.Change != incident.Repeated || n.Parent != "checkin/parent" {
			t.Errorf("%s: depends on %q", n.Change, n.Parent)
		}
		h.record(member("checkin/orphan", "checkin/nobody", 30*time.Second), says("checkin/orphan", monitor.OutcomeFailed))
		if n := h.latest().Notice; n.Subject.Monitor != "checkin/orphan" || n.Parent != "" {
			t.Errorf("%s depends on %q", n.Subject.Monitor, n.Parent)
		}
	})
}
