// Package sim is the crash simulation: sources, ledger, store and deliverer, the real ones, in fake time, with everything going
// wrong that can, drawn from a seed.
//
//	history   what happens, as data: jobs, and all that goes wrong
//	cluster   what the jobs of a history really did
//	process   Rollcall, one process or two on one store, with a gate in front of all that it does to the world
//	journal   what really happened at those gates
//	judge     the invariants, held against journal, cluster and database
//
// Invariants:
//   - a seed is a history: the same jobs and fates, the same faults at the same instants;
//   - each fault, and a death before and after each kind of step, occurs in the histories that a test plays, or the test fails;
//   - each promise that can be broken on purpose (process.Sabotage) is noticed, by the invariant that is about it.
//
// A history does not have one outcome only. Which of two goroutines that wake at the same instant comes first is the runtime's
// choice, and so is which of two processes gets a lease; a retry has jitter of its own, and an identifier is random. Faults hang
// on seed, process and step, and not on that order, so that a replay is the same story with other details: a failure that hangs on
// them may need a few (-times). The story of the failure itself is kept in a file.
package sim
