package web

import (
	"cmp"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// standing is how an incident stands with people. Where several hold, it is the one that says most about who has to do something.
type standing string

// The standings, in the order in which the inbox has them.
const (
	overdue      standing = "overdue" // open, and somebody should have answered
	open         standing = "open"
	acknowledged standing = "acknowledged"
	snoozed      standing = "snoozed"
	silenced     standing = "silenced"
	held         standing = "held" // what the job depends on is down
	resolved     standing = "resolved"
)

func standings() []standing {
	return []standing{overdue, open, acknowledged, snoozed, silenced, held, resolved}
}

// standingOf says how the incident stands at an instant.
func standingOf(i incident.Incident, now time.Time) standing {
	switch {
	case i.Status == incident.Resolved:
		return resolved
	case i.Held:
		return held
	case i.MutedBy != "":
		return silenced
	case !i.SnoozedUntil.IsZero():
		return snoozed
	case i.Status == incident.Acknowledged:
		return acknowledged
	case !i.ActBy.IsZero() && !now.Before(i.ActBy):
		return overdue
	default:
		return open
	}
}

// group is a part of the inbox.
type group int

const (
	needed group = iota // somebody has to do something
	taken               // somebody is at it
	quiet               // nobody is told
	over
)

func (s standing) group() group {
	switch s {
	case overdue, open:
		return needed
	case acknowledged:
		return taken
	case resolved:
		return over
	default:
		return quiet
	}
}

// sortForInbox puts first what needs somebody most: by part, then what is overdue, then by severity, then the newest.
func sortForInbox(all []incident.Incident, now time.Time) {
	slices.SortStableFunc(all, func(a, b incident.Incident) int {
		x, y := standingOf(a, now), standingOf(b, now)
		if x.group() == needed || x.group() != y.group() {
			if by := cmp.Compare(slices.Index(standings(), x), slices.Index(standings(), y)); by != 0 {
				return by
			}
		}
		return cmp.Or(cmp.Compare(urgency(a), urgency(b)), b.OpenedAt.Compare(a.OpenedAt), cmp.Compare(a.ID, b.ID))
	})
}

// urgency orders incidents by severity, the most urgent first. What nobody could see needs nobody.
func urgency(i incident.Incident) int {
	order := []incident.Severity{incident.Critical, incident.High, incident.Normal, incident.Low}
	switch s := i.Notice.Severity; {
	case i.Kind == incident.Blind:
		return len(order)
	case s == incident.Undeclared:
		return slices.Index(order, incident.Normal)
	default:
		return slices.Index(order, s)
	}
}
