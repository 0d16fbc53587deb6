package incident

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestSubjectSchedule: a schedule is told on one line, and what is neither a period nor one cron expression is marked.
func TestSubjectSchedule(t *testing.T) {
	t.Parallel()
	const rome = "Europe/Rome"
	for _, tt := range []struct {
		spec       schedule.Spec
		text, zone string
		unspoken   bool
	}{
		{schedule.Cron("0 1 * * *", rome), "0 1 * * *", rome, false},
		{schedule.Crontab(schedule.DialectDebian, "0 1 * * *\n", rome), "0 1 * * *", rome, false},
		{schedule.Crontab(schedule.DialectKubernetes, "0 1 * * *\n0 13 * * *\n", rome), "0 1 * * * and 0 13 * * *", rome, true},
		{schedule.OnCalendar("Mon 10:00", rome), "Mon 10:00", rome, true},
		{schedule.OnCalendar("Mon 10:00 Asia/Tokyo", rome), "Mon 10:00", "Asia/Tokyo", true},
		{schedule.Every(time.Hour), "every 1h", "", false},
	} {
		d := monitor.Definition{Schedule: tt.spec, CheckIn: &monitor.CheckIn{ID: "x", ZoneName: "Rome"}}
		s := subject(monitor.State{Definition: d}, Incident{})
		if s.Schedule != tt.text || s.Zone != tt.zone || s.CheckIn.Unspoken != tt.unspoken || s.CheckIn.ZoneName != "Rome" {
			t.Errorf("%+v is told as %q in %q, unspoken %v", tt.spec, s.Schedule, s.Zone, s.CheckIn.Unspoken)
		}
	}
}
