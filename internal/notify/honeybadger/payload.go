package honeybadger

import (
	"cmp"
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

// payload is version 2.
type payload struct {
	Event   string  `json:"event"`
	Message string  `json:"message"`
	Project project `json:"project"`
	CheckIn checkIn `json:"check_in"`
}

// project is what version 2 says of a project. Most of it has to do with errors and their people, of which there are none here; whoever
// reads it finds every field that is documented. The token is left empty: who knows a project's key can report for all its jobs.
type project struct {
	ID                   int64      `json:"id"`
	Name                 string     `json:"name"`
	CreatedAt            time.Time  `json:"created_at"`
	DisablePublicLinks   bool       `json:"disable_public_links"`
	PivotalProjectID     *string    `json:"pivotal_project_id"`
	AsanaWorkspaceID     *string    `json:"asana_workspace_id"`
	Token                string     `json:"token"`
	GithubProject        *string    `json:"github_project"`
	Environments         []struct{} `json:"environments"`
	Owner                user       `json:"owner"`
	LastNoticeAt         *time.Time `json:"last_notice_at"`
	EarliestNoticeAt     *time.Time `json:"earliest_notice_at"`
	UnresolvedFaultCount int        `json:"unresolved_fault_count"`
	FaultCount           int        `json:"fault_count"`
	Active               bool       `json:"active"`
	Users                []user     `json:"users"`
	Sites                []struct{} `json:"sites"`
	TeamID               *int64     `json:"team_id"`
}

// user is a person of theirs.
type user struct {
	ID    int64  `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
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
	Slug         *string    `json:"slug"`
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
			MissedCount: c.MissedCount, GracePeriod: period(s.Grace), ID: c.ID, Name: name(s), Slug: orNull(c.Slug),
			DetailsURL: notice.Link, ReportPeriod: period(c.Period),
		},
	}
	if n.config.PingURL != "" {
		p.CheckIn.URL = strings.TrimSuffix(n.config.PingURL, "/") + "/v1/check_in/" + c.ID
	}
	if c.Period == 0 {
		p.CheckIn.ScheduleType, p.CheckIn.CronSchedule = "cron", s.Schedule
		p.CheckIn.CronTimezone = cmp.Or(c.ZoneName, s.Zone, time.UTC.String())
		if c.Unspoken { // what is no cron expression must not be taken for one
			p.CheckIn.CronSchedule = ""
		}
	}
	project, subject := render.Line(p.Project.Name), render.Subject(s)
	if notice.Change == incident.Recovery {
		p.Event, p.CheckIn.State, p.CheckIn.MissedCount = eventReporting, "reporting", 0
		p.Message = fmt.Sprintf("[%s] REPORTING: %s is reporting again", project, subject)
		return p
	}
	silence := "yet"
	if !c.ReportedAt.IsZero() {
		silence = "for " + words(notice.DecidedAt.Sub(c.ReportedAt))
	}
	p.Message = fmt.Sprintf("[%s] MISSING: %s hasn't checked in %s", project, subject, silence)
	return p
}

// name is the name as it was given: who finds a check-in by it must find it, so that it is neither cut off nor made fit for people's
// eyes, as it is in the message.
func name(s incident.Subject) string {
	if s.Namespace == "" {
		return s.Name
	}
	return s.Namespace + "/" + s.Name
}

// project is the one that the check-in belongs to: its id, and the name that the operator gave it.
func (n *Notifier) project(id string) project {
	p := project{
		Name: n.config.Projects[id], CreatedAt: born(), Environments: []struct{}{}, Active: true, Users: []user{}, Sites: []struct{}{},
	}
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

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// born is when a project is said to have been made: a line of the configuration has no date, and the field is never null.
func born() time.Time { return time.Unix(0, 0).UTC() }

// instant is a time in UTC with microseconds, as the REST API has it; null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Microsecond)
	return &t
}
