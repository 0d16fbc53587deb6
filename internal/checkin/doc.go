// Package checkin holds the words that the check-in adapters share: a job that reports in by calling an address. The packages
// beneath it do the work:
//
//	embedded     the check-in service that Rollcall runs itself: /v1/check_in/…
//	management   the REST API of Honeybadger over it: /v2/project…
//	healthchecks that service in the wire of healthchecks.io: /ping/…, /api/v3/checks/…, /badge/…
//	honeybadger  keeps check-ins in a Honeybadger account in step with the CronJobs that opted in
//	webhook      /webhooks/honeybadger, the notification server for such an account
//	ping         what a job runs to report in
//	execute      runs a job and reports its start and its end
//	report       what that tells, in three wires
//	spool        keeps what it could not tell yet
//	period       the spelling of periods ("5 minutes") in Honeybadger's wire
//
// Invariants:
//   - a check-in that belongs to a CronJob (WitnessOf) confirms what the cluster shows and alerts nobody by itself;
//   - who knows the id of a check-in may report to it and nothing else; generated ids cannot be guessed;
//   - nothing here is ever in the way of a job: what cannot be done now is retried, and the job is not told.
package checkin
