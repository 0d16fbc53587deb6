// Package deliver takes outbox rows to their receivers.
//
//	pending ──claim (lease, token)──► sending ──► sent
//	   ▲                                │  ├────► skipped   (the receiver has no use for it, or a newer Update waits)
//	   └──── retry, with jitter ◄───────┘  └────► dead      (rejected, or given up: told to a fallback, with the reason)
//
// A receiver has a circuit, and beneath it each of its destinations has one. A destination's opens when it has failed five times
// in a row. A receiver's opens when it says itself that it is away (a dead token, a rate limit), or when several of its
// destinations fail with no answer from any of them between. Then their messages wait without using up attempts, and one
// attempt a pause finds out whether the place is back. The receiver's other destinations, and other receivers, do not notice.
//
//	receiver     closed ──away, or 5 failures, no more than 3 of one destination──► open ─┐
//	destination  closed ──5 failures in a row─────────────────────────────────────► open ─┤
//	                                                                                      │
//	closed ◄──answered── one attempt, of a destination by turns ◄──pause is over──────────┤
//	                      └──failed──────────────────────────────► longer pause ──────────┘
//
// An answer of any destination closes the receiver's circuit, and lets each of the others make one attempt at once.
//
// Invariants:
//   - at least once, and at most once unless an ambiguous send could not be looked up;
//   - in order per Incident and Destination: a row is claimable only when all earlier ones of its thread are done;
//   - an attempt begins only with a lease that outlasts it; whoever lost its lease cannot conclude: the token fences it off;
//   - a row that was being sent when the process died comes back as Uncertain;
//   - a row is dead only after its fallback was told, or where there is none; an Update has none, since a Reply tells as much;
//   - a destination that fails by itself never keeps a message of another destination waiting;
//   - nothing polls: an idle Deliverer asks the Outbox once per Options.Quiet;
//   - Run ends within Options.Drain and one call of the Outbox after its context.
package deliver
