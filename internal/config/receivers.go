package config

import "time"

// Every receiver below, and a Webhook, has these keys besides its own:
//
//	Name        what it is called in logs and on pages; each of a kind has its own
//	Teams       ids of the teams whose incidents go there; empty: all
//	Severities  those that go there; empty: all

// PagerDuty raises an alert an incident in one PagerDuty service.
type PagerDuty struct {
	Name       string     `yaml:"name" check:"id"`
	RoutingKey Secret     `yaml:"routing_key" check:"routing_key"`
	URL        string     `yaml:"url" check:"base_url"`
	Teams      []string   `yaml:"teams" check:"id"`
	Severities []Severity `yaml:"severities" oneof:"critical high normal low"`
}

// Alertmanager is one cluster of Prometheus' Alertmanagers.
type Alertmanager struct {
	Name string   `yaml:"name" check:"id"`
	URLs []string `yaml:"urls" check:"base_url"` // of all that are in it
	// Username and Password are for basic authentication, Token for Authorization: Bearer.
	Username string `yaml:"username"`
	Password Secret `yaml:"password"`
	Token    Secret `yaml:"token"`
	// ResolveTimeout is how long after the job's next slot an alert is taken for over if nothing more is heard.
	ResolveTimeout time.Duration `yaml:"resolve_timeout" min:"5m" max:"365d"`
	AllowPrivate   bool          `yaml:"allow_private"`
	Teams          []string      `yaml:"teams" check:"id"`
	Severities     []Severity    `yaml:"severities" oneof:"critical high normal low"`
}

// Email sends mails over SMTP.
type Email struct {
	Name string `yaml:"name" check:"id"`
	// Server is host:port of the SMTP server.
	Server   string `yaml:"server" check:"server"`
	TLS      string `yaml:"tls" oneof:"starttls tls none"`
	Username string `yaml:"username"`
	Password Secret `yaml:"password"`
	// From and To are mail addresses, with or without a name: "Rollcall <rollcall@example.com>".
	From       string     `yaml:"from" check:"mailbox"`
	To         []string   `yaml:"to" check:"mailbox"`
	Teams      []string   `yaml:"teams" check:"id"`
	Severities []Severity `yaml:"severities" oneof:"critical high normal low"`
}

// MSTeams posts to a channel or chat of Microsoft Teams by a workflow.
type MSTeams struct {
	Name         string     `yaml:"name" check:"id"`
	URL          Secret     `yaml:"url" check:"url"`
	AllowPrivate bool       `yaml:"allow_private"`
	Teams        []string   `yaml:"teams" check:"id"`
	Severities   []Severity `yaml:"severities" oneof:"critical high normal low"`
}

// Discord posts to a channel of Discord by a webhook.
type Discord struct {
	Name         string     `yaml:"name" check:"id"`
	URL          Secret     `yaml:"url" check:"discord_url"`
	AllowPrivate bool       `yaml:"allow_private"`
	Teams        []string   `yaml:"teams" check:"id"`
	Severities   []Severity `yaml:"severities" oneof:"critical high normal low"`
}
