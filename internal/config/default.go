package config

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

// Default is the configuration without a file: SQLite in ./data, 127.0.0.1:8080, Kubernetes where it is found, messages to the
// console.
func Default() Config {
	return base().completed(map[string]int{})
}

// base holds the defaults of keys that the file may replace.
func base() Config {
	return Config{
		Cluster:   "default",
		Listen:    "127.0.0.1:8080",
		Store:     Store{Driver: SQLite, Path: "data/rollcall.db"},
		Retention: 90 * day,
		Kubernetes: Kubernetes{
			Enabled:            "auto",
			ControllerTimeZone: "UTC",
			ConfigVersions:     "none",
			Checkin:            CheckinNone,
			Webhook:            AdmissionWebhook{Listen: ":9443"},
			Remedies:           Remedies{ServiceAccount: "rollcall/rollcall-remedies"},
		},
		Defaults:         Defaults{Grace: 10 * time.Minute, StartGrace: 5 * time.Minute, Severity: "normal", BurstFrom: 5, RemindAfter: day},
		TriageTeam:       "triage",
		OwnerAnnotations: []string{"a8r.io/owner"},
		Receivers:        Receivers{Slack: Slack{APIURL: "https://slack.com/api", Answers: "workspace"}},
		Checkins:         Checkins{Provider: ProviderEmbedded, MaxReportsPerMinute: 300, APIURL: "https://app.honeybadger.io"},
	}
}

// newItem holds the defaults of an item of a list.
func newItem(item any) {
	switch item := item.(type) {
	case *Webhook:
		item.Format = "rollcall"
	case *PagerDuty:
		item.URL = "https://events.pagerduty.com/v2/enqueue"
	case *Alertmanager:
		item.ResolveTimeout = 3 * day
	case *Email:
		item.TLS = "starttls"
	case *APIToken:
		item.Role = "read"
	case *CheckinMonitor:
		item.Project = 1
		item.Dialect = "kubernetes"
		item.Timezone = "UTC"
	case *Team:
		item.Timezone = "UTC"
		item.Status = string(ownership.Active)
		item.Hours = ownership.DefaultHours
	case *Maintenance:
		item.Timezone = "UTC"
	}
}

// completed returns c with what follows from other keys. Given holds the keys that the file has.
func (c Config) completed(given map[string]int) Config {
	if len(c.Teams) == 0 {
		team := Team{ID: c.TriageTeam}
		newItem(&team)
		c.Teams = []Team{team}
	}
	for i := range c.Teams {
		if c.Teams[i].Name == "" {
			c.Teams[i].Name = c.Teams[i].ID
		}
	}
	if len(c.Checkins.Projects) == 0 {
		c.Checkins.Projects = []Project{{ID: 1, Name: "Default"}}
	}
	for i := range c.Checkins.Monitors {
		if _, ok := given[fmt.Sprintf("checkins.monitors[%d].grace", i)]; !ok {
			c.Checkins.Monitors[i].Grace = c.Defaults.Grace
		}
	}
	if c.Kubernetes.CheckinURL == "" {
		c.Kubernetes.CheckinURL = c.ExternalURL
	}
	if _, ok := given["receivers.console"]; !ok {
		c.Receivers.Console = !c.Receivers.tellsAll()
	}
	return c
}

// Team returns the team with an id.
func (c Config) Team(id string) (Team, bool) {
	i := slices.IndexFunc(c.Teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return c.Teams[i], true
}
