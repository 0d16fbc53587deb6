package checkintest

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Book is a checkin.Book over what a Recorder was told: each call makes of that what a ledger would have made of it by now, time that
// passed included. The zero value but for the Recorder is ready.
type Book struct {
	Recorder *Recorder

	mu    sync.Mutex
	err   error
	asked int
}

// Asked is how often the States of Monitors were asked for.
func (b *Book) Asked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.asked
}

var _ checkin.Book = (*Book)(nil)

// Fail makes every call from now on return err; nil ends that.
func (b *Book) Fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

func (b *Book) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// States implements checkin.Book.
func (b *Book) States(_ context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error) {
	b.mu.Lock()
	b.asked++
	b.mu.Unlock()
	if err := b.failure(); err != nil {
		return nil, err
	}
	states := map[monitor.ID]monitor.State{}
	for _, id := range ids {
		if s, _ := b.replay(id); !s.FirstSeen.IsZero() {
			states[id] = s
		}
	}
	return states, nil
}

// Reports implements checkin.Book.
func (b *Book) Reports(_ context.Context, id monitor.ID, limit int) ([]monitor.Observation, error) {
	if err := b.failure(); err != nil {
		return nil, err
	}
	var reports []monitor.Observation
	for _, o := range slices.Backward(b.Recorder.Recorded("")) {
		if o.Monitor == id && (o.Kind == monitor.CheckedIn || o.Kind == monitor.Logged) && len(reports) < limit {
			reports = append(reports, o)
		}
	}
	return reports, nil
}

// Incidents implements checkin.Book.
func (b *Book) Incidents(_ context.Context, id monitor.ID, since time.Time) ([]incident.Incident, error) {
	if err := b.failure(); err != nil {
		return nil, err
	}
	_, all := b.replay(id)
	all = slices.DeleteFunc(all, func(i incident.Incident) bool {
		return i.Status == incident.Resolved && i.ResolvedAt.Before(since)
	})
	slices.Reverse(all)
	return all, nil
}

// replay is what became of a Monitor until now, and its Incidents, the oldest first.
func (b *Book) replay(id monitor.ID) (monitor.State, []incident.Incident) {
	var state monitor.State
	var incidents []incident.Incident
	apply := func(o monitor.Observation) {
		var verdicts []monitor.Verdict
		state, verdicts = monitor.Apply(state, o, o.SeenAt)
		for _, v := range verdicts {
			incidents = tell(incidents, state, v)
		}
	}
	for _, o := range b.Recorder.Recorded("") {
		if o.Monitor == id {
			apply(clock(id, o.SeenAt))
			apply(o)
		}
	}
	apply(clock(id, time.Now()))
	return state, incidents
}

// clock is the passing of time until an instant.
func clock(id monitor.ID, at time.Time) monitor.Observation {
	return monitor.Observation{Monitor: id, Kind: monitor.Clock, At: at, SeenAt: at}
}

// tell returns the Incidents after a verdict.
func tell(all []incident.Incident, s monitor.State, v monitor.Verdict) []incident.Incident {
	var open []incident.Incident
	for _, i := range all {
		if i.Status != incident.Resolved {
			open = append(open, i)
		}
	}
	newID := func() string { return string(s.ID) + "/" + strconv.Itoa(len(all)) }
	for _, changed := range incident.Apply(open, s, v, newID) {
		at := slices.IndexFunc(all, func(i incident.Incident) bool { return i.ID == changed.ID })
		if at < 0 {
			all = append(all, changed)
		} else {
			all[at] = changed
		}
	}
	return all
}
