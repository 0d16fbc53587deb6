package management

import (
	"errors"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/period"
	"rollcall.dev/rollcall/internal/schedule"
)

// grace sets how late a report may be. An empty text, null and a period of zero are none.
func (f fields) grace(c *checkin.CheckIn) invalid {
	if !f.GracePeriod.there || f.GracePeriod.wrong != "" {
		return nil
	}
	d, err := period.ParseOptional(f.GracePeriod.value)
	if err != nil {
		return invalid{"grace_period: " + err.Error()}
	}
	c.Grace = d
	return nil
}

// simple sets the time between two reports.
func (f fields) simple(c *checkin.CheckIn) invalid {
	switch value, given := f.ReportPeriod.given(); {
	case f.ReportPeriod.wrong != "":
		return nil // said already
	case given:
		d, err := period.Parse(value)
		if err != nil {
			return invalid{"report_period: " + err.Error()}
		}
		spec := schedule.Every(d)
		if _, err := schedule.Parse(spec); err != nil {
			return invalid{problem("report_period", value, "use 1 second to 10 years")}
		}
		c.Schedule = spec
	case c.Schedule.Period == 0 || f.ReportPeriod.there:
		return invalid{problem("report_period", "", `a simple schedule needs one, such as "1 hour"`)}
	}
	return nil
}

// cron sets a cron expression and the zone that it is read in.
func (f fields) cron(c *checkin.CheckIn) invalid {
	spec, zone := c.Schedule, c.ZoneName
	if zone == "" {
		zone = spec.Zone
	}
	if f.CronSchedule.there {
		spec.Expr, spec.Dialect = strings.TrimSpace(f.CronSchedule.value), schedule.DialectCronJob
	}
	if f.CronTimezone.there {
		zone = f.CronTimezone.value
	}
	if zone == "" {
		zone = time.UTC.String()
	}
	spec.Zone = iana(zone)
	if f.CronSchedule.wrong != "" || f.CronTimezone.wrong != "" {
		return nil // said already
	}
	if spec.Expr == "" {
		return invalid{problem("cron_schedule", "", `a cron schedule needs one, such as "0 19 * * *"`)}
	}
	if f.CronSchedule.there && !oneLine(spec.Expr) {
		return invalid{problem("cron_schedule", spec.Expr, "use one expression, on one line")}
	}
	spec, err := readable(spec)
	if err != nil {
		return invalid{cronProblem(spec, zone, err)}
	}
	c.Schedule, c.ZoneName = spec, ""
	if zone != spec.Zone {
		c.ZoneName = zone
	}
	return nil
}

// readable is the expression as a CronJob has it, or where it is none, as Debian's cron reads it: people copy it from their crontab, where
// Sunday may be 7.
func readable(spec schedule.Spec) (schedule.Spec, error) {
	_, err := schedule.Parse(spec)
	if err == nil {
		return spec, nil
	}
	theirs := spec
	theirs.Dialect = schedule.DialectDebian
	if _, other := schedule.Parse(theirs); other == nil {
		return theirs, nil
	}
	return spec, err
}

// oneLine reports whether a text has no line breaks: several expressions, for which this wire has no words, stand on a line each.
func oneLine(text string) bool { return !strings.ContainsAny(text, "\r\n") }

// cronProblem says which of the two cannot be read.
func cronProblem(spec schedule.Spec, zone string, err error) string {
	if errors.Is(err, schedule.ErrZone) {
		return problem("cron_timezone", zone, "unknown time zone: use a name of the IANA time zone database, such as Europe/Berlin, "+
			`or one of Rails, such as "Pacific Time (US & Canada)"`)
	}
	if e, ok := errors.AsType[*schedule.Error](err); ok {
		return problem("cron_schedule", spec.Expr, e.Kind.Error()+": "+e.Allowed)
	}
	return problem("cron_schedule", spec.Expr, err.Error())
}
