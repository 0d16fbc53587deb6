// Package harness runs the real things that tests and the demo look at from outside: the cluster of test/cluster, which is a
// module of its own and is therefore driven as a command, and the rollcall binary as a process.
package harness
