package render

import (
	"fmt"
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ownership"
)

// defects puts into words what will keep messages from reaching a team, or a stranger from knowing what to do.
func (w writer) defects() Card {
	n := w.n
	c := Card{
		Tone: Neutral, Title: "Defects: " + counted(n.Jobs, "thing") + " to mend, none of them new",
		Note: Head(Line(w.view.Note), maxSentence), SlotsTitle: "To mend", Slots: w.defectLines(), Links: w.links(),
		Context: []string{Head("cluster "+w.cluster()+" · looked for daily, told when something is new, or else once a week", maxContext)},
	}
	if n.Fresh > 0 {
		c.Title = "Defects: " + counted(n.Jobs, "thing") + " to mend, " + fmt.Sprint(n.Fresh) + " of them new"
	}
	if !n.OpenedAt.IsZero() {
		c.Facts = append(c.Facts, Fact{"Since", w.clock.At(n.OpenedAt)})
	}
	if owner := w.owner(); owner != "" {
		c.Facts = append(c.Facts, Fact{"For", Head(owner, maxFact)})
	}
	return c
}

func (w writer) defectLines() []string {
	all := w.n.Defects[:min(len(w.n.Defects), incident.MaxDefects)]
	lines := make([]string, 0, len(all)+1)
	for _, d := range all {
		parts := []string{Head(Line(d.Subject), maxName), Defect(d.Kind)}
		if detail := Head(Line(d.Detail), maxName); detail != "" {
			parts = append(parts, detail)
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	if more := w.n.Jobs - len(all); more > 0 && len(all) > 0 {
		lines = append(lines, "… and "+fmt.Sprint(more)+" more")
	}
	return lines
}

// Defect is what people call a kind of defect.
func Defect(kind ownership.DefectKind) string {
	switch kind {
	case ownership.NoOwner:
		return "nobody owns it"
	case ownership.UnknownTeam:
		return "its owner is no team"
	case ownership.ArchivedTeam:
		return "archived, and nobody has taken over"
	case ownership.Cycle:
		return "what it owned comes back to it"
	case ownership.ChannelArchived:
		return "the channel is archived"
	case ownership.ChannelNotFound:
		return "the channel is not there, or Rollcall may not see it"
	case ownership.ChannelWithoutUs:
		return "Rollcall is not in the channel"
	case ownership.UsergroupEmpty:
		return "nobody is in the user group"
	case ownership.UsergroupDisabled:
		return "the user group is disabled or not there"
	case ownership.PersonLeft:
		return "the person has left"
	case ownership.ReviewOverdue:
		return "the review of the entry is overdue"
	case ownership.NoRunbook:
		return "no runbook"
	case ownership.RunbookDead:
		return "the link to the runbook is dead"
	case ownership.NoSeverity:
		return "no severity is declared"
	case ownership.NoRerun:
		return "not declared whether it may be run again"
	default:
		return Head(Line(string(kind)), maxName)
	}
}
