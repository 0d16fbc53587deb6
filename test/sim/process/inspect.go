package process

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
)

// surveyTimeout bounds the answer of the cluster.
const surveyTimeout = 30 * time.Second

var (
	errSlow = errors.New("the cluster took too long to answer")
	errAway = errors.New("a watch has not come back yet")
)

// Inspect implements ledger.Inspector: it asks the cluster itself.
func (w *watch) Inspect(ctx context.Context, states []monitor.State) (monitor.View, error) {
	view := monitor.View{Until: time.Now()}
	if err := w.pass(ctx, history.Look); err != nil {
		return monitor.View{}, err
	}
	if time.Since(view.Until) > surveyTimeout {
		return monitor.View{}, errSlow
	}
	for _, state := range states {
		i := slices.IndexFunc(w.house.Cluster.Jobs, func(j *cluster.Job) bool { return j.ID == state.ID })
		if i < 0 {
			return monitor.View{}, fmt.Errorf("no job is watched as %s", state.ID)
		}
		j := w.house.Cluster.Jobs[i]
		listed, away := w.sight(j)
		if away {
			return monitor.View{}, errAway
		}
		if listed.After(view.Since) {
			view.Since = listed
		}
		view.Seen = append(view.Seen, w.inspect(j, state, listed, view.Until)...)
	}
	return view, nil
}

// sight is since when nothing of a job has escaped the watch, and whether it is away.
func (w *watch) sight(j *cluster.Job) (since time.Time, away bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.pages[j.ID]
	return p.listed, p.away
}

func (w *watch) inspect(j *cluster.Job, state monitor.State, since, until time.Time) []monitor.Observation {
	versions, _ := j.List(time.Now())
	if versions == nil {
		return []monitor.Observation{w.removed(j)}
	}
	now := w.clock()
	seen := []monitor.Observation{w.defined(j, versions[0])}
	for _, o := range w.owed(j) {
		if o.Run != nil {
			seen = append(seen, o)
		}
	}
	var active []diagnose.ActiveRun
	there := map[monitor.RunID]bool{}
	for _, v := range versions[1:] {
		there[v.Run.ID] = true
		if v.Run.Outcome == monitor.Unfinished {
			active = append(active, diagnose.ActiveRun{Name: v.Run.Name, CreatedAt: v.Run.CreatedAt})
		}
		over := slices.ContainsFunc(state.Runs, func(r monitor.Run) bool {
			return r.ID == v.Run.ID && r.Outcome != monitor.Unfinished
		})
		if !over {
			seen = append(seen, observation(j, v, now))
		}
	}
	for _, r := range state.Runs {
		if there[r.ID] || r.Gone || r.Outcome != monitor.Unfinished {
			continue
		}
		facts, at := r.RunFacts, now
		if facts.Lost = !w.knows(r.ID); facts.Lost && since.After(r.CreatedAt) {
			at = since
		}
		seen = append(seen, monitor.Observation{
			ID: "job/" + string(r.ID) + "/gone", Monitor: j.ID, Kind: monitor.RunGone, At: at, SeenAt: now, Run: &facts,
		})
	}
	return append(seen, monitor.Observation{
		ID: fmt.Sprintf("inspected/%s/%d/", j.Name, until.UnixNano()), Monitor: j.ID, Kind: monitor.Inspected, At: until, SeenAt: now,
		Evidence: &diagnose.Evidence{CapturedAt: now, ActiveRuns: active},
	})
}
