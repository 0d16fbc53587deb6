package app

import (
	"net/http"
	"net/url"

	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/checkin/healthchecks"
	"rollcall.dev/rollcall/internal/checkin/management"
	"rollcall.dev/rollcall/internal/config"
)

// wires are the check-in service in the words of other services, by the paths that their clients know.
func (a *App) wires(service *embedded.Service) map[string]http.Handler {
	ours := healthchecks.New(healthchecks.Options{
		Service: service, Registry: service.Registry, Book: service.Book, BaseURL: service.BaseURL, Channels: channels(a.Config), Logger: a.Logger,
	})
	all := map[string]http.Handler{
		"/v2/": management.New(management.Options{
			Service: service, Registry: service.Registry, Book: service.Book, ExternalURL: a.Config.ExternalURL, Logger: a.Logger,
		}),
	}
	for _, path := range healthchecks.Paths() {
		all[path] = ours
	}
	return all
}

// channels are the receivers as a client of healthchecks.io knows them.
func channels(c config.Config) []healthchecks.Channel {
	var all []healthchecks.Channel
	if c.Receivers.Slack.Token.IsSet() || c.Receivers.Slack.WebhookURL.IsSet() {
		all = append(all, healthchecks.Channel{ID: receiverSlack, Name: "Slack", Kind: "slack"})
	}
	for _, s := range c.Receivers.Subscriptions() {
		all = append(all, healthchecks.Channel{ID: url.PathEscape(registered(s)), Name: s.Name, Kind: channelKind(s.Kind)})
	}
	return all
}

// channelKind is a kind of receiver in their words (CHANNEL_KINDS in hc/api/models.py of healthchecks/healthchecks). They have none
// for an Alertmanager, which is a web address to them.
func channelKind(kind string) string {
	switch kind {
	case "pagerduty":
		return "pd"
	case "msteams":
		return "msteamsw"
	case "alertmanager":
		return "webhook"
	default:
		return kind
	}
}
