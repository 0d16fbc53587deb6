// Package deliver takes outbox rows to their receivers.
//
//	pending ──claim (lease, token)──► sending ──► sent
//	   ▲                                │  ├────► skipped   (the receiver has no use for it)
//	   └──── retry, with jitter ◄───────┘  └────► dead      (rejected, or given up)
//
// Invariants:
//   - at least once, and at most once unless an ambiguous send could not be looked up;
//   - in order per Incident and Destination: a row is claimable only when all earlier ones of its thread are done;
//   - whoever lost its lease cannot conclude: the token fences it off;
//   - a row that was being sent when the process died comes back as Uncertain.
package deliver
