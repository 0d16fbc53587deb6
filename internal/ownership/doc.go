// Package ownership answers whose a Monitor is: the team that is told, and where that answer came from.
//
// Resolution goes through rungs, first hit wins: the CronJob's own annotation, the platform's ordered rules, the triage team.
// Each rejected candidate is kept with the reason, so that `why was I told` always has an answer.
//
// Invariants:
//   - Resolve always names a team: the triage team is the last rung;
//   - the directory validates, it is no rung: an unknown team falls to the next rung.
package ownership
