// Package defects looks daily for what will keep a message from reaching somebody who can act on it, and tells those who can mend it.
//
//	jobs, directory ──┐
//	Slack, runbooks ──┼─► ownership.Check ─► Merge with what is stored ─► one digest a team, when its triage team begins to work
//	refused messages ─┘
//
// A message that a channel refused, and a start with another configuration, are looked at without waiting for the day, and without
// asking anybody outside; the digest waits all the same.
//
// Invariants:
//   - a Defect keeps no message from being delivered;
//   - no team gets more than one message a day, nor any when nothing is new, but for one a week;
//   - what could not be looked at stays as it was: it is neither found nor repaired;
//   - what is stored as told was queued in the same transaction.
package defects
