package ownership

import (
	"slices"
	"time"
)

// tellAgain is how long after a digest the next one comes though nothing is new: about a week, so that a day that begins a little earlier
// does not make it eight.
const tellAgain = 7*24*time.Hour - 6*time.Hour

// Digest is what one team is told of its Defects.
type Digest struct {
	Team    Team
	Defects []Defect // all of its, the most urgent first
	Fresh   int      // those of which it was not told before
	Since   time.Time
}

// Digests gathers for each team what it is to be told at an instant: all of its Defects, where one of them is new or where it was last
// told a week ago. It returns those Findings as told. A Defect of a team that is no more goes to whoever has taken over, or to triage.
func Digests(d Directory, there []Finding, now time.Time) ([]Digest, []Finding) {
	byTeam := map[string][]Finding{}
	var order []string
	for _, f := range there {
		team, ok := d.Heir(f.Team)
		if !ok {
			team = d.Triage
		}
		if byTeam[team.ID] == nil {
			order = append(order, team.ID)
		}
		byTeam[team.ID] = append(byTeam[team.ID], f)
	}
	slices.Sort(order)
	var digests []Digest
	var told []Finding
	for _, id := range order {
		digest, due := digestOf(byTeam[id], now)
		if !due {
			continue
		}
		digest.Team, _ = d.Team(id)
		digests = append(digests, digest)
		for _, f := range byTeam[id] {
			f.ToldAt = now
			told = append(told, f)
		}
	}
	return digests, told
}

func digestOf(all []Finding, now time.Time) (Digest, bool) {
	var digest Digest
	var last time.Time
	for _, f := range all {
		digest.Defects = append(digest.Defects, f.Defect)
		last = later(last, f.ToldAt)
		if f.ToldAt.IsZero() {
			digest.Fresh++
		}
		if digest.Since.IsZero() || f.Since.Before(digest.Since) {
			digest.Since = f.Since
		}
	}
	slices.SortFunc(digest.Defects, Defect.Compare)
	return digest, digest.Fresh > 0 || now.Sub(last) >= tellAgain
}
