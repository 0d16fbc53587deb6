package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rollcall.dev/rollcall/internal/monitor"
)

// gather adds the requests that wait already.
func (l *Ledger) gather(r *request) []*request {
	batch := []*request{r}
	for n := len(r.observations); n < maxBatch; {
		select {
		case r := <-l.requests:
			batch = append(batch, r)
			n += len(r.observations)
		default:
			return batch
		}
	}
	return batch
}

// commit writes a batch and answers its requests. If the batch cannot be written, each request is tried for itself, so that
// a bad one takes no other down with it.
func (l *Ledger) commit(ctx context.Context, batch []*request) {
	err := l.perform(ctx, batch)
	if err == nil || len(batch) == 1 {
		answer(batch, err)
		return
	}
	for _, r := range batch {
		answer([]*request{r}, l.perform(ctx, []*request{r}))
	}
}

func answer(batch []*request, err error) {
	for _, r := range batch {
		r.done <- err
	}
}

// perform writes what the requests bring, after what was noted of their Monitors before.
func (l *Ledger) perform(ctx context.Context, batch []*request) error {
	var observations []monitor.Observation
	var settle []monitor.ID
	var wishes []*wish
	for _, r := range batch {
		observations = append(observations, r.observations...)
		settle = append(settle, r.settle...)
		if r.wish != nil {
			wishes = append(wishes, r.wish)
		}
	}
	if err := l.catchUp(ctx, observations); err != nil {
		return err
	}
	ids := slices.Concat(settle, monitorsOf(observations))
	notes := l.backlog.waitingFor(ids)
	if len(notes)+len(observations) <= maxBatch {
		err := l.write(ctx, len(batch), observations, notes, wishes)
		if err == nil || len(notes) == 0 {
			return err
		}
	}
	for _, id := range ids {
		if err := l.settle(ctx, []monitor.ID{id}); err != nil {
			return err
		}
	}
	return l.write(ctx, len(batch), observations, nil, wishes)
}

// catchUp learns what other processes noted before the observations: they come after it. Where time passes a sweeper has asked already.
func (l *Ledger) catchUp(ctx context.Context, observations []monitor.Observation) error {
	if l.Quiet == 0 || !slices.ContainsFunc(observations, func(o monitor.Observation) bool { return o.Kind != monitor.Clock }) {
		return nil
	}
	return l.recall(ctx, false)
}

// maxConflicts bounds how often a batch is applied again because another writer came first.
const maxConflicts = 10

// write takes in notes and, after them, the observations of requests, and carries out wishes, in one transaction.
func (l *Ledger) write(ctx context.Context, requests int, observations []monitor.Observation, notes []claimed, wishes []*wish) error {
	all := make([]monitor.Observation, 0, len(notes)+len(observations))
	for _, w := range notes {
		o, err := w.observation()
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	all = append(all, observations...)
	if len(all) == 0 && len(wishes) == 0 {
		return nil
	}
	segments := emptied(notes)
	for attempt := 1; ; attempt++ {
		d := &decision{}
		err := l.Store.Update(ctx, func(tx Tx) error {
			made, err := l.decide(ctx, tx, all, wishes)
			if made != nil {
				d = made
			}
			if err != nil || len(segments) == 0 {
				return err
			}
			return tx.DropJournal(ctx, segments)
		})
		switch {
		case err == nil:
			l.backlog.done(notes)
			l.await(d.changes)
			l.Committed(Report{Observations: d.fresh, Verdicts: d.verdicts(), Messages: d.messages(), Requests: requests})
			return nil
		case !errors.Is(err, ErrConflict) || attempt >= maxConflicts:
			l.await(d.changes) // it may be stored all the same: an answer can get lost
			return fmt.Errorf("committing %d observations: %w", len(all), err)
		}
	}
}

// await has the sweepers look at what has changed when it is due, and notes which Monitors are in trouble.
func (l *Ledger) await(changes []Change) {
	l.backlog.trouble(changes)
	for _, c := range changes {
		if s := l.sweepers[c.State.Definition.Source]; s != nil {
			s.deadline.sooner(c.NextCheck)
		}
	}
}
