// Package inject adds a check-in container to the jobs of CronJobs that ask for it (rollcall.dev/checkin: "true"), so that a
// run reports from inside the cluster to a receiver that may be outside of it. It is off unless it is configured. There are two
// ways:
//
//	Webhook   a mutating admission webhook on the creation of Jobs: nothing that belongs to anybody is changed
//	Patcher   a server-side apply to the CronJob's template, under a field manager of its own
//
// Invariants:
//   - nothing is added without the annotation, twice, or where it could not run (Windows);
//   - the container ends with 0, runs as nobody, may do nothing, and satisfies the restricted pod security standard;
//   - a job never waits for us: whatever goes wrong, a Job is admitted as it came, within admissionTimeout;
//   - what was added is taken away again when the annotation goes or the feature is switched off.
package inject
