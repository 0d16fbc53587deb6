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
	for _, w := range c.Receivers.Webhooks {
		all = append(all, healthchecks.Channel{ID: url.PathEscape(receiverWebhook + w.Name), Name: w.Name, Kind: "webhook"})
	}
	return all
}
