package remedy_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/remedy"
)

// TestAnIDIsOfOneSuspension: whoever uses an id once more is not told that a job is suspended which is not.
func TestAnIDIsOfOneSuspension(t *testing.T) {
	t.Parallel()
	now := time.Now()
	of := func(m incident.Suspension) *incident.Suspension { return &m }
	for name, known := range map[string]incident.Silence{
		"of another job":  {Suspends: of(incident.Suspension{Monitor: "kube/2", State: incident.SuspensionHolds})},
		"of a mute":       {},
		"that has ended":  {Suspends: of(incident.Suspension{Monitor: "kube/1", State: incident.SuspensionLifted}), EndedAt: now},
		"that is refused": {Suspends: of(incident.Suspension{Monitor: "kube/1", State: incident.SuspensionRefused}), EndedAt: now},
	} {
		w, d := open()
		known.ID, known.CreatedAt, known.Until = "s1", now.Add(-time.Hour), now.Add(time.Hour)
		w.silences["s1"] = known
		desk := *d
		desk.Book = suspensions{w}
		_, err := desk.Suspend(t.Context(), remedy.Suspend{
			ID: "s1", Monitor: "kube/1", By: ann(), At: now, Until: now.Add(time.Hour), Reason: "the ledger is moved",
		})
		if remedy.Refused(err) != remedy.Used {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// suspensions is a Book as it is kept: what mutes is no suspension.
type suspensions struct{ *world }

func (s suspensions) Suspensions(ctx context.Context) ([]incident.Silence, error) {
	all, err := s.world.Suspensions(ctx)
	return slices.DeleteFunc(all, func(s incident.Silence) bool { return s.Suspends == nil }), err
}
