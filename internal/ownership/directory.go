package ownership

import "slices"

// The annotations of ours.
const (
	OwnerAnnotation    = "rollcall.dev/owner"    // a team's id
	ReceiverAnnotation = "rollcall.dev/receiver" // a channel's id
)

// Directory is what Resolve looks things up in. The zero value has no teams; Triage must be set.
type Directory struct {
	Teams  []Team
	Rules  []Rule
	Triage Team
	// OwnerAnnotations are the annotation keys that may name an owner, in order of precedence.
	OwnerAnnotations []string
	// AllowedChannels are the ids of the channels that a job may choose by ReceiverAnnotation.
	AllowedChannels []string
}

// Team returns the team with that id.
func (d Directory) Team(id string) (Team, bool) {
	if id == d.Triage.ID {
		return d.Triage, true
	}
	i := slices.IndexFunc(d.Teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return d.Teams[i], true
}

// Superior is the team that is told when the one with that id does not act: whom it escalates to, else its parent; where that one
// was archived, whoever has taken over. False where there is none, or where it is the same team.
func (d Directory) Superior(id string) (Team, bool) {
	t, ok := d.Team(id)
	if !ok {
		return Team{}, false
	}
	for _, above := range []string{t.EscalateTo, t.Parent} {
		if above == "" {
			continue
		}
		if heir, _, ok := d.heir(above); ok && heir.ID != id {
			return heir, true
		}
	}
	return Team{}, false
}
