package ledger_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// again is somebody's wish to run the job again.
func again(attempt int, order string) incident.Rerun {
	return incident.Rerun{Attempt: attempt, Order: order, Job: "close-rerun-1", By: ann(), At: time.Now(), Reason: "the disk has room again"}
}

// byHand is a run of the name that somebody started.
func byHand(name string, o monitor.Outcome) monitor.Observation {
	obs := ran(time.Now(), o)
	obs.Run.Slot, obs.Run.Manual, obs.Run.Name, obs.Run.ID = time.Time{}, true, name, monitor.RunID(name)
	return obs
}

func TestARerunIsToldAndItsSuccessResolves(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		ctx, id := t.Context(), h.only().ID
		for range 2 { // the same order twice is one
			if err := h.ledger.AskRerun(ctx, id, again(1, "o1")); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.ledger.AskRerun(ctx, id, again(1, "o2")); !errors.Is(err, incident.ErrNoUse) {
			t.Errorf("another order for the same attempt: %v", err)
		}
		for range 2 {
			if err := h.ledger.SettleRerun(ctx, id, "close-rerun-1", incident.RerunStarted, ""); err != nil {
				t.Fatal(err)
			}
		}
		if i := h.only(); i.Status != incident.Acknowledged || i.AckedBy != ann() {
			t.Errorf("whoever runs it again is at it: %s by %s", i.Status, i.AckedBy)
		}
		time.Sleep(time.Minute)
		h.record(byHand("close-rerun-1", monitor.OutcomeSucceeded))
		i := h.only()
		if i.Status != incident.Resolved || i.Reruns[0].State != incident.RerunSucceeded || i.Notice.Rerun == nil {
			t.Errorf("%s, re-runs %+v, told of %+v", i.Status, i.Reruns, i.Notice.Rerun)
		}
		records, err := h.store.AuditLog(ctx, id, "", 0)
		if err != nil || len(records) != 1 || records[0].What != "rerun" || records[0].By != ann() {
			t.Errorf("audit log: %+v, %v", records, err)
		}
		h.mustHaveTold(t, h.told(start), []string{
			"12m0s post opened missed ×1", "13m0s reply rerun_started missed ×1", "14m0s reply resolved succeeded ×1",
		})
	})
}

// rerun has a run fail, and the job run again; it returns the Incident.
func (h *house) rerun(start time.Time, state incident.RerunState, problem string) (id string) {
	h.t.Helper()
	h.record(defined(start))
	time.Sleep(10*time.Minute + 2*time.Second)
	h.record(ran(start.Add(10*time.Minute), monitor.OutcomeFailed))
	id = h.only().ID
	err := errors.Join(h.ledger.AskRerun(h.t.Context(), id, again(1, "o1")), h.ledger.SettleRerun(h.t.Context(), id, "close-rerun-1", state, problem))
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

func TestARerunThatFails(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.rerun(start, incident.RerunStarted, "")
		h.record(byHand("close-rerun-1", monitor.OutcomeFailed))
		i := h.only()
		if i.Status == incident.Resolved || i.Reruns[0].State != incident.RerunFailed || i.Notice.Rerun == nil || i.Notice.Rerun.State != incident.RerunFailed {
			t.Errorf("%s, re-runs %+v, told of %+v", i.Status, i.Reruns, i.Notice.Rerun)
		}
		h.mustHaveTold(t, h.told(start), []string{
			"10m2s post opened failed ×1", "10m2s reply rerun_started failed ×1", "10m2s reply repeated failed ×2",
		})
	})
}

func TestARerunThatIsRefusedIsTold(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		ctx, id := t.Context(), h.rerun(start, incident.RerunRefused, "the quota is used up")
		i := h.only()
		if i.Status != incident.Open || i.Notice.Rerun == nil || i.Notice.Rerun.Problem != "the quota is used up" {
			t.Errorf("%s, told of %+v", i.Status, i.Notice.Rerun)
		}
		if err := h.ledger.AskRerun(ctx, id, again(2, "o2")); err != nil {
			t.Errorf("another attempt: %v", err)
		}
		h.mustHaveTold(t, h.told(start), []string{"10m2s post opened failed ×1", "10m2s reply rerun_refused failed ×1"})
	})
}

