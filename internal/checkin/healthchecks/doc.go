// Package healthchecks speaks the wire of healthchecks.io, so that its users move to Rollcall by changing the host:
//
//	GET | HEAD | POST | PUT /ping/{uuid}[/start|/fail|/log|/{0-255}]
//	GET | HEAD | POST | PUT /ping/{ping_key}/{slug}[/start|/fail|/log|/{0-255}]
//	/api/v1/…, /api/v2/…, /api/v3/…    checks, pings, flips, channels, badges, status
//	/badge/{badge_key}/{signature}[-2][/{tag}].svg|json|shields
//
// Paths, fields, answers and errors are those of github.com/healthchecks/healthchecks (hc/api/views.py, urls.py, models.py and
// templates/docs of 2024 to 2026).
//
// # Invariants
//
//   - OK is answered after the commit and never before; what cannot be stored is answered with 503 and Retry-After;
//   - whatever stands in the body of a ping, the ping counts: one that is too large, cut off, late or no text costs its own details;
//   - a read-only key changes nothing, and what it is shown lets nobody ping, change or pause a check;
//   - what was made in another way, by the configuration or for a CronJob, is shown and pinged, and never changed (403).
//
// # What differs
//
//   - A check without a slug of its own is pinged by its UUID alone; a slug that several checks of a project share is ambiguous, as
//     there, but one that the configuration declares keeps it for itself.
//
//   - A check that was never pinged goes down when its first ping does not come: there it stays new for ever.
//
//   - A check that was paused and is resumed keeps its last ping.
//
//   - A run counts as taking too long when its start is older than the grace, as there; its next_ping stays the next expected one.
//
//   - filter_http_body looks at every ping; filter_body, which there is for e-mail, also at the body of a plain success ping that has one.
//
//   - The newest 100 pings are listed. Their scheme is that of our own address.
//
//   - last_ping is that of a start too, and a check that only a start came for is up.
//
//   - Slugs that v1 and v2 make of a name leave out letters beyond ASCII, rather than to spell them without their accents.
//
//   - What a badge shows is up to five seconds old.
//
//   - There are no limits of the number of calls or checks, and keys may have any length.
//
//   - A pause may have an end: {"until": "2026-12-24T18:00:00Z"} in the body of the call.
//
// # Fields without effect
//
// They are validated, and then:
//
//   - channels is ignored: every receiver hears of every check, as the routing of Rollcall says, and answers list all of them;
//   - tz of a check without a cron expression is ignored;
//   - filter_subject, subject and subject_fail are kept and shown: they are for e-mail, which nothing receives yet.
//
// A schedule of five words on one line is cron's, read as Debian reads it; any other one is systemd's (OnCalendar).
package healthchecks
