// Package diagnose turns Evidence, what was seen around a run before it vanished, into a Cause: why it happened, in words
// that a person who has never seen the job can act on.
//
// It is a chain of pure rules. Each rule looks at the Evidence and either names a Cause or passes; the first that names one
// wins, so the chain is ordered from the most specific signal to the most general. The last rule of each chain always names
// a cause, so a diagnosis never comes back empty.
//
// Invariants:
//   - no I/O, no clock: the same Evidence gives the same Cause;
//   - Cause.Signal quotes the raw signal that decided, so that a reader can check the diagnosis;
//   - Evidence is bounded and redacted by whoever captured it; diagnose adds nothing to it.
package diagnose
