package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// ErrBusy says that more notes wait than can be taken in; nothing of the call is stored.
var ErrBusy = errors.New("too many reports wait, try again")

// note is one call of Note that waits for its commit.
type note struct {
	observation monitor.Observation
	doc         json.RawMessage
	done        chan error
}

// maxNotes bounds the notes of one commit.
const maxNotes = 2000

// Note makes an observation durable and returns: what follows from it follows soon, and before anything else is made of its Monitor.
// It is for what changes no verdict for the worse, and far cheaper than Record. The Monitor has to be defined. It returns ErrBusy
// (wrapped) where too much waits already. It is safe for concurrent use.
func (l *Ledger) Note(ctx context.Context, o monitor.Observation) error {
	if l.backlog.full() {
		return ErrBusy
	}
	doc, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("noting %s: %w: %w", o.ID, ErrUnstorable, err)
	}
	n := &note{observation: o, doc: doc, done: make(chan error, 1)}
	select {
	case l.notes <- n:
	case <-ctx.Done():
		return fmt.Errorf("waiting for the ledger: %w", context.Cause(ctx))
	}
	select {
	case err := <-n.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("waiting for the commit: %w", context.Cause(ctx))
	}
}

// gatherNotes adds the notes that wait already.
func (l *Ledger) gatherNotes(n *note) []*note {
	batch := []*note{n}
	for len(batch) < maxNotes {
		select {
		case n := <-l.notes:
			batch = append(batch, n)
		default:
			return batch
		}
	}
	return batch
}

// keep stores notes in the journal as one segment. Where the answer of the store got lost they may be stored all the same: they are
// found at the next start then, and repeating them does no harm.
func (l *Ledger) keep(ctx context.Context, batch []*note) {
	docs := make([]json.RawMessage, len(batch))
	notes := make([]monitor.Observation, len(batch))
	for i, n := range batch {
		docs[i], notes[i] = n.doc, n.observation
	}
	id := newID()
	l.backlog.begin(id)
	err := l.appendSegment(ctx, id, docs)
	if err != nil {
		l.backlog.abandon(id)
	} else {
		l.backlog.add(id, notes, true)
		l.noted = time.Now()
		l.Committed(Report{Requests: len(batch)})
	}
	for _, n := range batch {
		n.done <- err
	}
}

func (l *Ledger) appendSegment(ctx context.Context, id string, docs []json.RawMessage) error {
	doc, err := json.Marshal(docs)
	if err != nil {
		return fmt.Errorf("noting %d reports: %w", len(docs), err)
	}
	for attempt := 1; ; attempt++ {
		err := l.Store.Update(ctx, func(tx Tx) error { return tx.AppendJournal(ctx, Segment{ID: id, Doc: string(doc)}) })
		if err == nil {
			return nil
		}
		if !errors.Is(err, ErrConflict) || attempt >= maxConflicts {
			return fmt.Errorf("noting %d reports: %w", len(docs), err)
		}
	}
}

// recall reads the segments of the journal that are not known yet: what was left at a start, and what other processes noted.
func (l *Ledger) recall(ctx context.Context, own bool) error {
	live, fresh, err := l.Store.Journal(ctx, l.backlog.knows)
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	for _, s := range fresh {
		var notes []monitor.Observation
		if err := json.Unmarshal([]byte(s.Doc), &notes); err != nil {
			return fmt.Errorf("reading segment %s of the journal: %w", s.ID, err)
		}
		l.backlog.add(s.ID, notes, own)
	}
	there := make(map[string]bool, len(live))
	for _, id := range live {
		there[id] = true
	}
	l.backlog.settledElsewhere(there)
	l.wake()
	return nil
}
