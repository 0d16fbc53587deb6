package main

import (
	"encoding/json"
	"io"
	"net/http"
	"sync"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/webhook"
)

// tally receives everything that is told, through Rollcall's own outgoing webhook, and counts it.
type tally struct {
	mu      sync.Mutex
	opened  map[string][]diagnose.Code // sample's name → the causes of what was opened
	changed chan struct{}
}

func newTally() *tally {
	return &tally{opened: map[string][]diagnose.Code{}, changed: make(chan struct{}, 1)}
}

// ServeHTTP takes one delivery.
func (t *tally) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var p webhook.Payload
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if p.Event == "incident."+string(incident.Opened) && p.Cause != nil {
		t.mu.Lock()
		t.opened[p.Job.Name] = append(t.opened[p.Job.Name], diagnose.Code(p.Cause.Code))
		t.mu.Unlock()
	}
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// of lists the causes that were told of a sample.
func (t *tally) of(name string) []diagnose.Code {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]diagnose.Code(nil), t.opened[name]...)
}

// complete reports whether every bad sample was told.
func (t *tally) complete(all []sample) bool {
	for _, s := range all {
		if s.cause != "" && len(t.of(s.name)) == 0 {
			return false
		}
	}
	return true
}
