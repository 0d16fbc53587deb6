package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/console"
	"rollcall.dev/rollcall/internal/notify/honeybadger"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/notify/slack/slackhook"
	"rollcall.dev/rollcall/internal/notify/webhook"
)

// receivers makes the notifiers of a configuration. The console is always there: it is where a message goes that nobody else
// takes.
func receivers(c config.Config, out io.Writer, log *slog.Logger) (map[string]notify.Notifier, error) {
	all := map[string]notify.Notifier{}
	var errs []error
	add := func(name string, n notify.Notifier, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("receiver %s: %w", name, err))
			return
		}
		all[name] = n
	}
	screen, err := console.New(console.Config{}, console.Deps{Out: out})
	add(receiverConsole, screen, err)
	switch s := c.Receivers.Slack; {
	case s.Token.IsSet():
		bot, err := slack.New(slack.Config{
			Token: s.Token.Reveal(), APIURL: s.APIURL, Interactive: s.Interactive(), Rerun: remedyOptions(c).Names,
		}, slack.Deps{Log: log})
		add(receiverSlack, bot, err)
	case s.WebhookURL.IsSet():
		hook, err := slackhook.New(slackhook.Config{URL: s.WebhookURL.Reveal()}, slackhook.Deps{})
		add(receiverSlack, hook, err)
	}
	named(c, log, add)
	return all, errors.Join(errs...)
}

// honeybadgerVersion is that of a format of Honeybadger's; false for any other.
func honeybadgerVersion(format string) (int, bool) {
	switch format {
	case "honeybadger":
		return 2, true
	case "honeybadger-v3":
		return 3, true
	default:
		return 0, false
	}
}

// outgoing makes the notifier of a webhook in its format.
func outgoing(c config.Config, w config.Webhook) (notify.Notifier, error) {
	if version, ok := honeybadgerVersion(w.Format); ok {
		names := map[string]string{}
		for _, p := range c.Checkins.Projects {
			names[strconv.FormatInt(p.ID, 10)] = p.Name
		}
		return honeybadger.New(honeybadger.Config{
			URL: w.URL.Reveal(), Token: w.Token.Reveal(), Secret: w.Secret.Reveal(), AllowPrivate: w.AllowPrivate,
			PingURL: c.Kubernetes.CheckinURL, Projects: names, Version: version, ExternalURL: c.ExternalURL,
		}, honeybadger.Deps{})
	}
	return webhook.New(webhook.Config{
		URL: w.URL.Reveal(), Secret: w.Secret.Reveal(), Token: w.Token.Reveal(), AllowPrivate: w.AllowPrivate,
		Template: w.Template, ContentType: w.ContentType,
	}, webhook.Deps{})
}

// fallback is where a message goes that its own destination refuses for good: the triage team's channel, then the console.
func fallback(c config.Config) []notify.Destination {
	var to []notify.Destination
	triage := directory(c).Triage.SlackChannel
	if triage == "" {
		triage = c.Receivers.Slack.Channel
	}
	if c.Receivers.Slack.Token.IsSet() && triage != "" {
		to = append(to, notify.Destination{Receiver: receiverSlack, Address: triage})
	}
	return append(to, notify.Destination{Receiver: receiverConsole})
}
