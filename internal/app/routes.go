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
	receiverWebhook = "webhook/" // and the webhook's name
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
		t.Everyone = append(t.Everyone, notify.Destination{Receiver: receiverConsole})
	}
	for _, w := range c.Receivers.Webhooks {
		to := notify.Destination{Receiver: receiverWebhook + w.Name}
		if _, ok := honeybadgerVersion(w.Format); ok {
			t.Witnesses = append(t.Witnesses, to)
		} else {
			t.Everyone = append(t.Everyone, to)
		}
	}
	return t
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
