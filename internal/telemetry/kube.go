package telemetry

import (
	"slices"
	"time"
)

// Captured counts one capture of evidence: how long it took, and how many things could not be read.
func (m *Metrics) Captured(took time.Duration, gaps int) {
	m.captureTime.Observe(max(0, took.Seconds()))
	m.captureGaps.Add(float64(max(0, gaps)))
}

// WatchFailed counts a watch of the Kubernetes API that broke off with an error. resource is its name in the API.
func (m *Metrics) WatchFailed(resource string) {
	if !slices.Contains(watchedResources(), resource) {
		resource = other
	}
	m.watchFailures.WithLabelValues(resource).Inc()
}

// RightMissing says in how many namespaces a right is missing; the whole cluster counts as one.
func (m *Metrics) RightMissing(verb, resource string, namespaces int) {
	m.rightsMissing.WithLabelValues(verb, resource).Set(float64(namespaces))
}

func watchedResources() []string { return []string{"cronjobs", "jobs", "pods", "events"} }
