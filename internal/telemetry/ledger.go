package telemetry

import (
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

const other = "other"

// ObserveBatch counts one commit of the ledger: size is how many calls it answered, stored are the observations that were new,
// and at says when they were committed, by a source's clock.
func (m *Metrics) ObserveBatch(size int, stored []monitor.Observation, at func(monitor.Source) time.Time) {
	m.batchSize.Observe(float64(size))
	for i := range stored {
		o := &stored[i]
		source := sourceOf(o.Monitor)
		m.observations.WithLabelValues(source, kindOf(o.Kind)).Inc()
		if happened(o.Kind) && !o.At.IsZero() {
			m.detectionDelay.Observe(delay(o.At, at(monitor.Source(source))))
		}
	}
}

// ObserveVerdict counts one stored verdict.
func (m *Metrics) ObserveVerdict(v monitor.Verdict) {
	judgement := string(v.Judgement)
	if !slices.Contains(judgements(), v.Judgement) {
		judgement = other
	}
	m.verdicts.WithLabelValues(judgement).Inc()
}

// happened reports whether an observation of this kind tells of something that happened at an instant. A definition is how
// things are, an inspection is our own look, and the clock's ticks are nobody's fact.
func happened(k monitor.Kind) bool {
	switch k {
	case monitor.RunSeen, monitor.RunGone, monitor.CheckedIn, monitor.Logged, monitor.Reported, monitor.Removed:
		return true
	case monitor.Defined, monitor.Inspected, monitor.Clock:
		return false
	}
	return false
}

// sourceOf reads the source off the Monitor's ID, whose first part names it (see monitor.ID).
func sourceOf(id monitor.ID) string {
	prefix, _, _ := strings.Cut(string(id), "/")
	switch prefix {
	case "kube":
		return string(monitor.SourceKubernetes)
	case string(monitor.SourceCheckIn), string(monitor.SourceHoneybadger), string(monitor.SourceCluster):
		return prefix
	}
	return other
}

func kindOf(k monitor.Kind) string {
	switch k {
	case monitor.Defined, monitor.Removed, monitor.RunSeen, monitor.RunGone, monitor.CheckedIn, monitor.Logged,
		monitor.Reported, monitor.Inspected, monitor.Clock:
		return string(k)
	}
	return other
}

func judgements() []monitor.Judgement {
	return []monitor.Judgement{
		monitor.Succeeded, monitor.Failed, monitor.Missed, monitor.Stuck, monitor.Skipped, monitor.Replaced,
		monitor.Suspended, monitor.Unknown,
	}
}
