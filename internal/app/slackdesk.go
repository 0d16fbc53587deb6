package app

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/store"
)

// slackDeskConfig is what the configuration says of answers in Slack.
func slackDeskConfig(c config.Config) slackdesk.Config {
	s := c.Receivers.Slack
	d := slackdesk.Config{
		Token: s.Token.Reveal(), AppToken: s.AppToken.Reveal(), SigningSecret: s.SigningSecret.Reveal(), APIURL: s.APIURL, Answers: s.Answers,
	}
	for _, t := range c.Teams {
		channel := t.SlackChannel
		if channel == "" {
			channel = s.Channel
		}
		d.Teams = append(d.Teams, slackdesk.Team{
			ID: t.ID, Name: t.Name, Channel: channel, UserGroup: t.SlackUsergroup, Hours: t.WorkingHours(), Language: t.Language,
		})
	}
	return d
}

// hearSlack makes what hears answers in Slack, where there are any.
func (a *App) hearSlack() (err error) {
	if a.Config.Receivers.Slack.Interactive() {
		a.slack, err = slackdesk.New(slackDeskConfig(a.Config), slackdesk.Deps{
			Desk: desk{a.store, a.ledger}, Remedies: slackOperations{a.operations()}, Teams: teams{a.router}, Log: a.Logger,
		})
	}
	return err
}

// mountSlack adds where Slack posts to. Without a signing secret nothing is taken there.
func (a *App) mountSlack(mux *http.ServeMux) {
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusForbidden, "closed: set receivers.slack.signing_secret")
	})
	if a.slack != nil && a.Config.Receivers.Slack.SigningSecret.IsSet() {
		h = a.slack.Handler()
	}
	mux.Handle("/slack/", h)
}

// desk is where people's answers are handed in.
type desk struct {
	store  *store.Store
	ledger *ledger.Ledger
}

var _ slackdesk.Desk = desk{}

func (d desk) Incident(ctx context.Context, id string) (incident.Incident, error) {
	i, err := d.store.Incident(ctx, id)
	return i, deskError(err)
}

func (d desk) Open(ctx context.Context, f slackdesk.Filter) ([]incident.Incident, error) {
	limit := f.Limit
	if limit == 0 || len(f.Teams) > 0 { // whose they are is not looked for by the store
		limit = math.MaxInt
	}
	all, err := incidents(ctx, d.store, store.IncidentFilter{Unresolved: true}, limit)
	if err != nil || len(f.Teams) == 0 {
		return all, err
	}
	all = slices.DeleteFunc(all, func(i incident.Incident) bool { return !slices.Contains(f.Teams, i.Notice.Owner.Team.ID) })
	if f.Limit > 0 {
		all = all[:min(len(all), f.Limit)]
	}
	return all, nil
}

func (d desk) Answer(ctx context.Context, a incident.Answer) (incident.Incident, error) {
	i, err := d.ledger.Answer(ctx, a)
	return i, deskError(err)
}

func (d desk) Silence(ctx context.Context, s incident.Silence) (incident.Silence, error) {
	return d.ledger.Silence(ctx, s)
}

// maxSilences bounds what is listed.
const maxSilences = 500

func (d desk) Silences(ctx context.Context) ([]incident.Silence, error) {
	all, err := d.store.Silences(ctx, time.Now(), false, "", maxSilences)
	all = slices.DeleteFunc(all, func(s incident.Silence) bool { return !s.EndedAt.IsZero() })
	slices.SortStableFunc(all, func(a, b incident.Silence) int { return a.Until.Compare(b.Until) })
	return all, err
}

func (d desk) EndSilence(ctx context.Context, id string, by incident.Person) (incident.Silence, error) {
	s, err := d.ledger.EndSilence(ctx, id, by, time.Now())
	if errors.Is(err, incident.ErrNoUse) {
		return s, slackdesk.ErrNotFound // it has ended meanwhile, and is listed no more
	}
	return s, deskError(err)
}

func (d desk) Deny(ctx context.Context, r incident.Record) error { return d.ledger.Deny(ctx, r) }

// deskError says in the desk's words that there is nothing of an id.
func deskError(err error) error {
	if errors.Is(err, ledger.ErrNotFound) || errors.Is(err, store.ErrNotFound) {
		return slackdesk.ErrNotFound
	}
	return err
}
