package config

import (
	"strings"
	"time"
)

// Maintenance is a window in which what goes wrong with the jobs that match is counted and not told: once from an instant until another
// one, or again and again, by a cron expression and for a duration.
type Maintenance struct {
	Name   string     `yaml:"name" check:"id"`
	Reason string     `yaml:"reason"`
	Match  MutedMatch `yaml:"match"`
	// From and Until are instants: the window itself or, with a schedule, the time in which it recurs.
	From     string        `yaml:"from" check:"instant"`
	Until    string        `yaml:"until" check:"instant"`
	Schedule string        `yaml:"schedule"` // when the window begins
	Timezone string        `yaml:"timezone" check:"zone"`
	Duration time.Duration `yaml:"duration" min:"1m" max:"7d"` // how long it then lasts
}

// MutedMatch selects what is muted; everything that is given must fit, and something must be given.
type MutedMatch struct {
	Cluster   string            `yaml:"cluster" check:"glob"`
	Namespace string            `yaml:"namespace" check:"glob"`
	Name      string            `yaml:"name" check:"glob"`
	Labels    map[string]string `yaml:"labels"` // all must be equal
	Owner     string            `yaml:"owner" check:"id"`
}

// everything reports whether there is nothing that does not match: no part is given, or patterns that fit all.
func (m MutedMatch) everything() bool {
	return strings.Trim(m.Cluster+m.Namespace+m.Name, "*") == "" && len(m.Labels) == 0 && m.Owner == ""
}

// Begins and Ends are From and Until as instants; zero where they are not given.
func (m Maintenance) Begins() time.Time {
	at, _ := instant(m.From) // what cannot be read was refused before
	return at
}

// Ends is Until as an instant; zero where it is not given. The last day on which a window recurs is one of its days.
func (m Maintenance) Ends() time.Time {
	at, _ := instant(m.Until)
	if _, err := time.Parse(time.DateOnly, m.Until); err == nil && m.Schedule != "" {
		return at.AddDate(0, 0, 1)
	}
	return at
}
