package honeybadger

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"unicode/utf8"
)

// optional is a JSON string or null; "there" tells an absent one from a null one.
type optional struct {
	there bool
	value string
}

func (t *optional) UnmarshalJSON(raw []byte) error {
	t.there = true
	if string(raw) == "null" {
		return nil
	}
	return json.Unmarshal(raw, &t.value)
}

// fields are what may be written. Other keys are ignored, as Rails does.
type fields struct {
	Name         optional `json:"name"`
	Slug         optional `json:"slug"`
	ScheduleType optional `json:"schedule_type"`
	ReportPeriod optional `json:"report_period"`
	GracePeriod  optional `json:"grace_period"`
	CronSchedule optional `json:"cron_schedule"`
	CronTimezone optional `json:"cron_timezone"`
}

var slugForm = regexp.MustCompile(`^[a-z0-9_-]{1,255}$`) // compiled once, never changed

// apply makes the check-in that c becomes by these fields, and says what is wrong with it, in their words. c is nil for a new
// one. The lock is held.
func (s *Server) apply(c *CheckIn, f fields) (next *CheckIn, problems []string) {
	next = &CheckIn{ScheduleType: "simple", State: Pending}
	if c != nil {
		copied := *c
		next = &copied
	}
	if f.Name.there {
		next.Name = f.Name.value
	}
	if c == nil { // neither can be changed later: silently ignored
		next.Slug = f.Slug.value
		if f.ScheduleType.value != "" {
			next.ScheduleType = f.ScheduleType.value
		}
	}
	return next, append(s.names(c, next), next.times(f)...)
}

func (s *Server) names(c, next *CheckIn) (problems []string) {
	if utf8.RuneCountInString(next.Name) > 255 {
		problems = append(problems, "Name is too long (maximum is 255 characters)")
	}
	if next.Slug != "" && !slugForm.MatchString(next.Slug) {
		problems = append(problems, "Slug can only contain lowercase letters, numbers, hyphens and underscores")
	}
	for _, other := range s.checkIns {
		if other == c {
			continue
		}
		if next.Name != "" && other.Name == next.Name {
			problems = append(problems, "Name has already been taken")
		}
		if c == nil && next.Slug != "" && other.Slug == next.Slug {
			problems = append(problems, "Slug has already been taken")
		}
	}
	return problems
}

// times takes the schedule, the periods and the zone.
func (c *CheckIn) times(f fields) (problems []string) {
	period := func(name string, t optional, into *Period) {
		if !t.there {
			return
		}
		p, err := parsePeriod(t.value)
		if err != nil {
			problems = append(problems, name+" is invalid: "+err.Error())
			return
		}
		*into = p
	}
	period("Grace period", f.GracePeriod, &c.GracePeriod)
	switch c.ScheduleType {
	case "simple":
		period("Report period", f.ReportPeriod, &c.ReportPeriod)
		if len(problems) == 0 && c.ReportPeriod.zero() {
			problems = append(problems, "Report period can't be blank or zero")
		}
	case "cron":
		if f.CronSchedule.there {
			c.CronSchedule = f.CronSchedule.value
		}
		if f.CronTimezone.there {
			c.CronTimezone = f.CronTimezone.value
		}
		if p := c.planned(); p != "" {
			problems = append(problems, p)
		}
	default:
		problems = append(problems, "Schedule type is not included in the list: simple, cron")
	}
	return problems
}

func (c *CheckIn) planned() (problem string) {
	if c.CronSchedule == "" {
		return "Cron schedule can't be blank"
	}
	loc, err := loadZone(c.CronTimezone)
	if err != nil {
		return "Cron timezone is invalid: " + err.Error()
	}
	plan, err := parseCron(c.CronSchedule, loc)
	if err != nil {
		return "Cron schedule is invalid: " + err.Error()
	}
	c.plan = plan
	return ""
}

// strictJSON reads exactly one JSON value into v; keys that v does not have are ignored.
func strictJSON(raw []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}
