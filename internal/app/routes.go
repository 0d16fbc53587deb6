package app

import (
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

// The names that receivers are registered under.
const (
	receiverSlack   = "slack"
	receiverConsole = "console"
	// These are followed by the name that the configuration gives the receiver.
	receiverWebhook      = "webhook/"
	receiverPagerDuty    = "pagerduty/"
	receiverAlertmanager = "alertmanager/"
	receiverEmail        = "email/"
	receiverMSTeams      = "msteams/"
	receiverDiscord      = "discord/"
)

// routes is the routing table of a configuration.
func routes(c config.Config) routing.Table {
	t := routing.Table{
		Directory:          directory(c),
		ExternalURL:        c.ExternalURL,
		DefaultSeverity:    incident.Severity(c.Defaults.Severity),
		DefaultChannel:     c.Receivers.Slack.Channel,
		RunbookAnnotations: []string{"rollcall.dev/runbook", "a8r.io/runbook"},
		RemindAfter:        c.Defaults.RemindAfter,
	}
	if c.Receivers.Slack.Token.IsSet() {
		t.Slack = receiverSlack
	} else if c.Receivers.Slack.WebhookURL.IsSet() {
		t.People = append(t.People, notify.Destination{Receiver: receiverSlack})
	}
	if c.Receivers.Console {
		t.Everyone = append(t.Everyone, routing.Subscriber{To: notify.Destination{Receiver: receiverConsole}})
	}
	for _, s := range c.Receivers.Subscriptions() {
		if subscriber := subscriberOf(s); s.Witnesses {
			t.Witnesses = append(t.Witnesses, subscriber)
		} else {
			t.Everyone = append(t.Everyone, subscriber)
		}
	}
	return t
}

// registered is what a receiver with a name is registered under: one of the prefixes above, and its name.
func registered(s config.Subscription) string { return s.Kind + "/" + s.Name }

func subscriberOf(s config.Subscription) routing.Subscriber {
	subscriber := routing.Subscriber{To: notify.Destination{Receiver: registered(s)}, Teams: s.Teams}
	for _, severity := range s.Severities {
		subscriber.Severities = append(subscriber.Severities, incident.Severity(severity))
	}
	return subscriber
}

func directory(c config.Config) ownership.Directory {
	d := ownership.Directory{
		OwnerAnnotations: append([]string{ownership.OwnerAnnotation}, c.OwnerAnnotations...), AllowedChannels: c.AllowedDestinations,
	}
	for _, t := range c.Teams {
		d.Teams = append(d.Teams, team(t))
		if t.ID == c.TriageTeam {
			d.Triage = team(t)
		}
	}
	for _, r := range c.Rules {
		d.Rules = append(d.Rules, ownership.Rule{
			Namespace: r.Match.Namespace, Name: r.Match.Name, Labels: r.Match.Labels, Owner: r.Owner, Severity: string(r.Severity),
			Source: r.Source,
		})
	}
	return d
}

func team(t config.Team) ownership.Team {
	return ownership.Team{
		ID: t.ID, Name: t.Name, SlackChannel: t.SlackChannel, SlackUsergroup: t.SlackUsergroup, Timezone: t.Timezone, Language: t.Language,
		Status: ownership.Status(t.Status), Successor: t.Successor, Parent: t.Parent, EscalateTo: t.EscalateTo,
		Hours: t.WorkingHours(), ReviewBy: t.ReviewDate(),
	}
}
