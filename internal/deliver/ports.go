package deliver

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// ErrFenced says that the lease was lost: somebody else has the row now.
var ErrFenced = errors.New("lease lost")

// Outbox is the durable queue.
type Outbox interface {
	// Claim leases up to limit rows that may be sent at now: due, unclaimed or with an expired lease, first of their thread
	// (Incident and Destination). It counts an attempt for each, and marks it as uncertain until it is concluded.
	Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]Claimed, error)
	// Conclude ends the attempt; ErrFenced where the lease is no longer ours.
	Conclude(ctx context.Context, c Claimed, r Result) error
	// NextDue returns when the next row may be sent; false where nothing waits.
	NextDue(ctx context.Context) (time.Time, bool, error)
}

// Claimed is a leased row.
type Claimed struct {
	Attempt  notify.Attempt
	Token    string    // fences the lease
	Attempts int       // this one included
	QueuedAt time.Time // when the ledger stored it
	// Superseded says that a newer Update of the same thread waits behind this one. An Update for which it is set is skipped,
	// since the newer one says all that it would.
	Superseded bool
}

// Result is how an attempt ended. Exactly one of Sent, Skipped, Dead is true, or RetryAt is set.
type Result struct {
	At      time.Time
	Sent    bool
	Receipt notify.Receipt // with Sent; a Post's becomes the Root of its thread
	Skipped bool
	Dead    bool
	RetryAt time.Time
	// Uncertain: the message may have arrived; the next attempt is told so.
	Uncertain bool
	// Uncounted: the attempt does not count (the receiver as a whole was away).
	Uncounted bool
	Error     string // for people: why it was not sent

	held   bool   // it was not tried, because its receiver is left alone
	orphan bool   // with Dead: it is news, and was to be told to somebody else
	told   string // with orphan: the receiver that was; empty: nobody
}
