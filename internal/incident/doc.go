// Package incident turns Verdicts into Incidents, continuing problems of one Monitor, and into Notices, what people are told
// of them.
//
//	bad verdict ──► open ──(repeats raise its counter)──► resolved, by the recovery that its Kind asks for
//	(FailAfter of     │  ▲                                  (RecoverAfter of them in a row), or by hand
//	them in a row)    │  └── reopen ◄─────────────────────────┘
//	                  ├─ acknowledged: somebody is at it, the escalation ends
//	                  ├─ snoozed: repeats are counted and not told until an instant
//	                  └─ time: act-by ──► reminder ──► user group ──► parent team ──► triage
//
// What keeps an Incident from being told by itself: what its Monitor depends on is down (Held), a Silence or a maintenance window
// (MutedBy), many others with the same cause (Burst). Each of these tells of it, or has it told, when it ends.
//
// Invariants:
//   - at most one unresolved Incident a Monitor and Kind;
//   - a Notice is complete: whoever renders it needs nothing else, so what was told can be shown again years later;
//   - one Notice a change: a verdict that changes nothing is silent;
//   - the same Answer twice is one; an Answer to what has changed meanwhile is refused with words, and changes nothing;
//   - nothing is quiet without an end: a snooze, a Silence and a burst end by time, and who muted something is reminded of it;
//   - pure: no I/O, no clock; identifiers come from the caller.
package incident
