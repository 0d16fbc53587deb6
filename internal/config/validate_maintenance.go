package config

import (
	"fmt"

	"rollcall.dev/rollcall/internal/schedule"
)

// maintenance checks the windows.
func (v *validator) maintenance() {
	seen := map[string]string{}
	for i, m := range v.c.Maintenance {
		key := fmt.Sprintf("maintenance[%d]", i)
		v.needf(key+".name", m.Name, "every maintenance window needs a name of its own")
		v.unique(seen, key+".name", m.Name)
		v.needf(key+".reason", m.Reason, "say why, for whoever wonders later")
		if m.Match.everything() && !v.broken(key+".match") {
			v.failf(key+".match", "", "a window that matches everything would hide everything; give at least one of cluster, namespace, name, labels, owner")
		}
		v.knownTeam(key+".match.owner", m.Match.Owner)
		v.windowTimes(key, m)
	}
}

// windowTimes checks when a window is.
func (v *validator) windowTimes(key string, m Maintenance) {
	for _, name := range []string{"from", "until", "schedule", "duration", "timezone"} {
		if v.broken(key + "." + name) {
			return
		}
	}
	begins, ends := m.Begins(), m.Ends()
	if !begins.IsZero() && !ends.IsZero() && !ends.After(begins) {
		v.failf(key+".until", m.Until, "use an instant after from (%s)", m.From)
	}
	switch {
	case m.Schedule == "" && v.given(key+".duration"):
		v.failf(key+".duration", formatDuration(m.Duration), "a duration needs a schedule; a window that happens once has from and until")
	case m.Schedule == "":
		v.needf(key+".from", m.From, "a window needs from and until, or a schedule and a duration")
		v.needf(key+".until", m.Until, "a window needs from and until, or a schedule and a duration")
	case m.Duration == 0:
		v.failf(key+".duration", "", "a window with a schedule needs how long it lasts, such as 2h")
	default:
		s, err := schedule.Parse(schedule.Cron(m.Schedule, m.Timezone))
		if err == nil && s.Relative() {
			v.failf(key+".schedule", m.Schedule, "use a cron expression: an interval has no beginning that could be told")
		}
		if err != nil {
			v.failf(key+".schedule", m.Schedule, "%v", err)
		}
	}
}
