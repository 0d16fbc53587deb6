// Package monitor is the heart of the domain: a Monitor is one scheduled job that is watched; its schedule says at which
// instants (slots) it is to run; Runs answer slots; Apply turns each Observation into the next State and the Verdicts that
// follow from it.
//
//	          slot passes
//	(none) ───────────────► due ──Job or check-in──► answered ──► pending ──container──► running
//	                         │                                      │                      │
//	                 grace over, verified                  start grace over            finished
//	                         ▼                                      ▼                      ▼
//	           missed | skipped | suspended                       stuck           succeeded | failed
//	                         └───── a late run revises ────────────►└───── revises ───────►┘
//
// A job that reports by check-in walks the same way by its own word: a start answers its slots, an end closes the run.
//
//	start ──► open ──end──► succeeded | failed
//	           │ ├── longer than max-duration, or the next slot's grace over ──► running
//	           │ └── another start of the same thread ──► failed, or handed over within the grace
//	end alone ──► succeeded | failed
//
// Invariants:
//   - Apply is pure: no I/O, no clock but now, no mutation of its arguments' shared parts; the same inputs give the same
//     outputs;
//   - Apply is idempotent and tolerates duplicates and reordering: observations are snapshots of facts, and facts only
//     accumulate (a finished run does not become unfinished);
//   - a slot has at most one Verdict at a time; a later one for the same slot says which it revises;
//   - a report counts for the time at which it happened, whenever it arrives; it answers no two slots ahead of it;
//   - of a Job that also reports, the cluster's word on how it ended counts;
//   - absence is only judged on a clock Observation, which the ledger applies after the source confirmed what it sees
//     (see ledger): a source that cannot see does not accuse.
package monitor
