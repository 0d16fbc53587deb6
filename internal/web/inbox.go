package web

import (
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

const (
	inboxRead     = 1000 // unresolved incidents that are looked at
	inboxShown    = 200
	inboxResolved = 50
	silencesRead  = 1000
)

// inboxPage is what the inbox shows.
type inboxPage struct {
	Watched int
	Total   int // unresolved incidents, whatever the filter
	Beyond  bool
	States  []choice
	Owners  []choice
	Any     bool // nothing is filtered out
	Needed  []card
	Taken   []card
	Quiet   []card
	Over    []card
	More    int // unresolved incidents beyond those that are shown
}

func (h *Handler) inbox(w http.ResponseWriter, r *http.Request) {
	ctx, now := r.Context(), time.Now()
	f, err := filterOf(r.URL.Query())
	if err != nil {
		h.problem(w, r, http.StatusBadRequest, err.Error())
		return
	}
	live, err := h.Reader.Incidents(ctx, false, inboxRead+1)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	ended, err := h.Reader.Incidents(ctx, true, inboxResolved)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	watched, err := h.Reader.Watched(ctx)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	v, err := h.view(r, now, live)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	beyond := len(live) > inboxRead
	live = live[:min(len(live), inboxRead)]
	p := inboxPage{Watched: watched, Total: len(live), Beyond: beyond, Any: f == filter{}}
	p.States, p.Owners = f.states(live, now), f.owners(live, ended)
	sortForInbox(live, now)
	p.fill(v, f, live, ended)
	h.render(w, r, http.StatusOK, "inbox", p.title(), true, p)
}

// view reads what the marks of these incidents need: the silences, where there is one that mutes.
func (h *Handler) view(r *http.Request, now time.Time, all []incident.Incident) (view, error) {
	v := view{now: now, silences: map[string]incident.Silence{}}
	muted := false
	for _, i := range all {
		muted = muted || i.MutedBy != ""
	}
	if !muted {
		return v, nil
	}
	active, err := h.Reader.Silences(r.Context(), now, false, silencesRead)
	for _, s := range active {
		v.silences[s.ID] = s
	}
	return v, err
}

// fill puts the incidents that the filter selects into their parts.
func (p *inboxPage) fill(v view, f filter, live, ended []incident.Incident) {
	shown := 0
	for _, i := range live {
		if !f.selects(i, v.now) {
			continue
		}
		if shown++; shown > inboxShown {
			p.More++
			continue
		}
		switch c := v.card(i); standingOf(i, v.now).group() {
		case needed:
			p.Needed = append(p.Needed, c)
		case taken:
			p.Taken = append(p.Taken, c)
		default:
			p.Quiet = append(p.Quiet, c)
		}
	}
	for _, i := range ended {
		if f.selects(i, v.now) {
			p.Over = append(p.Over, v.card(i))
		}
	}
}

func (p *inboxPage) title() string {
	switch {
	case len(p.Needed) > 0:
		return counted(len(p.Needed), "open problem", "open problems")
	case p.Total > 0 && p.Any:
		return "Nothing needs you"
	case p.Any:
		return "All quiet"
	default:
		return "Inbox"
	}
}
