package slackdesk_test

import (
	"context"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
)

const inc = "inc-1"

var _ slackdesk.Desk = (*desk)(nil)

// desk keeps incidents in memory, and decides as the real one does.
type desk struct {
	mu        sync.Mutex
	incidents map[string]incident.Incident
	silences  []incident.Silence
	answers   []incident.Answer // that changed something
	calls     int               // of Answer
	hold      chan struct{}     // Answer waits for it
	entered   chan struct{}     // and says so here
	fail      error
	filter    slackdesk.Filter // of the last Open
	denied    []incident.Record
}

func newDesk() *desk {
	n := notifytest.Failed()
	n.Incident = inc
	i := incident.Incident{ID: inc, Monitor: n.Subject.Monitor, Kind: n.Kind, Status: incident.Open, OpenedAt: n.OpenedAt, Cause: n.Cause, Notice: n}
	return &desk{incidents: map[string]incident.Incident{inc: i.Stamp()}}
}

func (d *desk) get(id string) incident.Incident {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.incidents[id]
}

func (d *desk) put(i incident.Incident) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.incidents[i.ID] = i
}

func (d *desk) said() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for _, a := range d.answers {
		out = append(out, string(a.Kind)+" by "+a.By.Name)
	}
	return out
}

func (d *desk) last() incident.Answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.answers) == 0 {
		return incident.Answer{}
	}
	return d.answers[len(d.answers)-1]
}

func (d *desk) Incident(_ context.Context, id string) (incident.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, ok := d.incidents[id]
	if !ok {
		return i, slackdesk.ErrNotFound
	}
	return i, nil
}

func (d *desk) Open(_ context.Context, f slackdesk.Filter) ([]incident.Incident, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.filter = f
	var out []incident.Incident
	for _, i := range d.incidents {
		if i.Status != incident.Resolved {
			out = append(out, i)
		}
	}
	return out, d.fail
}

func (d *desk) Answer(_ context.Context, a incident.Answer) (incident.Incident, error) {
	if d.hold != nil {
		close(d.entered)
		<-d.hold
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls++
	if d.fail != nil {
		return incident.Incident{}, d.fail
	}
	next, changed, err := d.incidents[a.Incident].Answer(a)
	if err == nil && changed {
		next = next.Stamp()
		d.answers = append(d.answers, a)
		d.incidents[a.Incident] = next
	}
	return next, err
}

func (d *desk) Silence(_ context.Context, s incident.Silence) (incident.Silence, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := s.Check(); err != nil {
		return s, err
	}
	for _, known := range d.silences {
		if known.ID == s.ID {
			return known, nil
		}
	}
	d.silences = append(d.silences, s)
	return s, nil
}

func (d *desk) Deny(_ context.Context, r incident.Record) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return d.fail
	}
	d.denied = append(d.denied, r)
	return nil
}

func (d *desk) Silences(context.Context) ([]incident.Silence, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]incident.Silence(nil), d.silences...), nil
}

func (d *desk) EndSilence(_ context.Context, id string, by incident.Person) (incident.Silence, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for n, s := range d.silences {
		if s.ID == id {
			d.silences = append(d.silences[:n], d.silences[n+1:]...)
			return s.End(by, time.Now()), nil
		}
	}
	return incident.Silence{}, slackdesk.ErrNotFound
}
