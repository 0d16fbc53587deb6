package ledger

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Options configure a Ledger. The zero value of each field but Store and Router is usable.
type Options struct {
	Store  Store
	Router Router
	// Inspectors are asked before an absence is judged, by source. A source without one is believed to have shown all.
	Inspectors map[monitor.Source]Inspector
	// Clocks say what time it is at a source whose clock is not ours: its slots and runs are told by it. A source without one
	// keeps our time.
	Clocks map[monitor.Source]func() time.Time
	// Cluster is the one that is watched: what is shared by Monitors that name no cluster is told of it.
	Cluster string
	// BurstFrom is how many Incidents that begin together for one reason are told as one, where the reason is one that befalls jobs; for
	// others it takes twice as many. 0: each is told by itself.
	BurstFrom int
	// Windows are the silences that maintenance windows make at an instant.
	Windows func(now time.Time) []incident.Silence
	// Quiet is the longest that a sweeper sleeps without asking the store: it bounds how late a deadline is noticed that another
	// process has set. Zero: until something is due, for a store that nobody else writes into.
	Quiet time.Duration
	// Committed is called after every commit, from the writer's goroutine: it must not block.
	Committed func(Report)
	Logger    *slog.Logger
}

// Report says what one commit brought.
type Report struct {
	Observations []monitor.Observation // the fresh ones
	Verdicts     []monitor.Verdict
	Messages     int // outbox rows
	Requests     int // calls of Record, Settle and Note that the commit answered
}

// Ledger is the one writer. Create it with New; Run must be running for Record to return.
type Ledger struct {
	Options
	requests  chan *request
	notes     chan struct{} // some wait
	woken     chan struct{} // the backlog has changed
	noting    sync.Mutex    // guards next
	next      *notes        // those that are committed next
	backlog   *backlog
	recalling chan struct{} // holds one while somebody reads the journal
	noted     time.Time     // when the newest note was stored; the writer's own
	crowdAt   time.Time     // when many were last stored together; the writer's own
	settleAt  time.Time     // no notes are taken in before; the writer's own
	settled   time.Time     // when notes were last taken in unasked, or began to wait; the writer's own
	started   time.Time     // since when the sources are watched
	sweepers  map[monitor.Source]*sweeper
	starts    starts
}

// maxBatch bounds the observations of one commit.
const maxBatch = 1000

// request is one call of Record or Settle that waits for its commit.
type request struct {
	observations []monitor.Observation
	settle       []monitor.ID
	wish         *wish // of a person; nil: none
	done         chan error
}

// New returns a Ledger.
func New(o Options) *Ledger {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Windows == nil {
		o.Windows = func(time.Time) []incident.Silence { return nil }
	}
	if o.Committed == nil {
		o.Committed = func(Report) {}
	}
	l := &Ledger{
		Options: o, requests: make(chan *request), notes: make(chan struct{}, 1), next: newNotes(nil), woken: make(chan struct{}, 1),
		backlog: newBacklog(), recalling: make(chan struct{}, 1),
		started: time.Now(), sweepers: map[monitor.Source]*sweeper{}, starts: starts{},
	}
	for _, source := range monitor.Sources() {
		l.sweepers[source] = &sweeper{Ledger: l, source: source, deadline: newDeadline()}
	}
	return l
}

// Now is what time it is at a source.
func (l *Ledger) Now(source monitor.Source) time.Time {
	if clock := l.Clocks[source]; clock != nil {
		return clock()
	}
	return time.Now()
}

// ClockMoved says that a clock, ours or that of a source, does not show what it showed a moment ago: whoever sleeps until an
// instant looks at it anew. It does not wait.
func (l *Ledger) ClockMoved() {
	for _, s := range l.sweepers {
		s.deadline.poke()
	}
}

// Record stores the observations, in their order, and all that follows from them. It returns after the commit; an error
// means that nothing of them is stored. It is safe for concurrent use.
func (l *Ledger) Record(ctx context.Context, observations ...monitor.Observation) error {
	if len(observations) == 0 {
		return nil
	}
	return l.submit(ctx, &request{observations: observations, done: make(chan error, 1)})
}

// submit waits for the writer to do what is asked.
func (l *Ledger) submit(ctx context.Context, r *request) error {
	select {
	case l.requests <- r:
	case <-ctx.Done():
		return fmt.Errorf("waiting for the ledger: %w", context.Cause(ctx))
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("waiting for the commit: %w", context.Cause(ctx))
	}
}
