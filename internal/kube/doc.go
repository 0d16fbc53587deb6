// Package kube watches CronJobs, Jobs and Pods and translates what it sees into Observations. It decides nothing.
//
//	informers ──► handlers ──► book: the newest snapshot of each object, per CronJob
//	                             │  queue of CronJob UIDs: one worker a CronJob at a time
//	                             ▼
//	                          translate, capture evidence ──► Recorder (the ledger)
//
// Source watches and records; it also is the ledger's Inspector, which asks the API server itself before an absence is judged.
//
// Invariants:
//   - handlers only note and enqueue: they never wait for the ledger or the API server;
//   - a snapshot stays in the book until the ledger has it: a failing ledger delays facts and loses none;
//   - facts of one CronJob are recorded in their order, its definition before its runs;
//   - what a namespace says of owners is a part of the definitions of its CronJobs, and follows it;
//   - what did not change is not recorded again: an idle cluster causes no writes;
//   - a delete carries the last known object, because a Job with TTL 0 is seen for an instant only;
//   - a run's outcome is its Job's condition, searched by type; counts of pods decide nothing;
//   - evidence is bounded, redacted and taken within captureTimeout; what could not be read becomes a gap in it and never holds
//     up the fact itself.
//
// Facts about the API stand where they are used; the names are those of k8s.io/api, the behaviour that of the Job and CronJob
// controllers of Kubernetes 1.28 to 1.37.
package kube
