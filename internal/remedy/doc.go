// Package remedy decides what people may have Rollcall do to a job: run it again, suspend it for a while, resume it. What is
// decided is pure; Desk and Keeper carry it out through ports.
//
//	Offer (what would be done, shown to be confirmed) ──► Order (confirmed) ──► asked ──► started ──► succeeded or failed
//	                                                                              └─────► refused
//
// Invariants:
//   - what a job does not declare is not known to be safe: it is run again only when somebody says that they have looked;
//   - a job that says never is never run again, and none is while a run of it goes on;
//   - what is run is what was shown: another spec than that of the message or of the offer is refused, and so is an offer that is old;
//   - an Order is used once: the name of the Job it makes follows from the Incident and the attempt, so that a second one makes nothing;
//   - that somebody asks is in the audit log before anything is done, and nothing is done where that cannot be stored.
package remedy
