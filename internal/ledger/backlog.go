package ledger

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// maxBacklog bounds the notes that wait. Beyond it none is taken until some are settled.
const maxBacklog = 250_000

// waiting is a note that is durable in the journal, and not taken in yet. There may be very many: it holds no more than where it stands
// in its segment, and is decoded when it is taken in.
type waiting struct {
	segment  *segment
	from, to int
}

// observation is what was noted.
func (w waiting) observation() (o monitor.Observation, err error) {
	if o, err = decode(w.segment.doc[w.from:w.to]); err != nil {
		return o, fmt.Errorf("note in segment %s of the journal: %w: %w", w.segment.id, ErrUnstorable, err)
	}
	return o, nil
}

// segment is one piece of the journal: the notes of one commit. It goes when the last of them is taken in.
type segment struct {
	id   string
	doc  string
	left int
	own  bool // written by this process
}

// backlog is what waits, in memory. It is safe for concurrent use; only the writer takes out of it.
type backlog struct {
	mu       sync.Mutex
	of       map[monitor.ID][]waiting // each in the order of its arrival
	segments map[string]*segment
	total    int
	arrived  []arrival           // what is not sorted by Monitor yet: that is done when somebody asks, and not while a crowd reports
	troubled map[monitor.ID]bool // Monitors whose next good word somebody waits for
	urgent   []monitor.ID        // of these, those that have notes
	queue    []monitor.ID        // Monitors with notes, the one that has waited longest first; some may have none left
	foreign  []overdue           // those with notes of other processes, which take them in themselves unless they died
}

// arrival is a segment that was just added.
type arrival struct {
	*segment
	places []place
}

type overdue struct {
	id   monitor.ID
	from time.Time
}

// orphaned is how long another process has to take in what it noted.
const orphaned = time.Minute

func newBacklog() *backlog {
	return &backlog{of: map[monitor.ID][]waiting{}, segments: map[string]*segment{}, troubled: map[monitor.ID]bool{}}
}

// full reports whether no more notes are to be taken.
func (b *backlog) full() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total >= maxBacklog
}

// fill is how much of the backlog is used, from 0 to 1.
func (b *backlog) fill() float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return float64(b.total) / maxBacklog
}

// begin makes a segment known before it is stored, so that nobody takes it for another process's.
func (b *backlog) begin(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.segments[id] = &segment{id: id, own: true}
}

// abandon forgets a segment that was not stored.
func (b *backlog) abandon(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.segments, id)
}

// knows reports whether a segment is in the backlog.
func (b *backlog) knows(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.segments[id] != nil
}

// add takes in the notes of a stored segment. What a dead process left is this one's own.
func (b *backlog) add(s Segment, places []place, own bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	held := &segment{id: s.ID, doc: s.Doc, left: len(places), own: own}
	b.segments[s.ID] = held
	b.total += len(places)
	b.arrived = append(b.arrived, arrival{held, places})
}

// sort gives each Monitor its notes, in the order of their arrival. The caller holds the lock.
func (b *backlog) sort() {
	for len(b.arrived) > 0 {
		b.sortOne()
	}
}

// sortOne does that for the segment that arrived first. The caller holds the lock.
func (b *backlog) sortOne() {
	a := b.arrived[0]
	b.arrived[0] = arrival{} // nobody needs its places any more
	if b.arrived = b.arrived[1:]; len(b.arrived) == 0 {
		b.arrived = nil
	}
	for _, p := range a.places {
		before := b.of[p.monitor]
		b.of[p.monitor] = append(before, waiting{a.segment, p.from, p.to})
		switch {
		case !a.own:
			b.foreign = append(b.foreign, overdue{p.monitor, time.Now().Add(orphaned)})
		case b.troubled[p.monitor]:
			b.urgent = append(b.urgent, p.monitor)
		case !slices.ContainsFunc(before, func(w waiting) bool { return w.segment.own }): // those before it may be dropped, and this one not
			b.queue = append(b.queue, p.monitor)
		}
	}
}

// filter keeps of a Monitor's notes those that match. The caller holds the lock.
func (b *backlog) filter(id monitor.ID, keep func(waiting) bool) {
	before := len(b.of[id])
	left := slices.DeleteFunc(b.of[id], func(w waiting) bool { return !keep(w) })
	b.total -= before - len(left)
	if len(left) == 0 {
		delete(b.of, id)
	} else {
		b.of[id] = left
	}
}

// next returns up to n Monitors whose notes are to be taken in now, the troubled ones first and all of them, and removes them from
// the queues; their notes stay until done. It sorts no more than it needs: while a crowd reports, all the others wait for it.
func (b *backlog) next(n int) []monitor.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.troubled) > 0 {
		b.sort()
	}
	var ids []monitor.ID
	pick := func(id monitor.ID) {
		if len(b.of[id]) > 0 {
			ids = append(ids, id)
		}
	}
	for _, id := range b.urgent {
		pick(id)
	}
	b.urgent = nil
	for len(b.queue)+len(b.arrived) > 0 && len(ids) < n {
		if len(b.queue) == 0 {
			b.sortOne()
			continue
		}
		pick(b.queue[0])
		b.queue = b.queue[1:]
	}
	for now := time.Now(); len(b.foreign) > 0 && len(ids) < n && !b.foreign[0].from.After(now); b.foreign = b.foreign[1:] {
		pick(b.foreign[0].id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// again puts Monitors back that could not be taken in.
func (b *backlog) again(ids []monitor.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, ids...)
}

// ready reports whether something is to be taken in, and whether somebody waits for it.
func (b *backlog) ready() (some, urgent bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.troubled) > 0 {
		b.sort()
	}
	urgent = len(b.urgent) > 0
	some = urgent || len(b.arrived) > 0 || len(b.queue) > 0 || len(b.foreign) > 0 && !b.foreign[0].from.After(time.Now())
	return some, urgent
}

// trouble notes how Monitors are doing after a commit.
func (b *backlog) trouble(changes []Change) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range changes {
		bad := c.State.ConsecutiveBad > 0 || len(unresolved(c.Incidents)) > 0 // an incident may wait for several good ones
		if bad && c.State.RemovedAt.IsZero() {
			b.troubled[c.State.ID] = true
		} else {
			delete(b.troubled, c.State.ID)
		}
	}
}

// settledElsewhere drops the notes of other processes whose segments are gone: those have taken them in.
func (b *backlog) settledElsewhere(live map[string]bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sort()
	vanished := map[*segment]bool{}
	for id, s := range b.segments {
		if !s.own && !live[id] {
			vanished[s] = true
			delete(b.segments, id)
		}
	}
	if len(vanished) == 0 {
		return
	}
	for id := range b.of {
		b.filter(id, func(w waiting) bool { return !vanished[w.segment] })
	}
}
