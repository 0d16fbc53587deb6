package management

import (
	"strconv"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// The types of schedule.
const (
	typeSimple = "simple"
	typeCron   = "cron"
)

// maxName bounds a name, in characters.
const maxName = 255

// fields are what is written of a check-in. Other members are ignored, as they are there.
type fields struct {
	Name         text `json:"name"`
	Slug         text `json:"slug"`
	ScheduleType text `json:"schedule_type"`
	ReportPeriod text `json:"report_period"`
	GracePeriod  text `json:"grace_period"`
	CronSchedule text `json:"cron_schedule"`
	CronTimezone text `json:"cron_timezone"`
}

// create is the new check-in of a project that the fields ask for. One without a name is called by its slug, or else by its id.
func (f fields) create(project int64) (checkin.CheckIn, error) {
	c := checkin.CheckIn{ID: checkin.NewID(), Project: project, Slug: f.Slug.value, Wire: checkin.WireHoneybadger}
	c.Name = c.ID
	if c.Slug != "" {
		c.Name = c.Slug
	}
	wrong := f.wrongTypes()
	if c.Slug != "" && !checkin.ValidSlug(c.Slug) {
		wrong = append(wrong, problem("slug", c.Slug, "use up to "+strconv.Itoa(checkin.MaxSlug)+" of a-z, 0-9, _ and -"))
	}
	switch kind, _ := f.ScheduleType.given(); kind {
	case "", typeSimple:
		c.Schedule.Kind = schedule.KindEvery
	case typeCron:
		c.Schedule.Kind = schedule.KindCron
	default:
		wrong = append(wrong, problem("schedule_type", kind, `use "simple" or "cron"`))
		return c, wrong
	}
	return c, append(wrong, f.apply(&c)...).or()
}

// update changes a check-in into what the fields ask for. What is not there stays; a slug and a type of schedule stay in any case, and
// saying another one is no error, as in their version 2.
func (f fields) update(c *checkin.CheckIn) error {
	return append(f.wrongTypes(), f.apply(c)...).or()
}

// apply sets what may change. The kind of the schedule is set.
func (f fields) apply(c *checkin.CheckIn) (wrong invalid) {
	if name, ok := f.Name.given(); ok {
		c.Name = name
		if utf8.RuneCountInString(name) > maxName {
			wrong = append(wrong, problem("name", name, "use up to "+strconv.Itoa(maxName)+" characters"))
		}
	}
	wrong = append(wrong, f.grace(c)...)
	if c.Schedule.Kind == schedule.KindEvery {
		return append(wrong, f.simple(c)...)
	}
	return append(wrong, f.cron(c)...)
}

// wrongTypes names the fields that are neither text nor null.
func (f fields) wrongTypes() (wrong invalid) {
	for _, field := range []struct {
		name string
		text text
	}{
		{"name", f.Name}, {"slug", f.Slug}, {"schedule_type", f.ScheduleType}, {"report_period", f.ReportPeriod},
		{"grace_period", f.GracePeriod}, {"cron_schedule", f.CronSchedule}, {"cron_timezone", f.CronTimezone},
	} {
		if field.text.wrong != "" {
			wrong = append(wrong, problem(field.name, field.text.wrong, "use a text"))
		}
	}
	return wrong
}
