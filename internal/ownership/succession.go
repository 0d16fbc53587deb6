package ownership

import (
	"fmt"
	"slices"
	"strings"
)

// MaxHops bounds how many times what a team owned may have been handed on.
const MaxHops = 5

// passed is a team that was passed over on the way to another one, and why.
type passed struct {
	team, reason string
	defect       DefectKind // empty: it was archived, and somebody has taken over
}

// heir is the team that answers for what is the team id's: itself, or whoever has taken over. It returns who was passed over on the
// way; where nobody answers, the last of them says why.
func (d Directory) heir(id string) (Team, []passed, bool) {
	t, ok := d.Team(id)
	if !ok {
		return Team{}, []passed{{id, "no such team in the directory", UnknownTeam}}, false
	}
	var over []passed
	met := []string{t.ID}
	for t.Archived() && t.ID != d.Triage.ID {
		next, word := t.Successor, "successor"
		if next == "" {
			next, word = t.Parent, "parent"
		}
		to, known := d.Team(next)
		var stop string
		defect := ArchivedTeam
		switch {
		case next == "":
			stop = "it is archived and has neither a successor nor a parent"
		case !known:
			stop = fmt.Sprintf("it is archived and its %s %q is not in the directory", word, next)
		case slices.Contains(met, next):
			defect = Cycle
			stop = "it is archived and what it owned comes back to it: " + strings.Join(append(met, next), " → ")
		case len(met) > MaxHops:
			stop = fmt.Sprintf("it is archived, and no more than %d teams hand on what they owned: %s", MaxHops, strings.Join(met, " → "))
		}
		if stop != "" {
			return Team{}, append(over, passed{t.ID, stop, defect}), false
		}
		over = append(over, passed{t.ID, fmt.Sprintf("it is archived: its %s is %s", word, next), ""})
		met = append(met, next)
		t = to
	}
	return t, over, true
}

// Heir is the team that answers for what is, or was, the team's with that id: itself, or whoever has taken over from it. False where
// that leads nowhere.
func (d Directory) Heir(id string) (Team, bool) {
	t, _, ok := d.heir(id)
	return t, ok
}
