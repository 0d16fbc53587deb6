package rest

import (
	"context"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// Monitors are what is watched.
type Monitors interface {
	// Monitors lists those that are not gone at their source, by namespace and name.
	Monitors(ctx context.Context, f MonitorFilter) ([]Monitor, error)
}

// MonitorFilter selects Monitors; empty fields select all.
type MonitorFilter struct {
	Source    monitor.Source
	Namespace string
	Search    string     // part of the namespace or the name
	After     monitor.ID // the last one of the page before
	Limit     int
}

// Monitor is one of them, and how it stands.
type Monitor struct {
	monitor.State
	Owner    string // id of the team
	Open     int    // how many unresolved Incidents it has
	Last     *monitor.Verdict
	NextSlot time.Time // zero: none is expected
}

// standing is how a Monitor is, in one word.
func (m Monitor) standing() string {
	switch {
	case m.Open > 0:
		return "trouble"
	case m.Definition.Suspended:
		return "suspended"
	case m.Last == nil:
		return "waiting"
	default:
		return "well"
	}
}

func (h *Handler) monitorRoutes() []route {
	return []route{{http.MethodGet, "/api/v1/monitors", read, h.listMonitors}}
}

func monitorOf(m Monitor) wire.Monitor {
	d := m.Definition
	s := wire.Monitor{
		ID: string(m.ID), Source: string(d.Source), Cluster: d.Cluster, Job: monitor.JobName(d.Namespace, d.Name), State: m.standing(),
		Open: m.Open, Owner: m.Owner, Schedule: d.Schedule.Text(), Zone: d.Schedule.Zone, LastSuccess: m.LastSuccess, NextSlot: m.NextSlot,
	}
	if m.Last != nil {
		s.Last, s.LastAt = string(m.Last.Judgement), m.Last.At
	}
	return s
}

// monitorList is a page of them.
type monitorList struct {
	Monitors []wire.Monitor `json:"monitors"`
	Next     string         `json:"next,omitempty"`
}

func (h *Handler) listMonitors(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	f := MonitorFilter{
		Source: monitor.Source(q.word("source", string(monitor.SourceKubernetes), string(monitor.SourceCheckIn),
			string(monitor.SourceHoneybadger))),
		Namespace: q.text("namespace"), Search: q.text("search"), After: monitor.ID(q.text("after")),
		Limit: int(q.number("limit", maxLimit, defaultLimit)),
	}
	if err := q.done(); err != nil {
		return err
	}
	found, err := h.Monitors.Monitors(r.Context(), f)
	if err != nil {
		return err
	}
	page := monitorList{Monitors: make([]wire.Monitor, 0, len(found))}
	for _, m := range found {
		page.Monitors = append(page.Monitors, monitorOf(m))
	}
	if len(found) == f.Limit {
		page.Next = page.Monitors[len(found)-1].ID
	}
	answer(w, page)
	return nil
}
