package ledger_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

// member declares a job that reports by check-in and is due every ten minutes.
func member(id, parent monitor.ID, grace time.Duration) monitor.Observation {
	now := time.Now()
	return monitor.Observation{
		ID: fmt.Sprint(id, "/", now.UnixNano(), grace, parent), Monitor: id, Kind: monitor.Defined, At: now, SeenAt: now,
		Definition: &monitor.Definition{
			Source: monitor.SourceCheckIn, Name: string(id), CreatedAt: now, Generation: now.UnixNano(), Parent: parent,
			Schedule: schedule.Cron("*/10 * * * *", "UTC"), Grace: grace,
		},
	}
}

func says(id monitor.ID, o monitor.Outcome) monitor.Observation {
	now := time.Now()
	run := monitor.RunID(fmt.Sprint(id, now.UnixNano()))
	return monitor.Observation{
		ID: string(run), Monitor: id, Kind: monitor.CheckedIn, At: now, SeenAt: now, Run: &monitor.RunFacts{ID: run, Unnamed: true, Outcome: o},
	}
}

// toldOfEach lists what the outbox holds: when, of whom, what.
func (h *house) toldOfEach(since time.Time) []string {
	h.t.Helper()
	deliveries, err := h.store.Deliveries(h.t.Context(), store.DeliveryFilter{}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, d := range slices.Backward(deliveries) {
		if n := d.Message.Notice; d.Message.Action != notify.Update {
			lines = append(lines, fmt.Sprintf("%s %s %s %s ×%d", d.QueuedAt.Sub(since).Round(time.Second), n.Subject.Monitor, d.Message.Action, n.Change, n.Count))
		}
	}
	return lines
}

// TestFamilies: while the parent is down, nobody is told of the child.
func TestFamilies(t *testing.T) {
	t.Parallel()
	const ok, fail = monitor.OutcomeSucceeded, monitor.OutcomeFailed
	at := func(start time.Time, minutes float64) {
		time.Sleep(time.Until(start.Add(time.Duration(minutes * float64(time.Minute)))))
	}
	tests := map[string]struct {
		story func(h *house, start time.Time)
		want  []string
	}{
		"the parent is down, and recovers first": {
			func(h *house, start time.Time) {
				h.record(member("p", "", time.Minute), member("c", "p", 2*time.Minute))
				at(start, 25)
				h.record(says("p", ok))
				at(start, 35)
			},
			[]string{
				"11m0s p post opened ×1", "21m0s p reply repeated ×2", "25m0s p reply resolved ×2",
				"31m0s p post opened ×1",
			},
		},
		"and the child is still bad": {
			func(h *house, start time.Time) {
				h.record(member("p", "", time.Minute), member("c", "p", 2*time.Minute))
				for m := 20.5; m < 45; m += 10 {
					at(start, m)
					h.record(says("p", ok))
				}
				at(start, 45)
				h.record(says("c", ok))
			},
			[]string{"11m0s p post opened ×1", "20m30s p reply resolved ×1", "22m0s c post opened ×2", "32m0s c reply repeated ×3", "42m0s c reply repeated ×4", "45m0s c reply resolved ×4"},
		},
		"the child recovers meanwhile": {
			func(h *house, start time.Time) {
				h.record(member("p", "", time.Minute), member("c", "p", 2*time.Minute))
				at(start, 15)
				h.record(says("c", ok), says("p", ok))
				for m := 20.5; m < 45; m += 10 {
					at(start, m)
					h.record(says("p", ok), says("c", ok))
				}
			},
			[]string{"11m0s p post opened ×1", "15m0s p reply resolved ×1"},
		},
		"the child is due before the parent is judged, which is down": {
			func(h *house, start time.Time) {
				h.record(member("p", "", 5*time.Minute), member("c", "p", time.Minute))
				at(start, 19)
			},
			[]string{"15m0s p post opened ×1"},
		},
		"and is not": {
			func(h *house, start time.Time) {
				h.record(member("p", "", 5*time.Minute), member("c", "p", time.Minute))
				at(start, 14)
				h.record(says("p", ok))
				at(start, 17)
				h.record(says("c", ok))
			},
			[]string{"15m30s c post opened ×1", "17m0s c reply resolved ×1"},
		},
		"both fall due at once": {
			func(h *house, start time.Time) {
				h.record(member("c", "p", time.Minute), member("p", "", time.Minute))
				at(start, 19)
			},
			[]string{"11m0s p post opened ×1"},
		},
		"both fail in one batch": {
			func(h *house, start time.Time) {
				h.record(member("c", "p", time.Minute), member("p", "", time.Minute))
				at(start, 10.5)
				h.record(says("c", fail), says("p", fail))
				at(start, 19)
			},
			[]string{"10m30s p post opened ×1"},
		},
		"a parent that nobody knows": {
			func(h *house, start time.Time) {
				h.record(member("c", "p", time.Minute))
				at(start, 19)
			},
			[]string{"11m0s c post opened ×1"},
		},
		"a parent that is removed, or paused": {
			func(h *house, start time.Time) {
				paused := member("q", "", time.Minute)
				paused.Definition.Suspended = true
				h.record(member("p", "", time.Minute), member("c", "p", 2*time.Minute), paused, member("d", "q", 2*time.Minute))
				at(start, 11.5)
				h.record(monitor.Observation{ID: "gone", Monitor: "p", Kind: monitor.Removed, At: time.Now(), SeenAt: time.Now()})
				at(start, 19)
			},
			[]string{"11m0s p post opened ×1", "11m30s p reply resolved ×1", "12m0s c post opened ×1", "12m0s d post opened ×1"},
		},
		"a grandparent": {
			func(h *house, start time.Time) {
				h.record(member("c", "p", 3*time.Minute), member("p", "g", 2*time.Minute), member("g", "", time.Minute))
				at(start, 19)
			},
			[]string{"11m0s g post opened ×1"},
		},
		"a circle": {
			func(h *house, start time.Time) {
				h.record(member("a", "b", time.Minute), member("b", "a", time.Minute), member("self", "self", time.Minute))
				at(start, 39)
			},
			[]string{"11m0s self post opened ×1", "21m0s self reply repeated ×2", "31m0s self reply repeated ×3", "told of a or b"},
		},
		"told before the parent went down": {
			func(h *house, start time.Time) {
				h.record(member("p", "", time.Minute), member("c", "p", time.Minute))
				at(start, 10.2)
				h.record(says("p", ok))
				at(start, 10.5)
				h.record(says("c", fail))
				at(start, 20.5)
				h.record(says("p", fail), says("c", fail))
				at(start, 21)
			},
			[]string{"10m30s c post opened ×1", "20m30s p post opened ×1", "20m30s c reply repeated ×2"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "rollcall.db")
			synctest.Test(t, func(t *testing.T) {
				h := open(t, path, &watcher{})
				start := time.Now()
				tt.story(h, start)
				time.Sleep(time.Second)
				synctest.Wait()
				got := h.toldOfEach(start)
				if slices.Contains(tt.want, "told of a or b") {
					told := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !slices.Contains([]string{"a", "b"}, field(s)) })
					got = slices.DeleteFunc(got, func(s string) bool { return slices.Contains(told, s) })
					if len(told) > 0 {
						got = append(got, "told of a or b")
					}
				}
				h.mustHaveTold(t, got, tt.want)
			})
		})
	}
}

func field(line string) string {
	var when, who string
	fmt.Sscan(line, &when, &who)
	return who
}
