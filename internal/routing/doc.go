// Package routing says who is told of a Notice: it resolves the owner, completes the Notice with what the organisation knows
// (owner, severity, runbook, link), and names the destinations. It also knows the Policy of a Notice, by when people are to act, and
// who else is told when they do not.
//
// Invariants:
//   - pure over its Table; a Table is replaced whole when the configuration changes;
//   - a Notice about something that happened gets at least one destination where somebody subscribed to everything, unless it is about
//     a witness, whose silence the watched job's own Monitor answers for, or of low severity, which waits for the digest.
package routing
