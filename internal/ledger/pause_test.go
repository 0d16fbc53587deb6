package ledger_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestWhatCannotBeStoredHidesNoOther: a source shows of one Monitor what no store takes; the others are judged all the same, and so is
// that one.
func TestWhatCannotBeStoredHidesNoOther(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer func() { h.stop() }()
		other := defined(start)
		other.ID, other.Monitor = "cronjob/2/1", "kube/2"
		d := *other.Definition
		d.Name = "other"
		other.Definition = &d
		h.record(defined(start), other)
		never := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
		h.inspector.show(func(s monitor.State) []monitor.Observation {
			if s.ID != "kube/2" {
				return nil
			}
			return []monitor.Observation{{
				ID: "job/x", Monitor: "kube/2", Kind: monitor.RunSeen, At: start, SeenAt: start,
				Run: &monitor.RunFacts{ID: "x", Name: "x", Slot: never, CreatedAt: start},
			}}
		})
		time.Sleep(3 * time.Hour)
		for _, monitorID := range []monitor.ID{"kube/1", "kube/2"} {
			if verdicts, err := h.store.Verdicts(t.Context(), monitorID, 100); err != nil || len(verdicts) < 10 {
				t.Errorf("%s: %d verdicts, %v; want one each ten minutes", monitorID, len(verdicts), err)
			}
		}
	})
}

// TestManyRepeatsAreOneWord: what repeated itself while nobody watched is told once, with the count.
func TestManyRepeatsAreOneWord(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		d := defined(start)
		d.Definition.Concurrency = monitor.Forbid
		d.Definition.Schedule.Expr = "* * * * *"
		run := ran(start.Add(time.Minute), monitor.Unfinished)
		run.Run.FinishedAt = time.Time{}
		h.record(d)
		time.Sleep(time.Minute)
		h.record(run)
		time.Sleep(30 * time.Second)
		h = h.reopen(8 * time.Hour)
		defer func() { h.stop() }()
		restart := time.Now()
		time.Sleep(30 * time.Second)
		lines := h.told(restart)
		if len(lines) == 0 || len(lines) > 4 {
			t.Fatalf("told %d times: %q", len(lines), lines)
		}
		if last := lines[len(lines)-1]; !strings.Contains(last, "×4") {
			t.Errorf("the last is %q, want the whole count", last)
		}
	})
}
