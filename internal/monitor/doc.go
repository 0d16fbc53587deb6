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
// Invariants:
//   - Apply is pure: no I/O, no clock but now, no mutation of its arguments' shared parts; the same inputs give the same
//     outputs;
//   - Apply is idempotent and tolerates duplicates and reordering: observations are snapshots of facts, and facts only
//     accumulate (a finished run does not become unfinished);
//   - a slot has at most one Verdict at a time; a later one for the same slot says which it revises;
//   - absence is only judged on a clock Observation, which the ledger applies after the source confirmed what it sees
//     (see ledger): a source that cannot see does not accuse.
package monitor
