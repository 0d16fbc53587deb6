package honeybadger

import (
	"fmt"
	"strconv"
	"time"

	"github.com/robfig/cron/v3" //nolint:depguard // a stand-in that shared our own schedule could not contradict it
)

// State of a check-in.
type State string

// The states; see the diagram in the package's documentation.
const (
	Pending   State = "pending"
	Reporting State = "reporting"
	Missing   State = "missing"
)

// CheckIn is one check-in as the account keeps it.
type CheckIn struct {
	ID           string
	Name         string
	Slug         string
	ScheduleType string // "simple" or "cron"
	ReportPeriod Period
	GracePeriod  Period
	CronSchedule string
	CronTimezone string // as it was given; empty is UTC
	State        State
	ReportedAt   time.Time // zero: never
	ExpectedAt   time.Time // zero: not armed
	MissedCount  int       // misses in a row

	plan cron.Schedule // of CronSchedule in CronTimezone
}

// label is what people see: the name, or the id where there is none.
func (c *CheckIn) label() string {
	if c.Name != "" {
		return c.Name
	}
	return c.ID
}

// next is when the report after t is expected.
func (c *CheckIn) next(t time.Time) time.Time {
	if c.ScheduleType == "cron" {
		return c.plan.Next(t).UTC() // zero where it never comes, such as 30 February
	}
	return c.ReportPeriod.after(t)
}

// deadline is when a missing report is noticed; zero is never.
func (c *CheckIn) deadline() time.Time {
	if c.State == Pending || c.ExpectedAt.IsZero() {
		return time.Time{}
	}
	return c.GracePeriod.after(c.ExpectedAt)
}

// wire is the object of the REST API.
func (s *Server) wire(c *CheckIn) map[string]any {
	out := map[string]any{
		"id": c.ID, "name": orNull(c.Name), "slug": orNull(c.Slug), "state": string(c.State), "schedule_type": c.ScheduleType,
		"reported_at": stamp(c.ReportedAt), "expected_at": stamp(c.ExpectedAt), "missed_count": c.MissedCount,
		"grace_period": c.GracePeriod.text(s.opts.Quirks.CanonicalPeriods),
		"url":          s.address() + "/v1/check_in/" + c.ID,
		"details_url":  s.address() + "/projects/" + strconv.Itoa(s.opts.ProjectID) + "/check_ins/" + c.ID,
	}
	if c.ScheduleType == "cron" {
		out["cron_schedule"], out["cron_timezone"] = c.CronSchedule, c.zone()
	} else {
		out["report_period"] = c.ReportPeriod.text(s.opts.Quirks.CanonicalPeriods)
	}
	return out
}

func (c *CheckIn) zone() string {
	if c.CronTimezone == "" {
		return "UTC"
	}
	return c.CronTimezone
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// stamp is a time as the API writes it: UTC with microseconds, null for none.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

func (s *Server) find(id string) *CheckIn {
	for _, c := range s.checkIns {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (s *Server) findSlug(slug string) *CheckIn {
	for _, c := range s.checkIns {
		if slug != "" && c.Slug == slug {
			return c
		}
	}
	return nil
}

// newID makes a case-sensitive id of six letters and digits.
func (s *Server) newID() string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for {
		s.serial++
		n := uint64(s.serial) * 2654435761 // spreads neighbours
		id := make([]byte, 6)
		for i := range id {
			id[i] = letters[n%uint64(len(letters))]
			n = n/uint64(len(letters)) + uint64(s.serial)*uint64(i+7)
		}
		if s.find(string(id)) == nil {
			return string(id)
		}
	}
}

// ago says how long something has been so, as their messages do: "6 minutes", "1 day".
func ago(d time.Duration) string {
	for _, u := range []struct {
		name string
		of   time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if n := int(d / u.of); n >= 1 {
			return count(n, u.name)
		}
	}
	return count(int(d/time.Second), "second")
}

func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
