// Package telemetry is how operators watch the watcher: structured logs and Prometheus metrics.
//
// It observes; it decides nothing and is never asked. Its sources declare small ports of their own for what they
// tell it, and Metrics fits them:
//
//	ledger  ──ObserveBatch, ObserveVerdict──►┐
//	deliver ──ObserveDelivery,
//	          ObserveFallback,
//	          ReceiverPaused────────────────►├─ Metrics ──Handler──► GET /metrics
//	kube    ──Captured, WatchFailed,
//	          RightMissing──────────────────►┤
//	store   ◄──count, at scrape time ────────┤
//	kube    ◄──skew, at scrape time ─────────┘
//
// Three delays say how long people had to wait, and where the time went:
//
//	fact (Job failed) ─── detection ───► stored and queued ─── delivery ───► sent
//	└──────────────────────────── notification ────────────────────────────┘
//
// Invariants:
//   - every registry is the caller's own: two Metrics in one process (in tests, say) do not meet;
//   - labels are bounded: enumerations of the domain, and names of receivers from the configuration; never the name of a job,
//     a namespace or a person. A value outside its enumeration is counted as "other";
//   - a delay is between two readings of one clock, that of the source where the fact is its own, and never negative;
//   - observing never blocks on I/O and never fails.
package telemetry
