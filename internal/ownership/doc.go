// Package ownership answers whose a Monitor is: the team that is told, and where that answer came from; and when that team works.
//
// Resolution goes through rungs, first hit wins:
//
//	the CronJob's annotation ─► that of its jobTemplate ─► the platform's ordered rules ─► the namespace's annotation ─► triage
//
// The platform's rules stand above the namespace, since a shared namespace says nothing of whose a job is. A team that was archived
// hands on what it owned to its successor, and where it has none to its parent. Each rejected candidate is kept with the reason, so
// that `why was I told` always has an answer.
//
// Invariants:
//   - Resolve always names a team that is active, or the triage team: that is the last rung;
//   - the directory validates, it is no rung: an unknown team, and an archived one that leads nowhere, fall to the next rung;
//   - a job chooses another channel only from those that the directory allows;
//   - Hours are total: whatever they are, there is a next opening, and no search goes on for more than a year of days.
package ownership
