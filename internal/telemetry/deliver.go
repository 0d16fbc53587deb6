package telemetry

import (
	"cmp"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// The results of an attempt to deliver.
const (
	ResultSent    = "sent"
	ResultRetry   = "retry"
	ResultSkipped = "skipped"
	ResultDead    = "dead"
)

// ObserveDelivery counts one concluded attempt: result is sent, retry, skipped or dead, queuedAt is when the ledger stored the
// message, and at is when the attempt ended. Delays are measured only for what was sent; the delay from the fact only for
// what people are notified of, which an update of an earlier message is not.
func (m *Metrics) ObserveDelivery(msg notify.Message, result string, queuedAt, at time.Time) {
	receiver := msg.Destination.Receiver
	m.deliveries.WithLabelValues(receiver, resultOf(result)).Inc()
	if result != ResultSent {
		return
	}
	m.deliveryDelay.WithLabelValues(receiver).Observe(delay(queuedAt, at))
	if msg.Action != notify.Update && !msg.Notice.At.IsZero() {
		m.notificationDelay.Observe(max(0, (msg.Notice.Delay + at.Sub(msg.Notice.DecidedAt)).Seconds()))
	}
}

// nobody is the label of a message that was given up and that no fallback took.
const nobody = "none"

// lastResort is the receiver that is told when no other is left.
const lastResort = "console"

// Receivers makes what is worth an alert exist from the start for each receiver: the first dead letter is the one that it is for.
func (m *Metrics) Receivers(names ...string) {
	for _, name := range names {
		m.deliveries.WithLabelValues(name, ResultDead)
		m.fallbacks.WithLabelValues(name, lastResort)
		m.fallbacks.WithLabelValues(name, nobody)
		m.receiversAway.WithLabelValues(name)
	}
}

// ObserveFallback counts a message that was given up: told is the receiver that was told instead of its own; empty where none
// was. Told is the console where that was the last resort.
func (m *Metrics) ObserveFallback(msg notify.Message, told string) {
	m.fallbacks.WithLabelValues(msg.Destination.Receiver, cmp.Or(told, nobody)).Inc()
}

// ReceiverPaused notes until when a receiver is left alone because it is away; the zero time says that it works again.
func (m *Metrics) ReceiverPaused(receiver string, until time.Time) {
	away := 1.0
	if until.IsZero() {
		away = 0
	}
	m.receiversAway.WithLabelValues(receiver).Set(away)
}

func resultOf(result string) string {
	switch result {
	case ResultSent, ResultRetry, ResultSkipped, ResultDead:
		return result
	}
	return other
}
