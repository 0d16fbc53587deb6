// Package ledger is the one writer. It takes Observations from all sources, applies the pure decisions to what is stored, and
// commits observation, state, verdicts, incidents and outbox rows in ONE transaction.
//
//	Record ──► queue ──► one goroutine: gather what waits (group commit)
//	                     └─► tx{ append observations, load, Apply…, save } ──► every Record of the batch returns
//	Note   ──► queue ──► the same goroutine: tx{ append to the journal } ──► every Note of the batch returns
//	                     └─► later, when nobody is in a hurry or before anything else is made of the Monitor: as Record, and the
//	                         journal forgets it in the same commit
//	Answer, Silence ──► the same queue, as a wish: carried out in the batch, audited in the same commit, refused alone
//	sweeper ──► sleeps until the earliest deadline ──► source inspects what is due ──► Record(inspected…, clock)
//
// Invariants:
//   - Record returns nil only after the commit: what was acknowledged is durable;
//   - Note returns nil only after the commit, too; what is in the journal is taken in before its Monitor is judged, by whichever
//     process judges it, and after a crash by the next one;
//   - a fact that is already stored changes nothing (Observation.ID), so sources may repeat themselves;
//   - nothing is told before it is stored, and what is stored has its outbox rows in the same commit;
//   - what is held back because a parent is down, or may be, is told once that is not so, at the latest with its next bad verdict;
//   - what a silence or a burst keeps quiet is stored and counted all the same, and told when that ends and it still goes on;
//   - reminders and escalations are deadlines like any other: an Incident that waits for an instant makes its Monitor due then;
//   - absence is judged only after the source was asked and answered: a source that cannot see does not accuse;
//   - what is stored is judged when it is due, whether the store could say that it stored it or not, and whoever stored it;
//   - the sweeper's work grows with what is due, never with how many Monitors there are.
package ledger
