package config

import (
	"fmt"
	"strings"
)

// Subscription is a receiver that is told of some teams' incidents or of all, of some severities or of all.
type Subscription struct {
	Key        string // receivers.pagerduty[0]
	Kind       string // webhook, pagerduty, …
	Name       string
	Teams      []string
	Severities []Severity
	// Witnesses says that it follows check-ins, also those that merely confirm a watched job.
	Witnesses bool
}

// All says whether it is told everything.
func (s Subscription) All() bool { return len(s.Teams) == 0 && len(s.Severities) == 0 }

// Subscriptions lists the receivers that have a name, in the order of their kinds.
func (r Receivers) Subscriptions() []Subscription {
	var all []Subscription
	add := func(list, kind string, i int, name string, teams []string, severities []Severity) {
		all = append(all, Subscription{
			Key: fmt.Sprintf("receivers.%s[%d]", list, i), Kind: kind, Name: name, Teams: teams, Severities: severities,
		})
	}
	for i, w := range r.Webhooks {
		add("webhooks", "webhook", i, w.Name, w.Teams, w.Severities)
		all[len(all)-1].Witnesses = strings.HasPrefix(w.Format, "honeybadger")
	}
	for i, p := range r.PagerDuty {
		add("pagerduty", "pagerduty", i, p.Name, p.Teams, p.Severities)
	}
	for i, a := range r.Alertmanager {
		add("alertmanager", "alertmanager", i, a.Name, a.Teams, a.Severities)
	}
	for i, e := range r.Email {
		add("email", "email", i, e.Name, e.Teams, e.Severities)
	}
	for i, m := range r.MSTeams {
		add("msteams", "msteams", i, m.Name, m.Teams, m.Severities)
	}
	for i, d := range r.Discord {
		add("discord", "discord", i, d.Name, d.Teams, d.Severities)
	}
	return all
}

// tellsAll says whether some receiver beside the console is told everything.
func (r Receivers) tellsAll() bool {
	if r.Slack.Enabled() {
		return true
	}
	for _, s := range r.Subscriptions() {
		if s.All() {
			return true
		}
	}
	return false
}
