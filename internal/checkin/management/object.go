package management

import (
	"cmp"
	"context"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/period"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// The states.
const (
	statePending   = "pending"
	stateReporting = "reporting"
	stateMissing   = "missing"
	statePaused    = "paused"
)

// object is a check-in as it is read. What belongs to the other type of schedule is absent: their JavaScript client compares it with
// what it does not have either, and would write on every run if it were null.
type object struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	Slug         *string    `json:"slug"`
	State        string     `json:"state"`
	ScheduleType string     `json:"schedule_type"`
	ReportedAt   *time.Time `json:"reported_at"`
	ExpectedAt   *time.Time `json:"expected_at"`
	MissedCount  int        `json:"missed_count"`
	GracePeriod  *string    `json:"grace_period"`
	URL          string     `json:"url"`
	DetailsURL   string     `json:"details_url"`
	ReportPeriod *string    `json:"report_period,omitempty"` // simple
	CronSchedule *string    `json:"cron_schedule,omitempty"` // cron
	CronTimezone *string    `json:"cron_timezone,omitempty"`
}

// objects are check-ins as they are read, with how they are doing now.
func (h *Handler) objects(ctx context.Context, all []checkin.CheckIn) ([]object, error) {
	out := make([]object, 0, len(all))
	if len(all) == 0 {
		return out, nil
	}
	ids := make([]monitor.ID, 0, len(all))
	for _, c := range all {
		ids = append(ids, watchedAs(c))
	}
	states, err := h.Book.States(ctx, ids...)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	for i, c := range all {
		out = append(out, h.object(c, checkin.Stand(c, states[ids[i]], now)))
	}
	return out, nil
}

// watchedAs is the Monitor that answers for a check-in.
func watchedAs(c checkin.CheckIn) monitor.ID { return cmp.Or(c.WitnessOf, c.Monitor()) }

func (h *Handler) object(c checkin.CheckIn, st checkin.Standing) object {
	o := object{
		ID: c.ID, Name: c.Name, Slug: orNull(c.Slug), State: stateOf(st), ScheduleType: typeSimple,
		ReportedAt: instant(st.ReportedAt), ExpectedAt: instant(st.ExpectedAt), MissedCount: st.Missed,
		GracePeriod: orNull(period.Spell(c.Grace)), URL: h.Service.URL(c.ID), DetailsURL: h.DetailsURL(watchedAs(c)),
	}
	if c.Schedule.Kind == schedule.KindEvery {
		o.ReportPeriod = orNull(period.Spell(c.Schedule.Period))
		return o
	}
	o.ScheduleType, o.CronTimezone = typeCron, new(cmp.Or(c.ZoneName, c.Schedule.Zone, time.UTC.String()))
	if c.Schedule.Kind == schedule.KindCron && oneLine(c.Schedule.Expr) { // what is no cron expression must not be taken for one
		o.CronSchedule = &c.Schedule.Expr
	}
	return o
}

// stateOf is the standing in their words: whatever a job reports, it is reporting.
func stateOf(st checkin.Standing) string {
	switch {
	case st.Status == checkin.Paused:
		return statePaused
	case st.Missing:
		return stateMissing
	case st.ReportedAt.IsZero():
		return statePending
	default:
		return stateReporting
	}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// instant is a time in UTC with microseconds, null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Truncate(time.Microsecond))
}
