package diagnose

// The codes of a schedule that the CronJob controller cannot, or does not like to, follow.
const (
	UnknownTimeZone Code = "UnknownTimeZone"
	InvalidSchedule Code = "InvalidSchedule"
	ZoneInSchedule  Code = "ZoneInSchedule"
)

// badSchedule looks for what the controller says of a schedule that it cannot follow. It says so once and then leaves the CronJob
// alone until somebody edits it.
func badSchedule(e Evidence) (Cause, bool) {
	ev, ok := e.eventWith("UnknownTimeZone", "UnparseableSchedule", "UnParseableCronJobSchedule", "InvalidSchedule")
	if !ok {
		return Cause{}, false
	}
	c := Cause{
		Code:    InvalidSchedule,
		Summary: "the CronJob controller cannot read the schedule, and starts nothing until it is corrected",
		Signal:  raw(ev.Reason, ev.Message),
		Advice:  []string{"correct spec.schedule" + edit},
	}
	switch ev.Reason {
	case "InvalidSchedule":
		c.Summary = "the schedule never comes: there is no such day"
	case "UnknownTimeZone":
		c.Code, c.Summary = UnknownTimeZone, "the CronJob controller does not know the time zone, and starts nothing until it is corrected"
		c.Advice = []string{
			"correct spec.timeZone; what it takes is a name such as Europe/Berlin" + edit,
			"a zone that is right may be missing in the controller's own zone data: then an older name, or another version of it, helps",
		}
	}
	return c, true
}

// zoneInSchedule is a schedule with TZ= or CRON_TZ= in it. The controller follows it so far, but promises nothing.
func zoneInSchedule(e Evidence) (Cause, bool) {
	ev, ok := e.eventWith("UnsupportedSchedule")
	if !ok {
		return Cause{}, false
	}
	return Cause{
		Code:    ZoneInSchedule,
		Summary: "no Job was created for this slot, and all that the controller says is that it does not support TZ= in a schedule",
		Signal:  raw(ev.Reason, ev.Message),
		Advice: []string{
			"take TZ= or CRON_TZ= out of spec.schedule and put the zone into spec.timeZone" + edit,
			"kubectl describe cronjob CRONJOB -n NAMESPACE",
		},
	}, true
}
