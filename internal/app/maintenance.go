package app

import (
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/schedule"
)

// maintenance are the maintenance windows of a configuration.
func maintenance(c config.Config) []incident.Window {
	windows := make([]incident.Window, 0, len(c.Maintenance))
	for _, m := range c.Maintenance {
		w := incident.Window{
			Name: m.Name, Reason: m.Reason, From: m.Begins(), Until: m.Ends(),
			Match: incident.Matcher{
				Cluster: m.Match.Cluster, Namespace: m.Match.Namespace, Name: m.Match.Name, Labels: m.Match.Labels, Owner: m.Match.Owner,
			},
		}
		if s, err := schedule.Parse(schedule.Cron(m.Schedule, m.Timezone)); m.Schedule != "" && err == nil {
			w.Recurs, w.Length = s, m.Duration
		}
		windows = append(windows, w)
	}
	return windows
}

// muting returns the silences that the windows make at an instant.
func muting(windows []incident.Window) func(time.Time) []incident.Silence {
	return func(now time.Time) []incident.Silence {
		var active []incident.Silence
		for _, w := range windows {
			if s, ok := w.Silence(now); ok {
				active = append(active, s)
			}
		}
		return active
	}
}
