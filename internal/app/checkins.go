package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/checkin/honeybadger"
	"rollcall.dev/rollcall/internal/checkin/webhook"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/redact"
	"rollcall.dev/rollcall/internal/schedule"
)

// checkins is all that has to do with jobs that report by themselves.
type checkins struct {
	service  *embedded.Service       // what is reported to Rollcall itself
	account  *honeybadger.Provider   // what is reported to a Honeybadger account; nil without one
	follower *follower               // keeps the CronJobs' check-ins; nil where none are injected
	webhook  http.Handler            // what other services tell of check-ins
	wires    map[string]http.Handler // the APIs that others know, by path
	declared []embedded.Declared
	log      *slog.Logger
}

// honeybadgerAPI is where an account is where the configuration names no other place.
const honeybadgerAPI = "https://app.honeybadger.io"

func (a *App) newCheckins() checkins {
	c := a.Config
	k := checkins{log: a.Logger, declared: declared(c)}
	service := serviceOptions(c)
	service.Registry = registry{a.store}
	if quiet := sweepQuiet(c); quiet > 0 {
		service.Changes, service.StaleAfter = a.store.Changes, quiet
	}
	service.Recorder, service.Redact, service.Logger = a.ledger, redact.Text, a.Logger
	service.Book = book{a.store, a.ledger}
	k.service = embedded.New(service)
	k.wires = a.wires(k.service)
	var keeper provider = k.service
	witnesses := webhook.Any{k.service}
	if c.Checkins.Provider == config.ProviderHoneybadger {
		account := accountOptions(c)
		account.Recorder, account.Logger = a.ledger, a.Logger
		k.account = honeybadger.New(account)
		keeper, witnesses = k.account, append(witnesses, k.account)
	}
	if c.Kubernetes.Checkin != config.CheckinNone {
		k.follower = newFollower(keeper, a.Logger)
	}
	k.webhook = http.HandlerFunc(closed)
	if token := c.Webhooks.Honeybadger.Token; token.IsSet() {
		k.webhook = webhook.New(webhook.Options{Recorder: a.ledger, Token: token.Reveal(), Witnesses: witnesses, Logger: a.Logger})
	}
	return k
}

// closed answers for a webhook without a token: what anybody could send is not to be told.
func closed(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusForbidden, "closed: set webhooks.honeybadger.token")
}

// serviceOptions is what the configuration says of the embedded service.
func serviceOptions(c config.Config) embedded.Options {
	return embedded.Options{
		BaseURL: c.Kubernetes.CheckinURL, Projects: projects(c),
		ReportsPerMinute: int(c.Checkins.MaxReportsPerMinute),
	}
}

// accountOptions is what the configuration says of the Honeybadger account.
func accountOptions(c config.Config) honeybadger.Options {
	return honeybadger.Options{
		APIURL: accountURL(c.Checkins.APIURL), Project: strconv.FormatInt(c.Checkins.Project, 10), Token: c.Checkins.Token.Reveal(),
		Cluster: c.Cluster,
	}
}

// accountURL is empty for Honeybadger's own, whose reports go to another host than its API.
func accountURL(configured string) string {
	if configured == honeybadgerAPI {
		return ""
	}
	return configured
}

func projects(c config.Config) []embedded.Project {
	all := make([]embedded.Project, 0, len(c.Checkins.Projects))
	for _, p := range c.Checkins.Projects {
		all = append(all, embedded.Project{
			ID: p.ID, Name: p.Name, Key: p.Key.Reveal(), APIKey: p.APIKey.Reveal(), ReadKey: p.ReadKey.Reveal(),
		})
	}
	return all
}

// declared lists the check-ins of the configuration.
func declared(c config.Config) []embedded.Declared {
	all := make([]embedded.Declared, 0, len(c.Checkins.Monitors))
	for _, m := range c.Checkins.Monitors {
		annotations := map[string]string{}
		for key, value := range map[string]string{
			"rollcall.dev/owner": m.Owner, "rollcall.dev/severity": string(m.Severity), "rollcall.dev/runbook": m.Runbook,
			"rollcall.dev/description": m.Description,
		} {
			if value != "" {
				annotations[key] = value
			}
		}
		all = append(all, embedded.Declared{
			ID: m.ID, Name: m.Name, Slug: m.Slug, Project: m.Project, Schedule: m.Schedule, Dialect: schedule.Dialect(m.Dialect),
			Calendar: m.Calendar, Period: m.Period, Timezone: m.Timezone, Grace: m.Grace, Annotations: annotations, Parent: m.Parent,
			Tags: m.Tags, PausedUntil: m.PauseEnds(),
			Expect: checkin.Expect{
				Early: m.Early, MaxDuration: m.MaxDuration, MinDuration: m.MinDuration, FailAfter: int(m.FailAfter), RecoverAfter: int(m.RecoverAfter),
			},
		})
	}
	return all
}

// mount adds what others report to.
func (k checkins) mount(mux *http.ServeMux) {
	mux.Handle("/v1/check_in/", k.service.Handler())
	mux.Handle("/webhooks/honeybadger", k.webhook)
	for path, handler := range k.wires {
		mux.Handle(path, handler)
	}
}

func (k checkins) parts() []part {
	parts := []part{{"declared check-ins", k.declare}, {"suspended check-ins", k.service.Run}}
	if k.account != nil {
		parts = append(parts, part{"honeybadger", k.account.Run})
	}
	return parts
}

// declareRetry is the pause after a declaration that could not be stored.
const declareRetry = 10 * time.Second

// declare brings the registry in step with the configuration, once, and then waits for the end.
func (k checkins) declare(ctx context.Context) error {
	for {
		err := k.service.Declare(ctx, k.declared)
		if err == nil {
			<-ctx.Done()
			return nil
		}
		if ctx.Err() == nil {
			k.log.Error("checkins_not_declared", "error", err, "retry_in", declareRetry)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(declareRetry):
		}
	}
}

// urlFor is where the runs of a CronJob report to.
func (k checkins) urlFor(ctx context.Context, ref checkin.Ref) (string, error) {
	url, err := k.follower.provider.EnsureFor(ctx, ref)
	if err != nil {
		return "", fmt.Errorf("check-in of %s: %w", ref, err)
	}
	return url, nil
}
