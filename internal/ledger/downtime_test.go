package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestReportsThatNobodyTook: what may have been reported while we were down is unknown, and told in one summary; what comes late after
// all revises it. What falls due from then on is missed.
func TestReportsThatNobodyTook(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		for i := range 5 {
			h.record(member(monitor.ID(fmt.Sprint("checkin/", i)), "", 2*time.Minute))
		}
		h = h.reopen(33 * time.Minute)
		time.Sleep(time.Second)
		late := says("checkin/0", monitor.OutcomeSucceeded)
		late.At = start.Add(21 * time.Minute)
		late.Run.FinishedAt = late.At
		h.record(late)
		verdicts, err := h.store.Verdicts(t.Context(), "checkin/0", 0)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, v := range verdicts {
			got += " " + string(v.Judgement)
		}
		if want := " unknown succeeded unknown"; got != want {
			t.Errorf("the verdicts are%s, want%s", got, want)
		}
		h.mustHaveTold(t, h.toldOfEach(start), []string{"33m0s cluster/ post opened ×15"})
	})
}

// TestReportsWhileWeStoodStill: what falls due while the machine stands still, or while this process is stopped, may have been reported in
// vain. What falls due from then on is missed.
func TestReportsWhileWeStoodStill(t *testing.T) {
	t.Parallel()
	c := &cluster{}
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(member("checkin/0", "", 2*time.Minute), member("checkin/1", "", 2*time.Minute))
		time.Sleep(5 * time.Minute)
		c.set(func(c *cluster) { c.ahead = 28 * time.Minute })
		h.ledger.ClockMoved()
		time.Sleep(9*time.Minute + 30*time.Second)
		h.mustHaveTold(t, h.toldOfEach(start), []string{
			"5m0s cluster/ post opened ×6", "14m0s checkin/0 post opened ×1", "14m0s checkin/1 post opened ×1",
		})
	}, func(o *ledger.Options) { o.Clocks = map[monitor.Source]func() time.Time{monitor.SourceCheckIn: c.now} })
}

// TestReportsWhileTheStoreWasAway: who was to report then may have been refused, by whichever process.
func TestReportsWhileTheStoreWasAway(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(member("checkin/0", "", 2*time.Minute), member("checkin/1", "", 4*time.Minute))
		time.Sleep(11 * time.Minute)
		h.calls.away.Store(true)
		time.Sleep(2*time.Minute + 2*time.Second)
		h.calls.away.Store(false)
		time.Sleep(10 * time.Minute)
		h.mustHaveTold(t, h.toldOfEach(start), []string{
			"13m5s cluster/ post opened ×1", "14m0s checkin/1 post opened ×1", "22m0s checkin/0 post opened ×1",
		})
	})
}

// TestALostTransactionIsNoOutage: who comes second to another process is answered by the store all the same. A silence meanwhile is one.
func TestALostTransactionIsNoOutage(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(member("checkin/0", "", 2*time.Minute))
		time.Sleep(11 * time.Minute)
		h.calls.conflicts.Store(1) // the next one loads what is due
		time.Sleep(2 * time.Minute)
		h.mustHaveTold(t, h.toldOfEach(start), []string{"12m5s checkin/0 post opened ×1"})
	})
}
