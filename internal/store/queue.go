package store

import (
	"cmp"
	"context"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/notify"
)

const (
	sqlTakeNumbers   = `UPDATE counters SET value = value + $1 WHERE name = 'delivery' RETURNING value`
	sqlQueueMessages = `INSERT INTO deliveries (seq, id, incident_id, thread, receiver, address, action, status, queued_at,
		not_before, in_flight, uncertain, attempts, last_error, concluded_at, receipt, doc) VALUES %s`
	sqlQueueThreads = `INSERT INTO threads (thread, receiver, address, head, due_at, token, receipt, idle_at) VALUES %s
		ON CONFLICT (thread, receiver, address) DO UPDATE SET
			head = CASE WHEN threads.head = 0 THEN excluded.head ELSE threads.head END,
			due_at = CASE WHEN threads.head = 0 THEN excluded.due_at ELSE threads.due_at END,
			idle_at = 0`
)

// queue adds the messages to the outbox, behind what waits in their threads.
func (t *tx) queue(ctx context.Context, changes []ledger.Change) error {
	var messages []notify.Message
	for _, c := range changes {
		messages = append(messages, c.Messages...)
	}
	if len(messages) == 0 {
		return nil
	}
	// One counter for all writers: its row is locked until the commit, so that numbers are given in the order of commits.
	var last int64
	if _, err := first(ctx, t.h, sqlTakeNumbers, []any{len(messages)}, &last); err != nil {
		return err
	}
	seq := last - int64(len(messages))
	rows := make([][]any, len(messages))
	threads := make([][]any, 0, len(messages))
	known := map[[3]string]bool{}
	for i, m := range messages {
		seq++
		doc, err := encode("message", m.ID, m)
		if err != nil {
			return err
		}
		id, inc := key(m.ID), key(m.Notice.Incident)
		th := [3]string{cmp.Or(inc, id), key(m.Destination.Receiver), key(m.Destination.Address)}
		rows[i] = []any{seq, id, inc, th[0], th[1], th[2], text(string(m.Action)), string(Pending), micros(t.now),
			0, 0, 0, 0, "", 0, "", doc}
		if !known[th] {
			known[th] = true
			threads = append(threads, []any{th[0], th[1], th[2], seq, 1, "", "", 0})
		}
	}
	if err := t.insert(ctx, sqlQueueMessages, rows); err != nil {
		return err
	}
	return t.insert(ctx, sqlQueueThreads, threads)
}
