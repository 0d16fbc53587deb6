// Package alertmanager keeps an alert in Prometheus' Alertmanager for each Incident, by POST /api/v2/alerts
// (https://prometheus.io/docs/alerting/latest/alerts_api/), so that its routes, groups, inhibitions and receivers apply.
//
//	resolved, by a run or by hand ──► the alert with endsAt in the past: it is over
//	everything else               ──► the alert as things stand, with endsAt far ahead: it fires, and its end moves on
//
// An Alertmanager expects to be told of an alert again and again, and takes it for resolved at its endsAt. Rollcall speaks when
// something changes and is otherwise silent, so it says how long its word holds: until Config.ResolveTimeout after the job's next
// slot, at which something changes either way, or after now where there is none. Each message moves that on, reminders too.
//
// An Alertmanager keeps alerts in memory. What one forgets by being restarted it learns again with the next message.
//
// Invariants:
//   - the labels of an Incident's alert stay those that it was opened with, whatever becomes of its cause, severity or owner:
//     they are its identity, and an alert by other labels would never be resolved. The Receipt keeps them;
//   - all of a cluster of Alertmanagers are told, as they do not tell each other of alerts; one that took it is enough, as for
//     Prometheus, and the log says which did not;
//   - the log is not sent on, and < and > are replaced in the rest: an Alertmanager puts annotations unescaped into
//     what it sends;
//   - no secret is in an error.
package alertmanager
