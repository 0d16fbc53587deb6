package app

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
)

// roll shows what is watched to the API.
type roll struct {
	store  *store.Store
	router *routing.Router
	now    func(monitor.Source) time.Time // at the source
}

var _ rest.Monitors = roll{}

// teams finds teams, for the API and for Slack.
type teams struct{ router *routing.Router }

var (
	_ rest.Teams      = teams{}
	_ slackdesk.Teams = teams{}
)

func (t teams) Named(text string) (string, bool) { return t.router.Named(text) }

func (r roll) Monitors(ctx context.Context, f rest.MonitorFilter) ([]rest.Monitor, error) {
	found, err := r.store.Monitors(ctx, store.MonitorFilter{Source: f.Source, Namespace: f.Namespace, Search: f.Search},
		store.Page{After: f.After, Limit: f.Limit})
	all := make([]rest.Monitor, 0, len(found))
	for _, m := range found {
		routed, _ := r.router.Route(incident.Notice{}, m.Definition)
		all = append(all, rest.Monitor{
			State: m.State, Owner: routed.Owner.Team.ID, Open: m.Open, Last: m.Last, NextSlot: m.NextSlot(r.now(m.Definition.Source)),
		})
	}
	return all, err
}
