// Package cluster is what the jobs of a history really did: when each was due, which runs it had and how they ended, and every
// version of what an API server would have shown of that. It is worked out beforehand and knows nothing of Rollcall.
//
// Invariants:
//   - pure: the same history gives the same cluster;
//   - a scheduler starts at most one run a slot, the newest one that is due, as the CronJob controller does;
//   - from the beginning of the peace on every run is created, starts and succeeds.
package cluster