func TestASuspensionMutesNothingAndItsEndIsTold(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h.silence(20*time.Minute, func(s *incident.Silence) {
			s.Suspends = &incident.Suspension{Namespace: "billing", Name: "close", State: incident.SuspensionAsked}
		})
		ctx := t.Context()
		if err := h.ledger.SettleSuspension(ctx, "s1", incident.SuspensionHolds, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(21 * time.Minute)
		if all, err := h.ledger.Suspensions(ctx); err != nil || len(all) != 1 || !all[0].Pending(time.Now()) {
			t.Fatalf("one is to be resumed: %+v, %v", all, err)
		}
		if err := h.ledger.SettleSuspension(ctx, "s1", incident.SuspensionLifted, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if all, err := h.ledger.Suspensions(ctx); err != nil || len(all) != 0 {
			t.Errorf("none is left: %+v, %v", all, err)
		}
		told := h.told(start)
		slices.Sort(told)
		h.mustHaveTold(t, told, []string{"12m0s post opened missed ×1", "21m0s reply resolved unknown ×0"})
	})
}

func TestASuspensionEndedByHandIsLiftedFirst(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.silence(20*time.Minute, func(s *incident.Silence) {
			s.Suspends = &incident.Suspension{Namespace: "billing", Name: "close", State: incident.SuspensionAsked}
		})
		ctx := t.Context()
		if err := h.ledger.SettleSuspension(ctx, "s1", incident.SuspensionHolds, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := h.ledger.EndSilence(ctx, "s1", ann(), time.Now()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if s := h.silenced(); s.Closed || !s.Pending(time.Now()) {
			t.Fatalf("it waits until the job runs again: %+v", s)
		}
		if err := h.ledger.SettleSuspension(ctx, "s1", incident.SuspensionLifted, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if s := h.silenced(); !s.Closed {
			t.Errorf("it is over: %+v", s)
		}
		h.mustHaveTold(t, h.told(start), []string{"1s reply resolved unknown ×0"})
	})
}

// TestOnlyOneRerunIsAboutToStart: what one process has asked for and not made yet, another one cannot see in the cluster.
func TestOnlyOneRerunIsAboutToStart(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(defined(start))
		time.Sleep(11 * time.Minute)
		h.record(ran(start.Add(10*time.Minute), monitor.OutcomeFailed))
		time.Sleep(12 * time.Minute) // and nothing comes at 20
		all, err := h.store.Incidents(t.Context(), store.IncidentFilter{Unresolved: true}, "", 0)
		if err != nil || len(all) != 2 {
			t.Errorf("%d incidents, want one of each kind: %v", len(all), err)
			return
		}
		ctx := t.Context()
		ask := func(i incident.Incident, attempt int, order string) error {
			r := again(attempt, order)
			r.Job = order
			return h.ledger.AskRerun(ctx, i.ID, r)
		}
		if err := ask(all[0], 1, "o1"); err != nil {
			t.Error(err)
		}
		for name, err := range map[string]error{"of the same incident": ask(all[0], 2, "o2"), "of another one": ask(all[1], 1, "o3")} {
			if !errors.Is(err, incident.ErrNoUse) {
				t.Errorf("a second one %s: %v", name, err)
			}
		}
		if err := h.ledger.SettleRerun(ctx, all[0].ID, "o1", incident.RerunStarted, ""); err != nil {
			t.Error(err)
		}
		if err := ask(all[1], 1, "o4"); err != nil {
			t.Errorf("once the first is made, the cluster shows it: %v", err)
		}
		time.Sleep(2 * time.Minute)
		if err := ask(all[0], 2, "o5"); err != nil {
			t.Errorf("what nobody heard of again: %v", err)
		}
	})
}
