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
	observations []monitor.Observation
	docs         []json.RawMessage
	done         chan struct{} // closed after the commit
	err          error         // of the commit; read it after done
}

func newNotes() *notes { return &notes{done: make(chan struct{})} }

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
	batch, err := l.enqueue(ctx, o, doc)
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
func (l *Ledger) enqueue(ctx context.Context, o monitor.Observation, doc json.RawMessage) (*notes, error) {
	for {
		l.noting.Lock()
		batch := l.next
		if len(batch.docs) < maxNotes {
			batch.observations = append(batch.observations, o)
			batch.docs = append(batch.docs, doc)
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

// gatherNotes takes the notes that wait; nil where there are none.
func (l *Ledger) gatherNotes() *notes {
	l.noting.Lock()
	defer l.noting.Unlock()
	batch := l.next
	if len(batch.docs) == 0 {
		return nil
	}
	l.next = newNotes()
	return batch
}

// keep stores notes in the journal as one segment. Where the answer of the store got lost they may be stored all the same: they are
// found at the next start then, and repeating them does no harm.
func (l *Ledger) keep(ctx context.Context, batch *notes) {
	if batch == nil {
		return
	}
	id := newID()
	l.backlog.begin(id)
	batch.err = l.appendSegment(ctx, id, batch.docs)
	if batch.err != nil {
		l.backlog.abandon(id)
	} else {
		l.backlog.add(id, batch.observations, true)
		l.noted = time.Now()
		l.Committed(Report{Requests: len(batch.docs)})
	}
	close(batch.done)
}

func (l *Ledger) appendSegment(ctx context.Context, id string, docs []json.RawMessage) error {
	doc := list(docs)
	for attempt := 1; ; attempt++ {
		err := l.Store.Update(ctx, func(tx Tx) error { return tx.AppendJournal(ctx, Segment{ID: id, Doc: doc}) })
		if err == nil {
			return nil
		}
		if !errors.Is(err, ErrConflict) || attempt >= maxConflicts {
			return fmt.Errorf("noting %d reports: %w", len(docs), err)
		}
	}
}

// list is the JSON of a list of documents, which are JSON already.
func list(docs []json.RawMessage) string {
	var b strings.Builder
	for i, doc := range docs {
		b.WriteByte("[,"[min(i, 1)])
		b.Write(doc)
	}
	b.WriteByte(']')
	return b.String()
}

// recall reads the segments of the journal that are not known yet: what was left at a start, and what other processes noted.
func (l *Ledger) recall(ctx context.Context, own bool) error {
	live, fresh, err := l.Store.Journal(ctx, l.backlog.knows)
	if err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	for _, s := range fresh {
		var found []monitor.Observation
		if err := json.Unmarshal([]byte(s.Doc), &found); err != nil {
			return fmt.Errorf("reading segment %s of the journal: %w", s.ID, err)
		}
		l.backlog.add(s.ID, found, own)
	}
	there := make(map[string]bool, len(live))
	for _, id := range live {
		there[id] = true
	}
	l.backlog.settledElsewhere(there)
	l.wake()
	return nil
}
