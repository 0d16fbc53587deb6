package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	settleQuiet = 20 * time.Millisecond  // how long nobody may have noted anything before notes are taken in
	settleSome  = 64                     // Monitors whose notes are taken in at once when nobody is in a hurry
	settleFew   = 4                      // and while a crowd reports: everybody in it waits meanwhile, and no more than one in a hundred may notice
	settleMost  = 512                    // and when the backlog is full
	settleFrom  = 0.5                    // how full the backlog is before notes are taken in while more arrive
	settleRetry = time.Second            // the pause after notes could not be taken in
	settlePace  = 250 * time.Millisecond // how often some notes are taken in while more arrive all the time, however empty the backlog is
)

// Settle takes in what was noted of the Monitors: their States are then as if everything had been recorded. It is safe for concurrent
// use.
func (l *Ledger) Settle(ctx context.Context, ids ...monitor.ID) error {
	if l.Quiet > 0 {
		if err := l.recall(ctx, false); err != nil {
			return err
		}
	}
	if len(l.backlog.waitingFor(ids)) == 0 {
		return nil
	}
	return l.submit(ctx, &request{settle: ids, done: make(chan error, 1)})
}

// wake has the writer look at the backlog.
func (l *Ledger) wake() {
	select {
	case l.woken <- struct{}{}:
	default:
	}
}

// settleAfter is how long the writer waits for others before it takes in notes; false where it has none to take in.
func (l *Ledger) settleAfter() (time.Duration, bool) {
	some, urgent := l.backlog.ready()
	switch now := time.Now(); {
	case !some:
		return 0, false
	case now.Before(l.settleAt):
		return l.settleAt.Sub(now), true
	case urgent:
		return 0, true
	default:
		return max(0, settleQuiet-now.Sub(l.noted)), true
	}
}

// settleUnderLoad takes in notes between commits: some of them when somebody waits for what they bring, and every now and then, and the
// more the fuller the backlog is, so that those who note are slowed down long before they are refused.
func (l *Ledger) settleUnderLoad(ctx context.Context) {
	if time.Now().Before(l.settleAt) {
		return
	}
	hurry := (l.backlog.fill() - settleFrom) / (1 - settleFrom)
	n := max(0, int(hurry*settleMost))
	some := settleSome
	if l.crowded() {
		some = settleFew
	}
	if time.Since(l.settled) >= settlePace {
		n = max(n, some)
	}
	if _, urgent := l.backlog.ready(); urgent || n > 0 {
		l.settleNext(ctx, max(1, n))
	}
}

// settleNext takes in the notes of up to n Monitors. Those that cannot be taken in together are taken in one by one, so that one holds
// up no other.
func (l *Ledger) settleNext(ctx context.Context, n int) {
	l.settled = time.Now()
	ids := l.backlog.next(n)
	if len(ids) == 0 || l.settle(ctx, ids) == nil {
		return
	}
	var failed []monitor.ID
	for i := range ids {
		if err := l.settle(ctx, ids[i:i+1]); err != nil {
			l.Logger.Error("notes_not_taken_in", "monitor", ids[i], "error", err, "retry_in", settleRetry)
			failed = append(failed, ids[i])
		}
	}
	if len(failed) > 0 {
		l.backlog.again(failed)
		l.settleAt = time.Now().Add(settleRetry)
	}
}

// settle takes in all that is noted of the Monitors and sorted, in pieces. What can never be taken in is dropped with a line in the log: it would
// hold up its Monitor for ever.
func (l *Ledger) settle(ctx context.Context, ids []monitor.ID) error {
	for notes := range slices.Chunk(l.backlog.sortedFor(ids), maxBatch) {
		err := l.write(ctx, 0, nil, notes, nil)
		if err != nil && len(ids) == 1 && hopeless(err) {
			err = l.settleEach(ctx, notes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hopeless reports whether trying again is of no use.
func hopeless(err error) bool {
	return errors.Is(err, monitor.ErrUndefined) || errors.Is(err, ErrUnstorable)
}

// settleEach takes in the notes of a Monitor one by one, so that the one that can never be taken in is dropped alone.
func (l *Ledger) settleEach(ctx context.Context, notes []claimed) error {
	for i := range notes {
		one := notes[i : i+1]
		err := l.write(ctx, 0, nil, one, nil)
		if err != nil && hopeless(err) {
			l.Logger.Error("note_dropped", "monitor", one[0].monitor, "error", err)
			err = l.drop(ctx, one)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// drop forgets notes.
func (l *Ledger) drop(ctx context.Context, notes []claimed) error {
	err := l.Store.Update(ctx, func(tx Tx) error { return tx.DropJournal(ctx, emptied(notes)) })
	if err == nil {
		l.backlog.done(notes)
	}
	return err
}
