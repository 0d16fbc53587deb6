package process

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
)

// take takes in what the watch shows. Where it is unruly, some of it comes twice, some late, some before what is older.
func (w *watch) take(ctx context.Context, j *cluster.Job, seen []monitor.Observation) {
	percent, longest := w.disorder()
	for _, o := range seen {
		dice := w.chance("unruly", j.Name, 100)
		switch {
		case dice >= percent || o.Kind == monitor.Defined:
			w.owe(j, o, -1)
		case dice%3 == 0:
			w.house.Book.Struck(history.Twice)
			w.owe(j, o, -1)
			w.later(ctx, j, o, longest)
		case dice%3 == 1:
			w.house.Book.Struck(history.Held)
			w.later(ctx, j, o, longest)
		default:
			w.house.Book.Struck(history.Early)
			w.owe(j, o, w.chance("order", j.Name, 4))
		}
	}
}

// later has the watch show something a while from now.
func (w *watch) later(ctx context.Context, j *cluster.Job, o monitor.Observation, longest time.Duration) {
	wait := time.Duration(w.house.History.Chance("late", o.ID, w.name).Int64N(int64(max(longest, 1))))
	w.house.Book.Tell(w.name, "  holds back %s for %s", o.ID, wait)
	w.busy.Go(func() {
		sleep(ctx, wait)
		w.owe(j, o, -1)
	})
}

// disorder is how much of what the watch shows is out of order, and for how long at most.
func (w *watch) disorder() (percent int, longest time.Duration) {
	for _, e := range w.house.now(w.number) {
		if e.Fault == history.Unruly {
			return e.Percent, e.Amount
		}
	}
	return 0, 0
}
