package web

import (
	"fmt"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

// incidentPage is one incident with what people made of it and what was told of it.
type incidentPage struct {
	Card     card
	Shared   bool
	More     int // slots and runs beyond those that are listed
	Members  []member
	Jobs     *jobsPage // of a burst
	Reruns   []rerun
	Timeline []entry
	Cut      bool // the timeline is as long as one gets
	Told     []told
	Untold   string // why that is nothing
}

// member is a slot or run that belongs to the incident.
type member struct {
	Slot, At  moment
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
	At     moment
}

func (h *Handler) incident(w http.ResponseWriter, r *http.Request) {
	ctx, now := r.Context(), time.Now()
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
	v, err := h.view(r, now, []incident.Incident{i})
	if err != nil {
		h.failed(w, r, err)
		return
	}
	p := incidentPage{
		Card: v.card(i), Shared: i.Kind.Shared(), Reruns: v.reruns(i), Timeline: v.timeline(i), Cut: len(i.Timeline) >= incident.MaxTimeline,
		Untold: untold(i),
	}
	if i.Kind == incident.Burst {
		if p.Jobs, err = h.jobs(r, v, i); err != nil {
			h.failed(w, r, err)
			return
		}
	} else {
		p.Members, p.More = v.members(i), max(0, i.Count-len(i.Members))
	}
	for _, m := range messages {
		p.Told = append(p.Told, tell(m, v.clock(i)))
	}
	h.render(w, r, http.StatusOK, "incident", p.Card.Title, true, p)
}

// members are the slots and runs of an incident.
func (v view) members(i incident.Incident) []member {
	clock := v.clock(i)
	all := make([]member, 0, len(i.Members))
	for _, m := range i.Members {
		all = append(all, member{
			Slot: moment{m.Slot, clock}, At: moment{m.At, clock}, Job: render.Line(m.Job), Run: render.Line(m.RunName),
			Judgement: render.Line(string(m.Judgement)), Cause: render.Line(string(m.Code)),
		})
	}
	return all
}

// untold says why nobody was told of an incident by itself.
func untold(i incident.Incident) string {
	switch {
	case i.Burst != "":
		return "Nothing by itself: it is told together with others."
	case i.Held:
		return "Nobody was told so far: what it depends on is down."
	case i.MutedBy != "":
		return "Nobody was told so far: it is silenced."
	case i.Status == incident.Resolved && !i.WasTold():
		return "Nobody was told: it was over before what kept it quiet was."
	default:
		return "Nobody is told of this: no receiver is configured for it."
	}
}

func tell(m Told, clock render.Clock) told {
	where := m.Destination.Receiver
	if m.Destination.Address != "" {
		where += " " + m.Destination.Address
	}
	at := m.DoneAt
	if at.IsZero() {
		at = m.QueuedAt
	}
	return told{
		Where: render.Line(where), Action: actionWord(m.Action), State: m.State, Error: render.Line(m.Error), At: moment{at, clock},
		Text: render.Compose(m.Notice, render.View{Action: m.Action, Language: string(words.English)}).Short(),
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
