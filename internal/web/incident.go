package web

import (
	"fmt"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// incidentPage is one incident with what was told of it.
type incidentPage struct {
	Card    card
	Shared  bool
	More    int // slots and runs beyond those that are listed
	Members []member
	Told    []told
}

// member is a slot or run that belongs to the incident.
type member struct {
	Slot, At  time.Time
	Job       string // of a shared incident
	Run       string
	Judgement string
	Cause     string
}

// told is one message in the conversation.
type told struct {
	Where  string
	Action string
	Text   string
	State  string
	Error  string
	At     time.Time
}

func (h *Handler) incident(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	i, err := h.Reader.Incident(ctx, r.PathValue("id"))
	if err != nil {
		h.failed(w, r, err)
		return
	}
	messages, err := h.Reader.Told(ctx, i.ID)
	if err != nil {
		h.failed(w, r, err)
		return
	}
	p := incidentPage{Card: cardOf(i), Shared: i.Kind.Shared(), More: max(0, i.Count-len(i.Members))}
	for _, m := range i.Members {
		p.Members = append(p.Members, member{
			Slot: m.Slot, At: m.At, Job: render.Line(m.Job), Run: render.Line(m.RunName), Judgement: string(m.Judgement), Cause: string(m.Code),
		})
	}
	for _, m := range messages {
		p.Told = append(p.Told, tell(m))
	}
	h.render(w, r, http.StatusOK, "incident", p.Card.Title, true, p)
}

func tell(m Told) told {
	where := m.Destination.Receiver
	if m.Destination.Address != "" {
		where += " " + m.Destination.Address
	}
	at := m.DoneAt
	if at.IsZero() {
		at = m.QueuedAt
	}
	return told{
		Where: where, Action: actionWord(m.Action), State: m.State, Error: render.Line(m.Error), At: at,
		Text: render.Compose(m.Notice, render.View{Action: m.Action}).Short(),
	}
}

func actionWord(a notify.Action) string {
	switch a {
	case notify.Post:
		return "told"
	case notify.Reply:
		return "added"
	default:
		return "brought up to date"
	}
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
