package process

import (
	"context"
	"sync"
	"time"

	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
	standin "rollcall.dev/rollcall/test/slack"
)

// House is all the processes of a history, and what they share. Create it with Open.
type House struct {
	History history.History
	Cluster *cluster.Cluster
	Book    *journal.Book
	Slack   *standin.Server
	Path    string // of the database
	// Sabotage is what is broken on purpose; empty: nothing.
	Sabotage Sabotage

	running sync.WaitGroup // everything that is to end before the simulation does
	writer  chan struct{}  // holds one token while a process writes

	mu      sync.Mutex
	sprung  map[int]bool     // events that were traps, and caught somebody
	steps   map[stepOf]int   // how many were made
	current map[int]*Process // those that live, by number
}

// stepOf is a kind of step of a process, over all its lives.
type stepOf struct {
	process int
	step    string
}

// Open makes a House in which nothing runs yet. Path is that of a database with its tables.
func Open(h history.History, c *cluster.Cluster, book *journal.Book, path string) *House {
	return &House{
		History: h, Cluster: c, Book: book, Slack: newSlack(), Path: path,
		writer: make(chan struct{}, 1), sprung: map[int]bool{}, steps: map[stepOf]int{}, current: map[int]*Process{},
	}
}

// at is how long the history has gone on.
func (h *House) at() time.Duration { return time.Since(h.History.Start) }

// now are the events that go on and concern a process.
func (h *House) now(process int) []history.Event {
	at := h.at()
	if at >= h.History.For {
		return nil
	}
	var events []history.Event
	for _, e := range h.History.Events {
		if e.Covers(at) && e.Concerns(process) {
			events = append(events, e)
		}
	}
	return events
}

// trap reports whether a process dies at a step, and by which event; each catches once.
func (h *House) trap(process int, step string) (history.Event, bool) {
	at := h.at()
	h.mu.Lock()
	defer h.mu.Unlock()
	key := stepOf{process, step}
	h.steps[key]++
	for i, e := range h.History.Events {
		armed := e.Fault == history.CrashAt && e.Concerns(process) && e.Step == step && at >= e.At && at < h.History.For
		if armed && !h.sprung[i] && (e.Nth == 0 || e.Nth == h.steps[key]) {
			h.sprung[i] = true
			h.Book.Struck(history.At(step))
			return e, true
		}
	}
	return history.Event{}, false
}

// Run lives through the history and returns when nothing of it runs any more. Pause is called now and then, and at the end, when
// nobody does anything; it says whether to go on.
func (h *House) Run(ctx context.Context, pause func(end bool) (goOn bool)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for n := range h.History.Leaders {
		h.running.Go(func() { h.keep(ctx, n+1) })
	}
	for _, e := range h.History.Events {
		h.running.Go(func() { h.happen(ctx, e) })
	}
	for _, job := range h.Cluster.Jobs {
		if job.Kind == history.CheckIn {
			h.running.Go(func() { h.call(ctx, job) })
		}
	}
	const pauses = 6
	for i := range pauses + 1 {
		at, end := h.History.Start.Add(h.History.For*time.Duration(i+1)/pauses), i == pauses
		if end {
			at = h.Cluster.End
		}
		time.Sleep(time.Until(at))
		if !pause(end) {
			break
		}
	}
	cancel()
	h.running.Wait()
	h.Slack.Close()
	time.Sleep(leftBehind) // of the fake clock
}

// leftBehind is how long at most something goes on that a process no longer waits for when it ends: a delivery that was frozen while
// it spoke, and then finds its database closed until it gives up.
const leftBehind = 15 * time.Minute

// keep starts a process again and again, as whoever supervises it does.
func (h *House) keep(ctx context.Context, number int) {
	for boot := 1; ctx.Err() == nil; boot++ {
		p, err := h.boot(ctx, number, boot)
		down := 5 * time.Second
		if err != nil {
			h.Book.Tell("", "process %d does not start: %v", number, err)
		} else {
			down = p.live(ctx)
		}
		if peace := time.Until(h.Cluster.Peace); peace > 0 && peace < down {
			down = peace
		}
		sleep(ctx, down)
	}
}

// happen does what is to be done about an event beside letting it strike.
func (h *House) happen(ctx context.Context, e history.Event) {
	sleep(ctx, time.Until(h.History.Start.Add(e.At)))
	if ctx.Err() != nil {
		return
	}
	h.Book.Tell("", "-- %s: process %d, for %s, %d%%, %s %s %s", e.Fault, e.Process, e.For, e.Percent, e.Amount, e.Receiver, e.Step)
	over := func(undo func()) {
		sleep(ctx, min(e.For, time.Until(h.Cluster.Peace)))
		undo()
	}
	switch e.Fault {
	case history.Crash:
		if p := h.process(e.Process); p != nil && p.die(e.For, "at once") {
			h.Book.Struck(string(e.Fault))
		}
	case history.Stop:
		if p := h.process(e.Process); p != nil {
			p.end(e.For)
			h.Book.Struck(string(e.Fault))
		}
	case history.Revoked:
		h.Slack.RevokeToken()
		h.Book.Struck(string(e.Fault))
		over(h.Slack.RestoreToken)
	case history.Archived:
		_ = h.Slack.Archive(Billing)
		h.Book.Struck(string(e.Fault))
		over(func() { _ = h.Slack.Unarchive(Billing) })
	case history.Skewed, history.Scheduler:
		h.Book.Struck(string(e.Fault))
	default: // counted where it strikes
	}
}

// process is the one with that number that lives; nil: none.
func (h *House) process(number int) *Process {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current[number]
}

// sleep returns after a while, or when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
