package honeybadger

import (
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// payload3 is version 3, which is in preview there. Nobody causes the absence of a check-in, so there is no actor and no credential.
type payload3 struct {
	Event   string   `json:"event"`
	Message string   `json:"message"`
	Version string   `json:"payload_version"`
	Project project3 `json:"project"`
	Links   links    `json:"links"`
	CheckIn checkIn3 `json:"check_in"`
}

type project3 struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Language  *string   `json:"language"`
	CreatedAt time.Time `json:"created_at"`
	Links     links     `json:"links"`
}

// links lead to pages for people; empty without an external URL.
type links struct {
	Web string `json:"web"`
}

// checkIn3 has report_url where version 2 has url, and a link where that has details_url.
type checkIn3 struct {
	ID           string     `json:"id"`
	ProjectID    string     `json:"project_id"`
	Name         string     `json:"name"`
	Slug         *string    `json:"slug"`
	ScheduleType string     `json:"schedule_type"`
	State        string     `json:"state"`
	ReportedAt   *time.Time `json:"reported_at"`
	ExpectedAt   *time.Time `json:"expected_at"`
	MissedCount  int        `json:"missed_count"`
	GracePeriod  *string    `json:"grace_period"`
	ReportURL    string     `json:"report_url"`
	Links        links      `json:"links"`
	ReportPeriod *string    `json:"report_period,omitempty"` // simple
	CronSchedule string     `json:"cron_schedule,omitempty"` // cron
	CronTimezone string     `json:"cron_timezone,omitempty"`
}

// payload3Of puts the Notice of a check-in into the shape of version 3. n.Subject.CheckIn is set.
func (n *Notifier) payload3Of(notice incident.Notice) payload3 {
	two := n.payloadOf(notice)
	c, project := two.CheckIn, strconv.FormatInt(two.Project.ID, 10)
	page := links{c.DetailsURL}
	return payload3{
		Event: two.Event, Message: two.Message, Version: "v3", Links: page,
		Project: project3{ID: project, Name: two.Project.Name, CreatedAt: two.Project.CreatedAt, Links: links{n.config.ExternalURL}},
		CheckIn: checkIn3{
			ID: c.ID, ProjectID: project, Name: c.Name, Slug: c.Slug, ScheduleType: c.ScheduleType, State: c.State,
			ReportedAt: c.ReportedAt, ExpectedAt: c.ExpectedAt, MissedCount: c.MissedCount, GracePeriod: c.GracePeriod,
			ReportURL: c.URL, Links: page, ReportPeriod: c.ReportPeriod, CronSchedule: c.CronSchedule, CronTimezone: c.CronTimezone,
		},
	}
}
