package web

import (
	"net/http"
	"net/url"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

const (
	silencesEnded   = 50 // that are shown
	silenceNames    = 10 // incidents that are named of each
	maxMatcherShown = 500
)

// silencesPage shows what keeps people from being told.
type silencesPage struct {
	Active  []silence
	Windows []silence
	Ended   []silence
}

// silence is a mute, of a person or of a maintenance window.
type silence struct {
	ID            string
	Match         string
	By            string
	Reason        string
	Window        string
	Since, Until  moment
	UntilRecovery bool
	Ended         bool
	EndedBy       string // of one that was ended before its time
	Muted         int
	Incidents     []Name
	More          int // incidents beyond those that are named
	// Suspends is the job that it has suspended instead of muting anything, and Held what became of that.
	Suspends, Held string
}

func (h *Handler) silences(w http.ResponseWriter, r *http.Request) {
	ctx, now := r.Context(), time.Now()
	active, err := h.Reader.Silences(ctx, now, false, silencesRead)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	ended, err := h.Reader.Silences(ctx, now, true, silencesEnded)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	names, err := h.names(r, active, ended)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	var p silencesPage
	for _, s := range active {
		if s.Window != "" {
			p.Windows = append(p.Windows, silenceOf(s, now, names))
		} else {
			p.Active = append(p.Active, silenceOf(s, now, names))
		}
	}
	for _, s := range ended {
		p.Ended = append(p.Ended, silenceOf(s, now, names))
	}
	h.render(w, r, http.StatusOK, "silences", "Silences", true, p)
}

// names reads the names of the first incidents of each silence, all at once.
func (h *Handler) names(r *http.Request, lists ...[]incident.Silence) (map[string]Name, error) {
	var ids []string
	asked, names := map[string]bool{}, map[string]Name{}
	for _, list := range lists {
		for _, s := range list {
			for _, id := range s.Incidents[:min(len(s.Incidents), silenceNames)] {
				if !asked[id] {
					asked[id] = true
					ids = append(ids, id)
				}
			}
		}
	}
	if len(ids) == 0 {
		return names, nil
	}
	found, err := h.Reader.Names(r.Context(), ids)
	for _, n := range found {
		names[n.ID] = n
	}
	return names, err
}

func silenceOf(s incident.Silence, now time.Time, names map[string]Name) silence {
	clock := render.Clock{Zone: time.UTC, Now: now}
	shown := silence{
		ID: anchor(s.ID), Match: render.Head(render.Line(s.Match.String()), maxMatcherShown), By: person(s.By), Reason: render.Text(s.Reason),
		Window: render.Head(render.Line(s.Window), maxShown), Since: moment{s.CreatedAt, clock}, Until: moment{s.Until, clock},
		UntilRecovery: s.UntilRecovery, Ended: !s.Active(now), Muted: s.Muted, More: max(0, len(s.Incidents)-silenceNames),
	}
	shown.Suspends, shown.Held = suspended(s)
	if !s.EndedAt.IsZero() {
		shown.Until, shown.EndedBy = moment{s.EndedAt, clock}, person(s.EndedBy)
	}
	for _, id := range s.Incidents[:len(s.Incidents)-shown.More] {
		n, known := names[id]
		if !known {
			continue // it is no longer kept
		}
		if n.Kind.Shared() {
			n.Job += " (" + string(n.Kind) + ")"
		}
		if n.Job = render.Head(render.Line(n.Job), maxShown); n.Job == "" {
			n.Job = n.ID
		}
		shown.Incidents = append(shown.Incidents, n)
	}
	return shown
}

// anchor is the place of a silence on the page, in letters that an address need not escape.
func anchor(id string) string { return "silence-" + url.PathEscape(id) }

// silenceLink is the address of that place. The browser undoes one escaping.
func silenceLink(id string) string {
	u := url.URL{Path: "/silences", Fragment: anchor(id)}
	return u.String()
}
