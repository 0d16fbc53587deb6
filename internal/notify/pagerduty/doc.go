// Package pagerduty raises an alert in PagerDuty for each Incident, by its Events API v2
// (https://developer.pagerduty.com/docs/events-api-v2/trigger-events/).
//
//	opened, repeated, changed, reopened,   ──► trigger      (with the same dedup_key: the first opens an alert, all others
//	woken, reminder, escalated                               are written to it)
//	acknowledged, snoozed, not actionable  ──► acknowledge
//	resolved, by a run or by hand          ──► resolve
//	all else that people say               ──► not applicable
//
// Invariants:
//   - one dedup_key an Incident, made of its id alone: whatever is sent twice, or by two processes, is one alert. So an attempt
//     that may have arrived is simply sent again;
//   - what is over is never triggered again: PagerDuty would make a new alert of it;
//   - an event stays far below the 512 KB that PagerDuty takes, and its fields within their documented lengths;
//   - the routing key is in no error, whatever PagerDuty answers.
package pagerduty
