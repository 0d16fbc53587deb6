package honeybadger

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// The events.
const (
	eventMissing   = "check_in_missing"
	eventReporting = "check_in_reporting"
)

type payload struct {
	Event   string  `json:"event"`
	Message string  `json:"message"`
	Project project `json:"project"`
	CheckIn checkIn `json:"check_in"`
}

type project struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// checkIn has what the documents list. Periods are text or null, as in the REST API.
type checkIn struct {
	State        string     `json:"state"`
	ScheduleType string     `json:"schedule_type"`
	ReportedAt   *time.Time `json:"reported_at"`
	ExpectedAt   *time.Time `json:"expected_at"`
	MissedCount  int        `json:"missed_count"`
	GracePeriod  *string    `json:"grace_period"`
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Slug         string     `json:"slug"`
	URL          string     `json:"url"`
	DetailsURL   string     `json:"details_url"`
	ReportPeriod *string    `json:"report_period,omitempty"` // simple
	CronSchedule string     `json:"cron_schedule,omitempty"` // cron
	CronTimezone string     `json:"cron_timezone,omitempty"`
}

// payloadOf puts the Notice of a check-in into their shape. n.Subject.CheckIn is set.
func (n *Notifier) payloadOf(notice incident.Notice) payload {
	s, c := notice.Subject, notice.Subject.CheckIn
	p := payload{
		Event: eventMissing, Project: n.project(c.Project),
		CheckIn: checkIn{
			State: "missing", ScheduleType: "simple", ReportedAt: instant(c.ReportedAt), ExpectedAt: instant(c.ExpectedAt),
			MissedCount: c.MissedCount, GracePeriod: period(s.Grace), ID: c.ID, Name: render.Subject(s), Slug: c.Slug,
			DetailsURL: notice.Link, ReportPeriod: period(c.Period),
		},
	}
	if n.config.PingURL != "" {
		p.CheckIn.URL = strings.TrimSuffix(n.config.PingURL, "/") + "/v1/check_in/" + c.ID
	}
	if c.Period == 0 {
		p.CheckIn.ScheduleType, p.CheckIn.CronSchedule, p.CheckIn.CronTimezone = "cron", s.Schedule, s.Zone
		if s.Zone == "" {
			p.CheckIn.CronTimezone = time.UTC.String()
		}
		if c.Unspoken { // what is no cron expression must not be taken for one
			p.CheckIn.CronSchedule = ""
		}
	}
	name := render.Line(p.Project.Name)
	if notice.Change == incident.Recovery {
		p.Event, p.CheckIn.State, p.CheckIn.MissedCount = eventReporting, "reporting", 0
		p.Message = fmt.Sprintf("[%s] REPORTING: %s is reporting again", name, p.CheckIn.Name)
		return p
	}
	silence := "yet"
	if !c.ReportedAt.IsZero() {
		silence = "for " + words(notice.DecidedAt.Sub(c.ReportedAt))
	}
	p.Message = fmt.Sprintf("[%s] MISSING: %s hasn't checked in %s", name, p.CheckIn.Name, silence)
	return p
}

// project is the one that the check-in belongs to: its id, and the name that the operator gave it.
func (n *Notifier) project(id string) project {
	p := project{Name: n.config.Projects[id]}
	if number, err := strconv.ParseInt(id, 10, 64); err == nil {
		p.ID = number
	}
	if p.Name == "" {
		p.Name = id
	}
	if p.Name == "" {
		p.Name = "Rollcall"
	}
	return p
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// period is a length of time as their API takes it: "5 minutes". Null where there is none.
func period(d time.Duration) *string {
	if d <= 0 {
		return nil
	}
	s := words(d)
	for _, u := range units() {
		if d%u.length == 0 {
			s = count(d/u.length, u.name)
			break
		}
	}
	return &s
}

// words is a length of time in its largest unit, rounded down.
func words(d time.Duration) string {
	for _, u := range units() {
		if d >= u.length {
			return count(d/u.length, u.name)
		}
	}
	return "less than a second"
}

func count(n time.Duration, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

type unit struct {
	length time.Duration
	name   string
}

func units() []unit {
	return []unit{
		{7 * 24 * time.Hour, "week"}, {24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"},
	}
}
