package lint

import (
	"errors"
	"fmt"

	"rollcall.dev/rollcall/internal/schedule"
)

const fieldSchedule, fieldZone = "spec.schedule", "spec.timeZone"

func scheduleRules() []Rule {
	return []Rule{
		{
			ID: "RC013", Name: "schedule-invalid", Severity: Error,
			Title: "A schedule that the CronJob controller cannot read",
			Why:   "It never runs; the API server refuses it.",
			Do:    `Use five fields (minute hour day-of-month month day-of-week), @hourly, @daily, @weekly, @monthly, @yearly or "@every 90s".`,
			check: func(s subject) []hit { return s.scheduleError(schedule.ErrSyntax, fieldSchedule) },
		},
		{
			ID: "RC014", Name: "schedule-never", Severity: Error,
			Title: "A schedule whose date does not exist",
			Why:   "It never runs, and nothing says so but an event of the controller.",
			Do:    "Use a date that exists.",
			check: func(s subject) []hit { return s.scheduleError(schedule.ErrNever, fieldSchedule) },
		},
		{
			ID: "RC015", Name: "schedule-zone", Severity: Error,
			Title: "TZ= or CRON_TZ= in the schedule",
			Why:   "Kubernetes refuses it in new objects (since 1.29), and with UnsupportedSchedule warns of it in old ones.",
			Do:    "Take it out of the schedule and set spec.timeZone.",
			check: func(s subject) []hit {
				if !s.inExpr {
					return nil
				}
				return []hit{{line: s.line(fieldSchedule), message: fmt.Sprintf("the schedule %q names a time zone", s.Schedule)}}
			},
		},
		{
			ID: "RC016", Name: "zone-unknown", Severity: Error,
			Title: "A time zone that does not exist",
			Why:   "The controller stops at it (UnknownTimeZone): nothing runs until it is edited.",
			Do:    "Use a name of the IANA database, such as Europe/Berlin or UTC.",
			check: func(s subject) []hit { return s.scheduleError(schedule.ErrZone, fieldZone) },
		},
		{
			ID: "RC017", Name: "zone-unset", Severity: Warning,
			Title: "No time zone",
			Why:   "It runs in the zone of kube-controller-manager, which no API shows and which may change with the cluster.",
			Do:    "Set spec.timeZone, to Etc/UTC if nothing else.",
			check: zoneUnset,
		},
		{
			ID: "RC018", Name: "suspended", Severity: Info,
			Title: "The job is suspended",
			Why:   "It does not run, and nobody is told that it does not.",
			Do:    "Remove spec.suspend, or the job if nobody misses it.",
			check: func(s subject) []hit {
				if !s.Suspend {
					return nil
				}
				return []hit{{line: s.line("spec.suspend"), message: "it is suspended"}}
			},
		},
	}
}

func (s subject) scheduleError(kind error, field string) []hit {
	var e *schedule.Error
	if s.Schedule == "" || s.inExpr && !errors.Is(kind, schedule.ErrZone) || !errors.Is(s.err, kind) || !errors.As(s.err, &e) {
		return nil
	}
	return []hit{{line: s.line(field, fieldSchedule), message: e.Error()}}
}

// zoneUnset leaves out what runs alike in every zone.
func zoneUnset(s subject) []hit {
	if s.TimeZone != nil || s.inExpr || s.err != nil || s.schedule.Relative() || s.alike {
		return nil
	}
	return []hit{{line: s.line(fieldSchedule), message: fmt.Sprintf("the schedule %q has no time zone", s.Schedule)}}
}
