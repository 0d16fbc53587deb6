// Package embedded is the check-in service that Rollcall runs itself, in the wire of Honeybadger:
//
//	GET | HEAD | POST /v1/check_in/{id}
//	GET | HEAD | POST /v1/check_in/{project_api_key}/{slug}
//
// Unlike Honeybadger, a report of a failure (a status other than "success", a non-zero exit code) is a failed run, and is told.
//
// Invariants:
//   - 200 is answered after the commit and never before; what cannot be stored is answered with 503 and Retry-After;
//   - whatever stands in the body, the report counts: a body that is too large, cut off, late or no JSON at all costs its own
//     details and nothing else;
//   - every Monitor that a report is for is defined in the ledger, before or together with its first report;
//   - time does not pass for a Monitor while a report that came earlier is still on its way into the ledger (Inspect);
//   - a check-in goes away only with what asked for it: its CronJob, or its lines in the configuration.
package embedded
