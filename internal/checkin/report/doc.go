// Package report is what `rollcall exec` tells of a run – that it began, or how it ended – in the three wires that there are for it:
//
//	healthchecks  …/ping/…, hc-ping.com     start and end; the exit code in the address, the output as the body
//	honeybadger   …honeybadger.io           the end only; JSON of status, duration, exit code, output
//	rollcall      every other address       the same JSON for start and end, with the run's id and its times
//
// Invariants:
//   - the first two have no field for times, so that what is told late says so in its text where the wire has room for one;
//   - sent_at is written anew each time that a report is sent, so that the service can tell how far our clock is off;
//   - no report is larger than its wire takes; of the output the end is kept;
//   - a refusal that trying again cannot change is ErrRefused, and no error holds the path of the address, which is a secret.
package report
