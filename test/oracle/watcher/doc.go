// Package watcher is Rollcall as the oracle runs it: the real kube.Source and the real ledger over a store in memory, which
// outlives them as a database does. It keeps every verdict in the order in which it was spoken.
package watcher
