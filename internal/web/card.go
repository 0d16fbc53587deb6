package web

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

// card is an incident as a page shows it.
type card struct {
	render.Card
	ID       string
	Standing string
	Marks    []mark
	When     moment // of the newest change
}

// card shows how the incident stands: as the first message of a conversation does after its updates. Absolute times only: the page
// may be open for long. What people made of it stands in the marks, and not once more among the facts.
func (v view) card(i incident.Incident) card {
	n := i.Notice
	n.AckedBy, n.SnoozedUntil, n.ActBy = incident.Person{}, time.Time{}, time.Time{}
	return card{
		Card: render.Compose(n, render.View{Action: notify.Update, Language: string(words.English)}),
		ID:   i.ID, Standing: string(standingOf(i, v.now)), Marks: v.marks(i),
		When: moment{i.UpdatedAt, v.clock(i)},
	}
}
