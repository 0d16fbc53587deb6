// Package schedule turns what a user wrote about time ("0 19 * * *" in Asia/Tokyo, every 6 hours) into slots: the
// instants at which a job is due.
//
// It is the only package that knows a cron parser. The dialect of a CronJob is that of Kubernetes: github.com/robfig/cron/v3 v3.0.1 with
// the standard options, which is what the CronJob controller itself runs (go.mod of k8s.io/kubernetes v1.37.2). A check-in is read as
// whatever starts the job reads it: that, Debian's cron, or a timer of systemd.
//
//	                             skipped in spring     repeated in autumn
//	cron, kubernetes             no slot               two, as the controller has it
//	cron, debian, fixed time     one, at the change    one, at the first time
//	cron, debian, star           no slot               two: elapsed time counts
//	calendar                     no slot               one, at the first time
//	every                        counts elapsed time from its anchor
//
// In Debian's cron a job has a fixed time unless its minute or its hour begins with a star (cron(8), NOTES). That clock changes of more
// than three hours are corrections to the daemon is left out, as in healthchecks' cronsim. Systemd finds the next time on the wall
// clock and leaves out one that no clock shows (find_next in src/shared/calendarspec.c); a timer that begins within a repeated hour
// goes on by the second time, which is left out here, so that a slot does not depend on when it is asked for.
//
// # Invariants
//
//   - Parse never panics, whatever it is given; a schedule that it accepted has at least one slot. One that can never come
//     (31 February) is ErrNever, a zone that this machine does not know is ErrZone, anything else is ErrSyntax.
//   - Next is strictly after its argument, or zero when there is no slot: within five years for Kubernetes, from 1970 to 2199 for
//     others. No search goes on for longer.
//   - Of several expressions in one Spec, one a line, the slots are those of any of them, and an instant twice is one slot.
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
