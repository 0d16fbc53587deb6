package app

import (
	"context"
	"errors"
	"math"
	"runtime/debug"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/defects"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/runbooks"
	"rollcall.dev/rollcall/internal/store"
)

// newDefects makes the daily check.
func (a *App) newDefects() (*defects.Checker, error) {
	table := routes(a.Config)
	sources, err := lookouts(a.Config)
	if err != nil {
		return nil, err
	}
	return defects.New(defects.Options{
		Store: defectStore{a.store}, Sources: sources, Readers: table.Readers, Queued: func() { a.deliverer.Poke() },
		Inventory: func(ctx context.Context) (ownership.Inventory, error) { return inventory(ctx, a.store, table) },
		Checked:   debug.FreeOSMemory, // else what it took for a moment stays the process's until the garbage is collected twice
		Cluster:   a.Config.Cluster, Link: defectsLink(a.Config), Log: a.Logger,
	}), nil
}

func defectsLink(c config.Config) string {
	if c.ExternalURL == "" {
		return ""
	}
	return c.ExternalURL + "/defects"
}

// refused tells the check of what Slack will never take.
func (a *App) refused(m notify.Message, reason string) {
	if m.Destination.Receiver != receiverSlack {
		return
	}
	if kind, ok := slack.Refusal(m.Destination.Address, reason); ok {
		a.defects.Refused(m, kind)
	}
}

// inventory is what the store has that somebody is to look after.
func inventory(ctx context.Context, s *store.Store, t routing.Table) (ownership.Inventory, error) {
	inv := ownership.Inventory{Directory: t.Directory}
	if t.Slack != "" {
		inv.Fallback = t.DefaultChannel
	}
	for _, source := range []monitor.Source{monitor.SourceKubernetes, monitor.SourceCheckIn} {
		err := s.EachDefinition(ctx, store.MonitorFilter{Source: source}, func(id monitor.ID, d monitor.Definition) {
			if job, ok := t.Job(id, d); ok {
				inv.Jobs = append(inv.Jobs, job)
			}
		})
		if err != nil {
			return inv, err
		}
	}
	var err error
	inv.People, err = engaged(ctx, s)
	return inv, err
}

// engaged are those in Slack whom others rely on: they are at an incident, or have muted something.
func engaged(ctx context.Context, s *store.Store) ([]ownership.Engaged, error) {
	people, err := acknowledging(ctx, s)
	if err != nil {
		return nil, err
	}
	silences, err := s.Silences(ctx, time.Now(), false, "", 0)
	for _, silence := range silences {
		if user, ok := strings.CutPrefix(silence.By.ID, "slack/"); ok {
			deed := "has muted something: "
			if silence.Suspends != nil {
				deed = "has a job suspended: "
			}
			people = append(people, ownership.Engaged{ID: user, Name: silence.By.Name, For: deed + silence.Reason})
		}
	}
	return people, err
}

// acknowledging are those who are at an incident, however many there are.
func acknowledging(ctx context.Context, s *store.Store) ([]ownership.Engaged, error) {
	var people []ownership.Engaged
	acknowledged, err := incidents(ctx, s, store.IncidentFilter{Status: incident.Acknowledged}, math.MaxInt)
	for _, i := range acknowledged {
		if user, ok := strings.CutPrefix(i.AckedBy.ID, "slack/"); ok {
			job := monitor.JobName(i.Notice.Subject.Namespace, i.Notice.Subject.Name)
			people = append(people, ownership.Engaged{
				ID: user, Name: i.AckedBy.Name, Team: i.Notice.Owner.Team.ID, For: "has acknowledged " + job,
			})
		}
	}
	return people, err
}

// defectStore keeps the defects, and when they were last looked for.
type defectStore struct{ *store.Store }

var _ defects.Store = defectStore{}

const settingChecked = "defects_checked"

// Checked implements defects.Store.
func (s defectStore) Checked(ctx context.Context) (time.Time, error) {
	text, err := s.Setting(ctx, settingChecked)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, text)
}

// SetChecked implements defects.Store.
func (s defectStore) SetChecked(ctx context.Context, at time.Time) error {
	return s.PutSetting(ctx, settingChecked, at.UTC().Format(time.RFC3339))
}

// lookouts are what can be asked outside.
func lookouts(c config.Config) ([]defects.Source, error) {
	var all []defects.Source
	if s := c.Receivers.Slack; s.Token.IsSet() {
		scout, err := slack.NewScout(slack.Config{Token: s.Token.Reveal(), APIURL: s.APIURL}, slack.Deps{})
		if err != nil {
			return nil, err
		}
		all = append(all, scout)
	}
	if asks := runbookConfig(c); len(asks.Hosts) > 0 {
		all = append(all, runbooks.New(asks, nil))
	}
	return all, nil
}

func runbookConfig(c config.Config) runbooks.Config {
	return runbooks.Config{Hosts: c.RunbookHosts, AllowPrivate: c.RunbookAllowPrivate}
}
