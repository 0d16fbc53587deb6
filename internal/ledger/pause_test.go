package ledger_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestWhatCannotBeStoredHidesNoOther: a source shows of one Monitor what no store takes. The others are judged all the same; that one is
// not accused while nobody can tell what it does, and is judged once it can be seen.
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
		verdicts := func(id monitor.ID) int {
			all, err := h.store.Verdicts(t.Context(), id, 100)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if shown, hidden := verdicts("kube/1"), verdicts("kube/2"); shown < 10 || hidden != 0 {
			t.Errorf("%d verdicts on the one that is seen, %d on the other", shown, hidden)
		}
		h.inspector.show(nil)
		time.Sleep(2 * time.Minute)
		if n := verdicts("kube/2"); n < 10 {
			t.Errorf("%d verdicts on the other once it is seen", n)
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
