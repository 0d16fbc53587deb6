package telemetry

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// WatchClock adds rollcall_cluster_clock_skew_seconds: how far the cluster's clock is ahead of ours. skew is asked at each scrape and
// must not wait; while it knows nothing, the figure is absent. It may be called once.
func (m *Metrics) WatchClock(skew func() (time.Duration, bool)) error {
	collector := &clockCollector{skew: skew, desc: prometheus.NewDesc("rollcall_cluster_clock_skew_seconds",
		"How far the clock of the Kubernetes API server is ahead of Rollcall's; negative where it is behind.", nil, nil)}
	if err := m.registry.Register(collector); err != nil {
		return fmt.Errorf("watch the clock: %w", err)
	}
	return nil
}

type clockCollector struct {
	skew func() (time.Duration, bool)
	desc *prometheus.Desc
}

func (c *clockCollector) Describe(ch chan<- *prometheus.Desc) { ch <- c.desc }

func (c *clockCollector) Collect(ch chan<- prometheus.Metric) {
	if skew, known := c.skew(); known {
		ch <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, skew.Seconds())
	}
}
