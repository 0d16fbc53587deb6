package honeybadger

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/period"
	"rollcall.dev/rollcall/internal/schedule"
)

// The two types of schedule.
const (
	typeCron   = "cron"
	typeSimple = "simple"
)

// fields are what is written of a check-in. An unset period or zone is an empty text, as the official clients send it.
type fields struct {
	Name         string `json:"name"`
	Slug         string `json:"slug"`
	ScheduleType string `json:"schedule_type"`
	ReportPeriod string `json:"report_period,omitempty"`
	GracePeriod  string `json:"grace_period"`
	CronSchedule string `json:"cron_schedule,omitempty"`
	CronTimezone string `json:"cron_timezone,omitempty"`
}

// remote is a check-in as it is read. A null leaves an empty text.
type remote struct {
	ID string `json:"id"`
	fields
}

// maxName bounds a name, in bytes.
const maxName = 255

// want is what the check-in of a CronJob is to look like. Its schedule is a CronJob's: other dialects, several expressions and calendars,
// for which the account has no words, are those of check-ins that are declared, and they stay in Rollcall.
func want(cluster string, ref checkin.Ref) fields {
	name := ref.Namespace + "/" + ref.Name + " (Rollcall)" // a name is unique in the project: leave the plain one to people
	if cluster != "" {
		name = cluster + "/" + name
	}
	f := fields{
		Name: checkin.Head(name, maxName), Slug: Slug(cluster, ref.Namespace, ref.Name),
		GracePeriod: period.Format(ref.Grace),
	}
	every := ref.Schedule.Period
	if plan, err := schedule.Parse(ref.Schedule); err == nil && plan.Relative() {
		if every == 0 { // "@every 1h"
			first := plan.Next(time.Unix(0, 0))
			every = plan.From(first).Next(first).Sub(first)
		}
		f.ScheduleType, f.ReportPeriod = typeSimple, period.Format(every)
		return f
	}
	f.ScheduleType, f.CronSchedule, f.CronTimezone = typeCron, fiveFields(ref.Schedule.Expr), ref.Schedule.Zone
	if f.CronTimezone == "" {
		f.CronTimezone = "UTC"
	}
	return f
}

// fiveFields spells an expression so that every reader of crontabs understands it: the descriptors are Kubernetes's, and its ?
// means *.
func fiveFields(expr string) string {
	switch expr = strings.TrimSpace(expr); strings.ToLower(expr) {
	case "@yearly", "@annually":
		return "0 0 1 1 *"
	case "@monthly":
		return "0 0 1 * *"
	case "@weekly":
		return "0 0 * * 0"
	case "@daily", "@midnight":
		return "0 0 * * *"
	case "@hourly":
		return "0 * * * *"
	default:
		return strings.Join(strings.Fields(strings.ReplaceAll(expr, "?", "*")), " ")
	}
}

// differs reports whether a PUT would change anything. Periods are compared by their length, since they are read back in the
// service's own spelling; the slug and the type of schedule cannot be changed.
func (f fields) differs(there fields) bool {
	zone := there.CronTimezone
	if zone == "" {
		zone = "UTC"
	}
	return f.Name != there.Name || !samePeriod(f.GracePeriod, there.GracePeriod) ||
		(f.ScheduleType == typeSimple && !samePeriod(f.ReportPeriod, there.ReportPeriod)) ||
		(f.ScheduleType == typeCron && (f.CronSchedule != there.CronSchedule || f.CronTimezone != zone))
}

func samePeriod(a, b string) bool {
	if a == b {
		return true
	}
	da, _ := period.Parse(a) // what cannot be read, or is not set, is zero
	db, _ := period.Parse(b)
	return da == db
}
