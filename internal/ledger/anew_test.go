package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// say has somebody answer to one of the incidents.
func (h *house) say(id string, kind incident.AnswerKind, change func(*incident.Answer)) error {
	h.t.Helper()
	a := incident.Answer{ID: fmt.Sprint(kind, "/", time.Now().UnixNano()), Incident: id, Kind: kind, By: ann(), At: time.Now(), Text: "because"}
	if change != nil {
		change(&a)
	}
	_, err := h.ledger.Answer(h.t.Context(), a)
	return err
}

// must fails the test for good where an answer is refused.
func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Error(err)
	}
}

// TestAReopenedIncidentHasItsTimeAgain: who is told that it is not over after all cannot have acted yesterday.
func TestAReopenedIncidentHasItsTimeAgain(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		id := h.only().ID
		h.must(h.say(id, incident.Acknowledge, nil))
		h.must(h.say(id, incident.Snooze, func(a *incident.Answer) { a.Until = a.At.Add(10 * time.Hour) }))
		time.Sleep(3 * time.Hour)
		h.must(h.say(id, incident.Resolve, nil))
		h.must(h.say(id, incident.Reopen, nil))
		time.Sleep(16 * time.Minute)
		h.mustHaveTold(t, h.heard(start), []string{
			"12m0s C1 opened 0", "13m0s C1 acknowledged 0", "13m0s C1 snoozed 0", "3h13m0s C1 resolved 0", "3h13m0s C1 reopened 0",
			"3h28m0s C1 reminder 1",
		})
	}, as(incident.Critical, 0))
}

// TestTheEndOfASilenceIsNoEscalation: the time to act does not pass while nobody is told.
func TestTheEndOfASilenceIsNoEscalation(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		h.silence(3*time.Hour, func(s *incident.Silence) { s.By.ID = "slack/U2" })
		time.Sleep(3*time.Hour + 16*time.Minute)
		var of []string
		for _, line := range h.heard(start) {
			if line != "3h13m0s slack/U2 resolved 0" { // what the author of the silence is told
				of = append(of, line)
			}
		}
		h.mustHaveTold(t, of, []string{"12m0s C1 opened 0", "3h13m0s C1 woken 0", "3h28m0s C1 reminder 1"})
	}, as(incident.Critical, 0))
}

// TestWhoWasToldOfAnEscalationIsToldTheEnd: also where a snooze has begun it anew meanwhile.
func TestWhoWasToldOfAnEscalationIsToldTheEnd(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(60 * time.Minute)
		h.must(h.say(h.only().ID, incident.Snooze, func(a *incident.Answer) { a.Until = a.At.Add(time.Minute) }))
		time.Sleep(2 * time.Minute)
		h.record(ran(start.Add(60*time.Minute), monitor.OutcomeSucceeded))
		h.mustHaveTold(t, h.heard(start)[3:], []string{
			"57m0s C1 escalated 3", "57m0s C-LEVEL-3 escalated 3", "1h0m0s C1 snoozed 3", "1h0m0s C-LEVEL-3 snoozed 3",
			"1h1m0s C1 woken 0", "1h1m0s C-LEVEL-3 woken 0", "1h2m0s C1 resolved 0", "1h2m0s C-LEVEL-3 resolved 0",
		})
	}, as(incident.Critical, 0))
}

// TestAnIncidentOfAnOlderRelease, which noted neither versions nor when it was told, is told once.
func TestAnIncidentOfAnOlderRelease(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		i := h.only()
		i.Version, i.Turned, i.ToldAt, i.Timeline, i.ActBy, i.NextAt = 0, 0, time.Time{}, nil, time.Time{}, time.Time{}
		h.must(h.store.Update(t.Context(), func(tx ledger.Tx) error {
			s, err := tx.Load(t.Context(), []monitor.ID{id})
			if err != nil {
				return err
			}
			return tx.Save(t.Context(), []ledger.Change{{
				State: s.States[id], NextCheck: s.States[id].NextCheck(), Incidents: []incident.Incident{i},
			}})
		}))
		time.Sleep(20 * time.Minute)
		h.record(ran(start.Add(30*time.Minute), monitor.OutcomeSucceeded))
		h.mustHaveTold(t, h.told(start), []string{
			"12m0s post opened missed ×1", "22m0s reply repeated missed ×2", "32m0s reply repeated missed ×3", "33m0s reply resolved succeeded ×3",
		})
	})
}

// TestASilenceThatARecoveryEnds tells of all that it kept quiet, not only of what is bad again.
func TestASilenceThatARecoveryEnds(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(2, start)...)
		h.silence(10*time.Hour, func(s *incident.Silence) { s.UntilRecovery, s.Match = true, incident.Matcher{Namespace: "shop"} })
		slot := start.Add(time.Hour)
		time.Sleep(time.Until(slot.Add(3 * time.Second)))
		h.record(fails(jobID(0), slot, 1), fails(jobID(1), slot, 2))
		time.Sleep(time.Minute)
		good := succeeds(jobID(0), slot.Add(time.Minute))
		good.Run.Slot, good.Run.Manual = time.Time{}, true
		h.record(good)
		all, err := h.store.Incidents(t.Context(), store.IncidentFilter{Monitor: jobID(1)}, "", 0)
		if err != nil || len(all) != 1 || all[0].MutedBy != "" || all[0].ToldAt.IsZero() {
			t.Errorf("%v, muted by %q, told at %s", err, all[0].MutedBy, all[0].ToldAt)
		}
		h.stop()
	})
}

// skewed is a source whose clock is not ours.
func skewed(d time.Duration) func(*ledger.Options) {
	return func(o *ledger.Options) {
		o.Clocks = map[monitor.Source]func() time.Time{monitor.SourceKubernetes: func() time.Time { return time.Now().Add(d) }}
		o.Inspectors = nil
	}
}

// TestASilenceEndsByOurClock: nobody looks at what is muted again and again until ours shows what that of the cluster does.
func TestASilenceEndsByOurClock(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		t.Run(skew.String(), func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, h *house, start time.Time) {
				h.record(defined(start))
				h.silence(40*time.Minute, nil)
				time.Sleep(40*time.Minute + time.Second)
				if i := h.only(); i.MutedBy != "" || !i.ToldAt.Equal(start.Add(40*time.Minute)) || i.Version > 8 {
					t.Errorf("muted by %q, told at %s, version %d", i.MutedBy, i.ToldAt, i.Version)
				}
				if n := h.calls.n.Load(); n > 100 {
					t.Errorf("%d questions to the store", n)
				}
				h.stop()
			}, skewed(skew))
		})
	}
}
