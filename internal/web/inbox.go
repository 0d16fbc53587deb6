package web

import (
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

const (
	inboxOpen     = 200
	inboxResolved = 50
)

// inboxPage is what the inbox shows.
type inboxPage struct {
	Watched  int
	Open     []card
	Resolved []card
	More     bool // there are more open incidents than shown
}

// card is an incident in the inbox.
type card struct {
	render.Card
	ID       string
	Severity string
	When     time.Time
	Count    int
}

func (h *Handler) inbox(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	open, err := h.Reader.Incidents(ctx, false, inboxOpen+1)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	resolved, err := h.Reader.Incidents(ctx, true, inboxResolved)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	watched, err := h.Reader.Watched(ctx)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	p := inboxPage{Watched: watched, More: len(open) > inboxOpen}
	p.Open = cards(open[:min(len(open), inboxOpen)])
	p.Resolved = cards(resolved)
	title := "All quiet"
	if n := len(p.Open); n > 0 {
		title = counted(n, "open problem", "open problems")
	}
	h.render(w, r, http.StatusOK, "inbox", title, true, p)
}

func cards(incidents []incident.Incident) []card {
	all := make([]card, 0, len(incidents))
	for _, i := range incidents {
		all = append(all, cardOf(i))
	}
	return all
}

// cardOf shows how the incident stands: as the first message of a conversation does after its updates. Absolute times only:
// the page may be open for long.
func cardOf(i incident.Incident) card {
	return card{
		Card: render.Compose(i.Notice, render.View{Action: notify.Update}),
		ID:   i.ID, Severity: string(i.Notice.Severity), When: i.UpdatedAt, Count: i.Count,
	}
}
