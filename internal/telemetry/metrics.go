package telemetry

import (
	"net/http"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Build says what is running.
type Build struct {
	Version  string // "v0.1.0", or what git describe says
	Revision string // the commit; empty where it is not known
}

// Metrics counts what Rollcall observes, decides and tells. Its methods are safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	observations      *prometheus.CounterVec
	batchSize         prometheus.Histogram
	detectionDelay    prometheus.Histogram
	verdicts          *prometheus.CounterVec
	deliveries        *prometheus.CounterVec
	fallbacks         *prometheus.CounterVec
	receiversAway     *prometheus.GaugeVec
	deliveryDelay     *prometheus.HistogramVec
	notificationDelay prometheus.Histogram
	captureTime       prometheus.Histogram
	captureGaps       prometheus.Counter
	watchFailures     *prometheus.CounterVec
	rightsMissing     *prometheus.GaugeVec
}

// NewMetrics returns Metrics with a registry of their own, which also holds the Go runtime's and the process's collectors.
func NewMetrics(b Build) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		observations: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rollcall_observations_total",
			Help: "New facts that were stored, by who observed them and what they tell.",
		}, []string{"source", "kind"}),
		batchSize: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rollcall_ledger_batch_size",
			Help:    "Calls that one commit of the ledger answered.",
			Buckets: batchBuckets(),
		}),
		detectionDelay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rollcall_detection_delay_seconds",
			Help:    "From the instant a fact became true until it was stored.",
			Buckets: delayBuckets(),
		}),
		verdicts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rollcall_verdicts_total",
			Help: "Verdicts that were stored, revisions included, by judgement.",
		}, []string{"judgement"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rollcall_deliveries_total",
			Help: "Concluded attempts to deliver a message, by receiver and result.",
		}, []string{"receiver", "result"}),
		fallbacks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rollcall_fallbacks_total",
			Help: "Messages that were given up, by their receiver and by the one that was told instead; console is the last resort.",
		}, []string{"receiver", "told"}),
		receiversAway: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rollcall_receiver_away",
			Help: "1 while a receiver as a whole is away and its messages wait.",
		}, []string{"receiver"}),
		deliveryDelay: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "rollcall_delivery_delay_seconds",
			Help:    "From the instant a message was queued until it was sent.",
			Buckets: delayBuckets(),
		}, []string{"receiver"}),
		notificationDelay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rollcall_notification_delay_seconds",
			Help:    "From the instant a fact became true until people were told of it.",
			Buckets: delayBuckets(),
		}),
		captureTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "rollcall_evidence_capture_seconds",
			Help:    "How long it took to capture what was to be seen around a failure.",
			Buckets: prometheus.DefBuckets,
		}),
		captureGaps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "rollcall_evidence_gaps_total",
			Help: "Pieces of evidence that could not be read.",
		}),
		watchFailures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "rollcall_watch_failures_total",
			Help: "Watches of the Kubernetes API that broke off with an error, by resource.",
		}, []string{"resource"}),
		rightsMissing: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "rollcall_rights_missing",
			Help: "In how many namespaces the Kubernetes API refuses what Rollcall reads; the whole cluster counts as one.",
		}, []string{"verb", "resource"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "rollcall_build_info",
		Help:        "Always 1; the labels say what is running.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.observations, m.batchSize, m.detectionDelay, m.verdicts, m.deliveries, m.fallbacks, m.receiversAway, m.deliveryDelay, m.notificationDelay,
		m.captureTime, m.captureGaps, m.watchFailures, m.rightsMissing, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	m.startAtZero()
	return m
}

// Registry is where other packages' collectors may be added, and what tests gather from.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// Handler serves the metrics. One collector that fails does not take the others with it.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError,
		Registry:      m.registry,
	})
}

// startAtZero makes counters with known labels exist from the start: rate() over a counter that appears with its first value
// misses that value, and the first failure is the one that an alert is for.
func (m *Metrics) startAtZero() {
	for _, j := range judgements() {
		m.verdicts.WithLabelValues(string(j))
	}
	for _, resource := range watchedResources() {
		m.watchFailures.WithLabelValues(resource)
	}
}
