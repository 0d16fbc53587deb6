package ownership

import (
	"cmp"
	"time"
)

// Status says whether a team still exists.
type Status string

// The statuses. The empty one is Active.
const (
	Active   Status = "active"
	Archived Status = "archived"
)

// Team is a group of people who act, and where they read. Its JSON is what a stored Notice needs of it, which the directory is not
// there to tell years later.
type Team struct {
	ID             string `json:"id"`
	Name           string `json:"name,omitempty"`
	SlackChannel   string `json:"slack_channel,omitempty"`   // channel id
	SlackUsergroup string `json:"slack_usergroup,omitempty"` // user group id, who is called when nobody acts
	Timezone       string `json:"timezone,omitempty"`        // IANA name; messages show local times in it
	Language       string `json:"language,omitempty"`        // BCP 47, what the team reads

	Status     Status `json:"-"`
	Successor  string `json:"-"` // id of the team that has taken over from an archived one
	Parent     string `json:"-"` // id of the team above
	EscalateTo string `json:"-"` // id of the team that is told when this one does not act; empty: Parent
	Hours      Hours  `json:"-"`
	ReviewBy   Date   `json:"-"` // the day until which the entry is taken to be right; zero: for good
}

// Called is what people call the team.
func (t Team) Called() string { return cmp.Or(t.Name, t.ID) }

// Archived reports whether the team is no more.
func (t Team) Archived() bool { return t.Status == Archived }

// ReviewOverdue reports whether the day by which somebody was to look at the entry is over where the team is.
func (t Team) ReviewOverdue(now time.Time) bool {
	return t.ReviewBy != Date{} && t.ReviewBy.Before(dateOf(now.In(t.Hours.zone())))
}
