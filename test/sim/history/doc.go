// Package history is what happens in one simulation, as data: some jobs, what becomes of their runs, and all that goes wrong
// around Rollcall. It is drawn from a seed, or read from a file.
//
// Whether a fault strikes a step is decided by chance that hangs on the seed, the process, the kind of the step and how many
// such steps that process made before, not on the order in which goroutines come to it.
package history
