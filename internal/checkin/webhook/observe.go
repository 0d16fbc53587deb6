package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// ProjectLabel is the label under which ownership rules find the name of the Honeybadger project.
const ProjectLabel = "project"

// monitor is the Monitor that the check-in is watched as; package honeybadger spells it in the same way.
func (e event) monitor() monitor.ID {
	return monitor.ID("honeybadger/" + string(e.Project.ID) + "/" + string(e.CheckIn.ID))
}

// observations are what the webhook says: how the check-in looks, and what became of it.
func (e event) observations(witnessOf monitor.ID, now time.Time) []monitor.Observation {
	fact := e.fact(now)
	definition := e.definition(witnessOf)
	report := e.report(now)
	at := report.ReportedAt
	if report.Missing {
		at = e.overdueAt(now)
	}
	return []monitor.Observation{
		{ID: fact + "/defined", Monitor: e.monitor(), Kind: monitor.Defined, At: now, SeenAt: now, Definition: &definition},
		{ID: fact, Monitor: e.monitor(), Kind: monitor.Reported, At: at, SeenAt: now, Report: &report},
	}
}

// fact identifies what the webhook says, so that a repeated one is nothing new. Where it says neither when the report was
// due nor when the last one came, the minute in which it came in has to do.
func (e event) fact(now time.Time) string {
	c := e.CheckIn
	told := fmt.Sprintf("%d %d %d", c.ExpectedAt.UnixMicro(), c.ReportedAt.UnixMicro(), c.MissedCount.n)
	if c.ExpectedAt.IsZero() && c.ReportedAt.IsZero() {
		told += now.UTC().Format(" 2006-01-02T15:04")
	}
	sum := sha256.Sum256([]byte(told))
	return string(e.monitor()) + "/" + string(e.Event) + "/" + hex.EncodeToString(sum[:12])
}

// definition has no CheckIn: what another service says of its check-ins is not ours to pass on as a webhook.
func (e event) definition(witnessOf monitor.ID) monitor.Definition {
	c := e.CheckIn
	d := monitor.Definition{
		Source: monitor.SourceHoneybadger, Name: string(c.Name), Grace: c.GracePeriod.Duration, WitnessOf: witnessOf,
	}
	for _, name := range []text{c.Slug, c.ID} {
		if d.Name == "" {
			d.Name = string(name)
		}
	}
	switch {
	case c.CronSchedule != "":
		d.Schedule = schedule.Cron(string(c.CronSchedule), string(c.CronTimezone))
	case c.ReportPeriod.Duration > 0:
		d.Schedule = schedule.Every(c.ReportPeriod.Duration)
	}
	if e.Project.Name != "" {
		d.Labels = map[string]string{ProjectLabel: string(e.Project.Name)}
	}
	return d
}

func (e event) report(now time.Time) monitor.ForeignReport {
	c := e.CheckIn
	r := monitor.ForeignReport{
		Missing: e.Event == eventMissing, MissedCount: c.MissedCount.n, Message: string(e.Message), DetailsURL: link(string(c.DetailsURL)),
		ExpectedAt: past(c.ExpectedAt.Time, now), ReportedAt: past(c.ReportedAt.Time, now),
	}
	if !r.Missing && (c.State != "reporting" || r.ReportedAt.IsZero()) {
		r.ReportedAt = now // the payload shows the check-in as it was before the report that ended its silence
	}
	return r
}

// overdueAt is when the silence became a miss: at the end of the grace, as far as that is told.
func (e event) overdueAt(now time.Time) time.Time {
	if e.CheckIn.ExpectedAt.IsZero() {
		return now
	}
	at := past(e.CheckIn.ExpectedAt.Add(e.CheckIn.GracePeriod.Duration), now)
	if at.IsZero() {
		return now
	}
	return at
}

// link is an address that may be shown as a link, or nothing.
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (!strings.EqualFold(u.Scheme, "https") && !strings.EqualFold(u.Scheme, "http")) {
		return ""
	}
	return address
}
