package process

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
)

// desk is where jobs report to a process, as the embedded check-in service takes reports.
type desk struct {
	*gate

	record recorder

	mu       sync.Mutex
	defined  map[monitor.ID]bool
	inFlight map[string]time.Time
}

func newDesk(g *gate, r recorder) *desk {
	return &desk{gate: g, record: r, defined: map[monitor.ID]bool{}, inFlight: map[string]time.Time{}}
}

// storeTimeout bounds how long a report may take to be stored.
const storeTimeout = 10 * time.Second

var errRefused = errors.New("the connection was refused")

// take stores a report, or for a nil one only that the job is there. Nil says that it is stored.
func (d *desk) take(j *cluster.Job, r *cluster.Run, id string) error {
	if d.isDead() {
		return errRefused
	}
	now := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	d.begin(id, now)
	defer d.finish(id)
	var facts []monitor.Observation
	if !d.isDefined(j.ID) {
		facts = append(facts, monitor.Observation{
			ID: string(j.ID) + "/defined/1", Monitor: j.ID, Kind: monitor.Defined, At: now, SeenAt: now, Definition: j.Versions[0].Definition,
		})
	}
	if r != nil {
		facts = append(facts, report(j, r, id, now))
	}
	if err := d.record(ctx, facts...); err != nil {
		return err
	}
	if d.isDead() {
		return errLost
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.defined[j.ID] = true
	return nil
}

func report(j *cluster.Job, r *cluster.Run, id string, now time.Time) monitor.Observation {
	o := monitor.Observation{
		ID: id, Monitor: j.ID, Kind: monitor.CheckedIn, At: now, SeenAt: now,
		Run: &monitor.RunFacts{ID: monitor.RunID(id), CreatedAt: r.Started, StartedAt: r.Started, FinishedAt: now, Outcome: monitor.OutcomeSucceeded},
	}
	if !r.Succeeded {
		code := 1
		o.Run.Outcome = monitor.OutcomeFailed
		o.Evidence = &diagnose.Evidence{CapturedAt: now, Report: &diagnose.Report{ExitCode: &code}}
	}
	return o
}

func (d *desk) isDefined(id monitor.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.defined[id]
}

func (d *desk) begin(id string, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inFlight[id] = at
}

func (d *desk) finish(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.inFlight, id)
}

// Inspect implements ledger.Inspector: it says up to when every report that came is stored.
func (d *desk) Inspect(ctx context.Context, _ []monitor.State) (monitor.View, error) {
	if err := d.pass(ctx, history.Look); err != nil {
		return monitor.View{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	oldest := time.Now()
	for _, at := range d.inFlight {
		if at.Before(oldest) {
			oldest = at
		}
	}
	return monitor.View{Until: oldest}, nil
}

// call has a job report each of its runs, and try again for a while where nobody takes that.
func (h *House) call(ctx context.Context, j *cluster.Job) {
	sleep(ctx, time.Until(j.Created))
	for attempt := 0; ctx.Err() == nil; attempt++ { // whoever sets the job up insists on it
		if h.knock(j, nil, fmt.Sprintf("setup/%s/%d", j.Name, attempt)) == nil {
			break
		}
		sleep(ctx, 10*time.Second)
	}
	for _, r := range j.Runs {
		if r.Finished.IsZero() {
			continue
		}
		h.running.Go(func() {
			sleep(ctx, time.Until(r.Finished))
			for attempt, pause := range []time.Duration{0, 10 * time.Second, 30 * time.Second} {
				sleep(ctx, pause)
				if ctx.Err() != nil || h.knock(j, r, fmt.Sprintf("ping/%s/%d", r.ID, attempt)) == nil {
					return
				}
			}
			h.Book.Tell("job", "%s has tried to report and gives up", r.ID)
		})
	}
}

// knock reports to one of the processes that live.
func (h *House) knock(j *cluster.Job, r *cluster.Run, id string) error {
	first := h.History.Chance("knock", id).IntN(h.History.Leaders)
	for n := range h.History.Leaders {
		if p := h.process((first+n)%h.History.Leaders + 1); p != nil {
			return p.desk.take(j, r, id)
		}
	}
	return errRefused
}
