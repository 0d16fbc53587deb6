package app

import (
	"log/slog"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/alertmanager"
	"rollcall.dev/rollcall/internal/notify/discord"
	"rollcall.dev/rollcall/internal/notify/email"
	"rollcall.dev/rollcall/internal/notify/msteams"
	"rollcall.dev/rollcall/internal/notify/pagerduty"
)

// named makes the notifiers of which there may be several of a kind, each under its kind and the name that the configuration gives it.
func named(c config.Config, log *slog.Logger, add func(string, notify.Notifier, error)) {
	r := c.Receivers
	for _, w := range r.Webhooks {
		n, err := outgoing(c, w)
		add(receiverWebhook+w.Name, n, err)
	}
	for _, p := range r.PagerDuty {
		n, err := pagerduty.New(pagerduty.Config{RoutingKey: p.RoutingKey.Reveal(), URL: p.URL}, pagerduty.Deps{})
		add(receiverPagerDuty+p.Name, n, err)
	}
	for _, m := range r.Alertmanager {
		n, err := alertmanager.New(alertmanager.Config{
			URLs: m.URLs, Username: m.Username, Password: m.Password.Reveal(), Token: m.Token.Reveal(),
			AllowPrivate: m.AllowPrivate, ResolveTimeout: m.ResolveTimeout,
		}, alertmanager.Deps{Log: log})
		add(receiverAlertmanager+m.Name, n, err)
	}
	for _, e := range r.Email {
		n, err := email.New(email.Config{
			Server: e.Server, TLS: e.TLS, Username: e.Username, Password: e.Password.Reveal(), From: e.From, To: e.To,
		}, email.Deps{Log: log})
		add(receiverEmail+e.Name, n, err)
	}
	for _, m := range r.MSTeams {
		n, err := msteams.New(msteams.Config{URL: m.URL.Reveal(), AllowPrivate: m.AllowPrivate}, msteams.Deps{Log: log})
		add(receiverMSTeams+m.Name, n, err)
	}
	for _, d := range r.Discord {
		n, err := discord.New(discord.Config{URL: d.URL.Reveal(), AllowPrivate: d.AllowPrivate}, discord.Deps{Log: log})
		add(receiverDiscord+d.Name, n, err)
	}
}
