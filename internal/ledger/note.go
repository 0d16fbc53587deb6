package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// ErrBusy says that more notes wait than can be taken in; nothing of the call is stored.
var ErrBusy = errors.New("too many reports wait, try again")

// notes are the calls of Note that wait for one commit.
type notes struct {
	doc    strings.Builder // the beginning of a JSON list
	places []place
	done   chan struct{} // closed after the commit
	err    error         // of the commit; read it after done
}

// place is where a note of a Monitor stands in the document of a segment.
type place struct {
	monitor  monitor.ID
	from, to int
}

// newNotes makes room for about as many as came before.
func newNotes(before *notes) *notes {
	n := &notes{done: make(chan struct{})}
	if before != nil {
		n.doc.Grow(before.doc.Len() + before.doc.Len()/4)
		n.places = make([]place, 0, len(before.places)+len(before.places)/4)
	}
	return n
}

// add appends a note.
func (n *notes) add(id monitor.ID, doc []byte) {
	n.doc.WriteByte("[,"[min(len(n.places), 1)])
	from := n.doc.Len()
	n.doc.Write(doc)
	n.places = append(n.places, place{id, from, n.doc.Len()})
}

// segment is the notes as a piece of the journal.
func (n *notes) segment(id string) Segment {
	n.doc.WriteByte(']')
	return Segment{ID: id, Doc: n.doc.String()}
}

// places finds the notes in a segment that was read.
func places(s Segment) ([]place, error) {
	d := json.NewDecoder(strings.NewReader(s.Doc))
	_, err := d.Token()
	var found []place
	for err == nil && d.More() {
		var raw json.RawMessage
		if err = d.Decode(&raw); err != nil {
			break
		}
		var about struct {
			Monitor monitor.ID `json:"monitor"`
		}
		err = json.Unmarshal(raw, &about)
		end := int(d.InputOffset())
		found = append(found, place{about.Monitor, end - len(raw), end})
	}
	if err != nil {
		return nil, fmt.Errorf("reading segment %s of the journal: %w", s.ID, err)
	}
	return found, nil
}

const (
	maxNotes = 2000 // of one commit
	roomy    = 384  // bytes, in which nearly every note has room
)

// Note makes an observation durable and returns: what follows from it follows soon, and before anything else is made of its Monitor.
// It is for what changes no verdict for the worse, and far cheaper than Record. The Monitor has to be defined. It returns ErrBusy
// (wrapped) where too much waits already. It is safe for concurrent use.
func (l *Ledger) Note(ctx context.Context, o monitor.Observation) error {
	if l.backlog.full() {
		return ErrBusy
	}
	var room [roomy]byte
	doc, err := encode(room[:0], &o)
	if err != nil {
		return fmt.Errorf("noting %s: %w: %w", o.ID, ErrUnstorable, err)
	}
	batch, err := l.enqueue(ctx, o.Monitor, doc)
	if err != nil {
		return err
	}
	select {
	case <-batch.done:
		return batch.err
	case <-ctx.Done():
		return fmt.Errorf("waiting for the commit: %w", context.Cause(ctx))
	}
}

// enqueue adds a note to those that are committed next. Many callers meet here: they take turns at a lock and not at a channel, and are
// woken together when they are stored.
func (l *Ledger) enqueue(ctx context.Context, id monitor.ID, doc []byte) (*notes, error) {
	for {
		l.noting.Lock()
		batch := l.next
		if len(batch.places) < maxNotes {
			batch.add(id, doc)
			l.noting.Unlock()
			select {
			case l.notes <- struct{}{}:
			default: // the writer knows
			}
			return batch, nil
		}
		l.noting.Unlock()
		select {
		case <-batch.done:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the ledger: %w", context.Cause(ctx))
		}
	}
}

const (
	crowd      = 8                      // so many notes in one commit are a crowd: more of it is on the way
	crowdStays = 250 * time.Millisecond // for how long: now and then a straggler is committed alone
	crowdWait  = time.Millisecond       // how long a commit waits for others, from the end of the last one on
)

// crowded reports whether a crowd reports.
func (l *Ledger) crowded() bool { return time.Since(l.crowdAt) < crowdStays }

// assemble waits for others while a crowd reports: a commit costs much the same for one as for a hundred.
func (l *Ledger) assemble() {
	if l.crowded() {
		time.Sleep(crowdWait - time.Since(l.noted))
	}
}

// gatherNotes takes the notes that wait; nil where there are none.
func (l *Ledger) gatherNotes() *notes {
	l.noting.Lock()
	defer l.noting.Unlock()
	batch := l.next
	if len(batch.places) == 0 {
		return nil
	}
	l.next = newNotes(batch)
	return batch
}

// keep stores notes in the journal as one segment. Where the answer of the store got lost they may be stored all the same: they are
// found at the next start then, and repeating them does no harm.
func (l *Ledger) keep(ctx context.Context, batch *notes) {
	if batch == nil {
		return
	}
	s := batch.segment(newID())
	l.backlog.begin(s.ID)
	if err := l.appendSegment(ctx, s); err != nil {
		batch.err = fmt.Errorf("noting %d reports: %w", len(batch.places), err)
		l.backlog.abandon(s.ID)
	} else {
		if some, _ := l.backlog.ready(); !some {
			l.settled = time.Now()
		}
		l.backlog.add(s, batch.places, true)
		l.noted = time.Now()
		if len(batch.places) >= crowd {
			l.crowdAt = l.noted
		}
		l.Committed(Report{Requests: len(batch.places)})
	}
	close(batch.done)
}

func (l *Ledger) appendSegment(ctx context.Context, s Segment) error {
	for attempt := 1; ; attempt++ {
		err := l.Store.AppendJournal(ctx, s)
		if err == nil || !errors.Is(err, ErrConflict) || attempt >= maxConflicts {
			return err
		}
	}
}

// recall reads the segments of the journal that are not known yet: what was left at a start, and what other processes noted.
// One reads at a time: who saw less must not be the last to say what is there.
func (l *Ledger) recall(ctx context.Context, own bool) error {
	select {
	case l.recalling <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("waiting for the journal: %w", context.Cause(ctx))
	}
	defer func() { <-l.recalling }()
	live, fresh, err := l.Store.Journal(ctx, l.backlog.knows)
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	for _, s := range fresh {
		found, err := places(s)
		if err != nil {
			return err
		}
		l.backlog.add(s, found, own)
	}
	there := make(map[string]bool, len(live))
	for _, id := range live {
		there[id] = true
	}
	l.backlog.settledElsewhere(there)
	l.wake()
	return nil
}
