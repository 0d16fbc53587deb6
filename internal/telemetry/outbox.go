package telemetry

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// scrapeTimeout bounds what a scrape may ask of the store.
const scrapeTimeout = 5 * time.Second

// Outbox is how many messages there are of each kind that somebody may have to look at.
type Outbox struct {
	Pending int // neither sent, skipped nor dead
	Dead    int // given up and kept
}

// WatchOutbox adds rollcall_outbox_pending, how many messages wait to be sent, and rollcall_outbox_dead, how many were given up
// and may be sent again. count is asked at each scrape, possibly by several at a time, and gets a context that ends after five
// seconds; where it fails, the scrape is without these figures and rollcall's others stay. It may be called once.
func (m *Metrics) WatchOutbox(count func(context.Context) (Outbox, error)) error {
	collector := &outboxCollector{
		count: count,
		pending: prometheus.NewDesc("rollcall_outbox_pending",
			"Messages that are stored and neither sent, skipped nor dead.", nil, nil),
		dead: prometheus.NewDesc("rollcall_outbox_dead",
			"Messages that were given up and are kept: rollcall deliveries shows them and sends them again.", nil, nil),
	}
	if err := m.registry.Register(collector); err != nil {
		return fmt.Errorf("watch the outbox: %w", err)
	}
	return nil
}

// outboxCollector asks the store when somebody looks, so that the figures are right after a crash and with a second writer.
type outboxCollector struct {
	count         func(context.Context) (Outbox, error)
	pending, dead *prometheus.Desc
}

func (c *outboxCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.pending
	ch <- c.dead
}

func (c *outboxCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	n, err := c.count(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(c.pending, fmt.Errorf("count the outbox: %w", err))
		return
	}
	ch <- prometheus.MustNewConstMetric(c.pending, prometheus.GaugeValue, float64(n.Pending))
	ch <- prometheus.MustNewConstMetric(c.dead, prometheus.GaugeValue, float64(n.Dead))
}
