// Package schedule turns what a user wrote about time ("0 19 * * *" in Asia/Tokyo, every 6 hours) into slots: the
// instants at which a job is due.
//
// It is the only package that knows a cron parser. The dialect is that of Kubernetes: github.com/robfig/cron/v3 v3.0.1 with
// the standard options, which is what the CronJob controller itself runs (go.mod of k8s.io/kubernetes v1.37.2). Around
// clock changes it therefore skips a slot in spring and fires twice in autumn where the controller does.
//
// # Invariants
//
//   - Parse never panics, whatever it is given; a schedule that it accepted has at least one slot. One that can never come
//     (31 February) is ErrNever, a zone that this machine does not know is ErrZone, anything else is ErrSyntax.
//   - Next is strictly after its argument, or zero when there is no slot within five years.
//   - Slots is Next, repeated.
//   - Nothing here reads a clock or keeps state: a Schedule is an immutable value, safe for concurrent use.
//
// # Schedules that depend on an anchor
//
// A cron expression names wall-clock instants. "@every 20s" and the kind "every" do not: they count from something. For a
// CronJob that is status.lastScheduleTime or, before the first run, metadata.creationTimestamp; for a check-in it is the last
// report. Such a schedule says so (Relative); From pins it to its anchor, and Next and Slots then agree with the sequence
// that the controller follows. The controller numbers Jobs by the minute, so an "@every" under one minute makes at most one
// Job a minute, although there are more slots.
//
// # Time zones in the expression
//
// Kubernetes refuses TZ= and CRON_TZ= in new objects, and so does Parse. Objects from before that rule are still honoured by
// the controller (with the Warning UnsupportedSchedule), so that FromCronJob, which reads what an API server has stored, takes
// the prefix out of the expression and uses its zone.
package schedule
