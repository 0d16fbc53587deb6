package deliver

import (
	"log/slog"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// Options say how a Deliverer works. The zero value of each field takes its default.
type Options struct {
	Workers int // attempts at the same time; 8
	// Timeout bounds one attempt at one receiver; 30 s. Lease must outlast an attempt and those at the fallbacks that may
	// follow it; (2 + the greatest number of fallbacks) × Timeout.
	Timeout time.Duration
	Lease   time.Duration
	// Idle is the longest sleep while a message waits, so that a clock which was set does not hold it up; 30 s. Quiet is the
	// longest while none does: it bounds how long a poke that never came is missed. That is how a process learns of what another
	// one has put into the Outbox; where there is no other, it may be long. Idle.
	Idle, Quiet time.Duration
	// Drain is how long Run waits for attempts in flight after its context ended; then they are broken off; 8 s.
	Drain time.Duration

	// Backoff of a message whose attempts fail: full jitter below FirstRetry × 2^n, capped at MaxRetry; 1 s and 10 min.
	FirstRetry, MaxRetry time.Duration
	// GiveUpAfter is the age from which a message whose attempts fail is given up, once it had MinAttempts; 24 h and 8.
	// Attempts that a receiver as a whole refused do not count.
	GiveUpAfter time.Duration
	MinAttempts int

	// Fallback lists where a message goes that its own destination will never take, in order of preference: the first that
	// takes it is enough. Empty: it is only logged and counted.
	Fallback []notify.Destination
	// Fallbacks returns those that a message has of its own, before Fallback: who else looks after what it is about. Four of them are
	// tried at most. It is called from several goroutines. nil: there are none.
	Fallbacks func(notify.Message) []notify.Fallback
	// Language says what the readers of a message read, as Attempt.Language. It is called from several goroutines. nil: what the owner
	// does.
	Language func(notify.Message) string
	// Refused is told of each message whose destination will never take it, and the receiver's word for why. It must not block, and
	// is called from several goroutines. nil: nobody is told.
	Refused func(m notify.Message, reason string)

	Metrics Metrics // nil: none
	// Paused is told when a receiver is left alone until an instant, and, with the zero time, when it works again. It must not
	// block. nil: nobody is told.
	Paused func(receiver string, until time.Time)
	Log    *slog.Logger // nil: none
}

func (o Options) withDefaults() Options {
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	if o.Workers <= 0 {
		o.Workers = 8
	}
	if o.MinAttempts <= 0 {
		o.MinAttempts = 8
	}
	def(&o.Timeout, 30*time.Second)
	fallbacks := len(o.Fallback)
	if o.Fallbacks != nil {
		fallbacks += maxFallbacks
	} else {
		o.Fallbacks = func(notify.Message) []notify.Fallback { return nil }
	}
	if o.Language == nil {
		o.Language = func(notify.Message) string { return "" }
	}
	def(&o.Lease, time.Duration(2+fallbacks)*o.Timeout)
	def(&o.Idle, 30*time.Second)
	def(&o.Quiet, o.Idle)
	def(&o.Drain, 8*time.Second)
	def(&o.FirstRetry, time.Second)
	def(&o.MaxRetry, 10*time.Minute)
	def(&o.GiveUpAfter, 24*time.Hour)
	if o.Metrics == nil {
		o.Metrics = noMetrics{}
	}
	if o.Paused == nil {
		o.Paused = func(string, time.Time) {}
	}
	if o.Refused == nil {
		o.Refused = func(notify.Message, string) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// The results of an attempt, as Metrics count them.
const (
	ResultSent    = "sent"
	ResultSkipped = "skipped"
	ResultRetry   = "retry"
	ResultDead    = "dead"
	ResultFenced  = "fenced" // the lease was lost: somebody else has the message
)

// Metrics takes what is worth counting. Its methods are called from several goroutines and must not block.
type Metrics interface {
	// ObserveDelivery counts an attempt that was made: queuedAt is when the ledger stored the message, at is when the attempt
	// ended. A message that waits because its receiver is left alone is no attempt.
	ObserveDelivery(m notify.Message, result string, queuedAt, at time.Time)
	// ObserveFallback counts a message that was given up, and the receiver that was told instead of its own; empty where no
	// fallback took it.
	ObserveFallback(m notify.Message, told string)
}

type noMetrics struct{}

func (noMetrics) ObserveDelivery(notify.Message, string, time.Time, time.Time) {}

func (noMetrics) ObserveFallback(notify.Message, string) {}
