// Package remedy carries out on a cluster what people have decided of a CronJob: it makes a Job of it, suspends it, resumes it. It is off
// unless it is configured, namespace by namespace. It implements the Cluster of internal/remedy, which decides whether it may be done.
//
//	Look     one GET of the CronJob, one LIST of the namespace's Jobs
//	Start    LIST, GET, POST of the Job        refused where one runs, the spec is another one, or the name is taken
//	Suspend  GET, PATCH with the version read  refused where somebody else has suspended it
//	Resume   GET, PATCH with the version read  refused where Rollcall's own suspension is not there any more
//
// Invariants:
//   - all requests are made as a service account that has these rights and is not Rollcall's own (docs/adr/0013);
//   - a namespace that is not named in the configuration is never touched, whatever the rights say; only what Rollcall has suspended there
//     before it may still resume;
//   - a Job is what `kubectl create job --from` makes, and says who asked for it, why, and because of which incident;
//   - nothing is done to a CronJob that is not the very one: its UID is compared, and a write names the version that was read;
//   - doing the same thing twice does it once: Jobs, Events and suspensions carry the id of what they are for;
//   - what the API server has refused is a refusal, in words that say what is missing. What it has not answered is not known.
package remedy
