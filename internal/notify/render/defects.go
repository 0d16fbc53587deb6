package render

import (
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// defects puts into words what will keep messages from reaching a team, or a stranger from knowing what to do.
func (w writer) defects() Card {
	n := w.n
	c := Card{
		Tone: Neutral, Title: w.say.Defect.NoneNew(n.Jobs),
		Note: Head(Line(w.view.Note), maxSentence), SlotsTitle: w.say.Label.ToMend, Slots: w.defectLines(), Links: w.links(),
		Context: []string{Head(w.say.Context.Cluster(w.cluster())+" · "+w.say.Context.Defects, maxContext)},
	}
	if n.Fresh > 0 {
		c.Title = w.say.Defect.SomeNew(n.Jobs, n.Fresh)
	}
	if !n.OpenedAt.IsZero() {
		c.Facts = append(c.Facts, Fact{w.say.Label.Since, w.clock.At(n.OpenedAt)})
	}
	if owner := w.owner(); owner != "" {
		c.Facts = append(c.Facts, Fact{w.say.Label.For, Head(owner, maxFact)})
	}
	return c
}

func (w writer) defectLines() []string {
	all := w.n.Defects[:min(len(w.n.Defects), incident.MaxDefects)]
	lines := make([]string, 0, len(all)+1)
	for _, d := range all {
		parts := []string{Head(Line(d.Subject), maxName), Defect(d.Kind, w.say.Defect)}
		if detail := Head(Line(d.Detail), maxName); detail != "" {
			parts = append(parts, detail)
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	if more := w.n.Jobs - len(all); more > 0 && len(all) > 0 {
		lines = append(lines, w.say.Form.More(more))
	}
	return lines
}

// Defect is what people call a kind of defect in their language.
func Defect(kind ownership.DefectKind, defect words.Defect) string {
	switch kind {
	case ownership.NoOwner:
		return defect.NoOwner
	case ownership.UnknownTeam:
		return defect.UnknownTeam
	case ownership.ArchivedTeam:
		return defect.ArchivedTeam
	case ownership.Cycle:
		return defect.Cycle
	case ownership.ChannelArchived:
		return defect.ChannelArchived
	case ownership.ChannelNotFound:
		return defect.ChannelNotFound
	case ownership.ChannelWithoutUs:
		return defect.ChannelWithoutUs
	case ownership.UsergroupEmpty:
		return defect.UsergroupEmpty
	case ownership.UsergroupDisabled:
		return defect.UsergroupDisabled
	case ownership.PersonLeft:
		return defect.PersonLeft
	case ownership.ReviewOverdue:
		return defect.ReviewOverdue
	case ownership.NoRunbook:
		return defect.NoRunbook
	case ownership.RunbookDead:
		return defect.RunbookDead
	case ownership.NoSeverity:
		return defect.NoSeverity
	case ownership.NoRerun:
		return defect.NoRerun
	default:
		return Head(Line(string(kind)), maxName)
	}
}
