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
