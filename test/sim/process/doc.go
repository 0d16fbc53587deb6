// Package process is Rollcall as the simulation runs it: the real ledger, deliverer, router, store and notifiers, with a gate in
// front of everything through which they reach the world.
//
//	source, check-ins ─► ledger ─► gate ─► SQLite ─► gate ─► deliverer ─► slack, webhook ─► gate ─► stand-in
//
// A gate is where a process dies, and where the store, the network and the clock do it harm. A process that died may still run
// its goroutines for a while, as far as they come: nothing of it gets through its gate any more.
package process
