// Package guide does what docs/adopt.md tells people to do, in its order: its configurations are put together as it gives them, and its
// commands run, with an API server that has a few CronJobs. There is no code here but tests.
package guide
