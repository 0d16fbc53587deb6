// Package deliver takes outbox rows to their receivers.
//
//	pending ──claim (lease, token)──► sending ──► sent
//	   ▲                                │  ├────► skipped   (the receiver has no use for it, or a newer Update waits)
//	   └──── retry, with jitter ◄───────┘  └────► dead      (rejected, or given up: told to a fallback, with the reason)
//
// A receiver has a circuit. It opens when the receiver says that it is away (a dead token, a rate limit) or has failed five
// times in a row; then its messages wait without using up attempts, and one attempt a pause finds out whether it is back.
// Other receivers do not notice.
//
//	closed ──away, or 5 failures in a row──► open ──pause is over──► one attempt ──answered──► closed
//	                                           ▲                          └─failed─┐
//	                                           └──────── longer pause ◄────────────┘
//
// Invariants:
//   - at least once, and at most once unless an ambiguous send could not be looked up;
//   - in order per Incident and Destination: a row is claimable only when all earlier ones of its thread are done;
//   - an attempt begins only with a lease that outlasts it; whoever lost its lease cannot conclude: the token fences it off;
//   - a row that was being sent when the process died comes back as Uncertain;
//   - a row is dead only after its fallback was told, or where there is none; an Update has none, since a Reply tells as much;
//   - nothing polls: an idle Deliverer asks the Outbox once per Options.Quiet;
//   - Run ends within Options.Drain and one call of the Outbox after its context.
package deliver
