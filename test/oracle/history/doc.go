// Package history is what happens to some CronJobs, as data: it is drawn from a seed, written to a file, read back, made
// smaller, and played in a bubble of fake time with the CronJob controller and Rollcall side by side.
package history
