package process

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
)

// recorder stores facts; it is the ledger's Record.
type recorder func(ctx context.Context, observations ...monitor.Observation) error

// watch is the source of a process: it lists what is there, watches what changes, and tells the ledger. It keeps the promises of
// internal/kube: what the ledger refused is told again, and an inspection shows it meanwhile; a job is told of before its runs;
// nothing is judged while the watch is away. Where the history has it unruly, it tells twice, late and in another order.
type watch struct {
	*gate

	record recorder
	busy   sync.WaitGroup

	mu    sync.Mutex
	told  map[monitor.RunID]monitor.RunFacts
	pages map[monitor.ID]*page
}

// page is what is known of one job's watch. The watch's lock guards it.
type page struct {
	listed time.Time // since when nothing has escaped the watch
	away   bool      // it broke off, or has not caught up
	// untold is what the ledger has not taken yet, in the order in which it is to be told.
	untold []monitor.Observation
	news   chan struct{} // holds a token while there may be something to tell
}

func newWatch(g *gate, r recorder) *watch {
	w := &watch{gate: g, record: r, told: map[monitor.RunID]monitor.RunFacts{}, pages: map[monitor.ID]*page{}}
	for _, j := range g.house.Cluster.Jobs {
		w.pages[j.ID] = &page{away: true, news: make(chan struct{}, 1)}
	}
	return w
}

// run watches all jobs until ctx ends.
func (w *watch) run(ctx context.Context) error {
	for _, job := range w.house.Cluster.Jobs {
		if job.Kind == history.CronJob {
			w.busy.Go(func() { w.follow(ctx, job) })
			w.busy.Go(func() { w.deliver(ctx, job) })
		}
	}
	w.busy.Wait()
	return nil
}

const (
	blindRetry = 5 * time.Second // how often a watch tries to come back
	never      = 1000 * time.Hour
)

// follow reads what the cluster shows of one job.
func (w *watch) follow(ctx context.Context, j *cluster.Job) {
	var number int64
	list, blind := true, false
	for ctx.Err() == nil {
		if w.blind() {
			blind = true
			w.note(j, true, false)
			sleep(ctx, blindRetry)
			continue
		}
		if blind { // it goes on where it broke off, or is told that it is too late for that
			list = list || w.chance("again", j.Name, 2) == 0
			blind = false
		}
		now := time.Now()
		versions, next := j.Since(number, now)
		listed := list && !now.Before(j.Created)
		if listed {
			versions, number = j.List(now)
			list = false
		} else if len(versions) > 0 {
			number = versions[len(versions)-1].Number
		}
		w.note(j, false, listed)
		w.take(ctx, j, w.news(j, versions, listed))
		if next.IsZero() {
			sleep(ctx, never)
		}
		sleep(ctx, time.Until(next)+time.Duration(w.chance("latency", j.Name, 400))*time.Millisecond)
	}
}

// chance is a number below n.
func (w *watch) chance(purpose, job string, n int) int {
	return w.house.History.Chance(purpose, job, w.name, w.count(purpose+job)).IntN(n)
}

// note keeps the book of whether the watch of a job is there, and whether it has listed anew.
func (w *watch) note(j *cluster.Job, away, listed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.pages[j.ID]
	if p.away = away; listed {
		p.listed = time.Now()
	}
}

// news is what versions say that was not told before. A job's status alone is told in a list only.
func (w *watch) news(j *cluster.Job, versions []cluster.Version, listed bool) []monitor.Observation {
	var seen []monitor.Observation
	if listed && len(versions) == 0 {
		seen = append(seen, w.removed(j))
	}
	for _, v := range versions {
		switch {
		case v.Definition != nil && v.Gone:
			seen = append(seen, w.removed(j))
		case v.Definition != nil && (listed || !v.Quiet):
			seen = append(seen, w.defined(j, v))
		case v.Run != nil:
			if o, ok := w.ran(j, v); ok {
				seen = append(seen, o)
			}
		}
	}
	return seen
}

// ran is what a version says of a run; false where that was told before.
func (w *watch) ran(j *cluster.Job, v cluster.Version) (monitor.Observation, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, known := w.told[v.Run.ID]
	if known && (before.Outcome != monitor.Unfinished || before == *v.Run && !v.Gone) {
		return monitor.Observation{}, false
	}
	if v.Gone && v.Run.Outcome != monitor.Unfinished {
		return monitor.Observation{}, false
	}
	w.told[v.Run.ID] = *v.Run
	return observation(j, v, w.clock()), true
}

// knows reports whether this watch has shown a run.
func (w *watch) knows(id monitor.RunID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, known := w.told[id]
	return known
}

// clock is what the process believes to be the time.
func (w *watch) clock() time.Time { return time.Now().Add(w.skew()) }

// owe has something told to the ledger, at a place in what is to be told; negative: at the end.
func (w *watch) owe(j *cluster.Job, o monitor.Observation, at int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.pages[j.ID]
	if at < 0 || at > len(p.untold) {
		at = len(p.untold)
	}
	p.untold = slices.Insert(p.untold, at, o)
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// owed is what the ledger has not taken yet.
func (w *watch) owed(j *cluster.Job) []monitor.Observation {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pages[j.ID].untold)
}

// deliver tells the ledger what it is owed, until it has it.
func (w *watch) deliver(ctx context.Context, j *cluster.Job) {
	pause := 100 * time.Millisecond
	for ctx.Err() == nil {
		owed := w.owed(j)
		if len(owed) == 0 {
			select {
			case <-w.pages[j.ID].news:
			case <-ctx.Done():
			}
			continue
		}
		slices.SortStableFunc(owed, func(a, b monitor.Observation) int { return rank(a) - rank(b) })
		err := w.record(ctx, owed...)
		if err == nil || w.house.Sabotage == GivesUp {
			pause = 100 * time.Millisecond
			w.settle(j, owed)
			continue
		}
		if versions, _ := j.List(time.Now()); errors.Is(err, monitor.ErrUndefined) && versions != nil {
			w.owe(j, w.defined(j, versions[0]), 0)
		}
		sleep(ctx, pause)
		pause = min(2*pause, 30*time.Second)
	}
}

// settle forgets what the ledger has taken.
func (w *watch) settle(j *cluster.Job, taken []monitor.Observation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.pages[j.ID]
	p.untold = slices.DeleteFunc(p.untold, func(o monitor.Observation) bool {
		return slices.ContainsFunc(taken, func(t monitor.Observation) bool { return t.ID == o.ID })
	})
}

// rank puts what a job is before what it did.
func rank(o monitor.Observation) int {
	if o.Kind == monitor.Defined {
		return 0
	}
	return 1
}
