// Package incident turns Verdicts into Incidents, continuing problems of one Monitor, and into Notices, what people are told
// of them.
//
//	bad verdict ──► open ──(repeats raise its counter)──► resolved, by the recovery that its Kind asks for
//	(FailAfter of     │                                     (RecoverAfter of them in a row)
//	them in a row)    └─ held, and not told, while what the Monitor depends on is down
//
// Invariants:
//   - at most one unresolved Incident a Monitor and Kind;
//   - a Notice is complete: whoever renders it needs nothing else, so what was told can be shown again years later;
//   - one Notice a change: a verdict that changes nothing is silent;
//   - pure: no I/O, no clock; identifiers come from the caller.
package incident
