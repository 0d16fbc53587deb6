package routing

import (
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// Language is what the readers of a Message read, as the directory is now: the team whose channel it goes to, which is another than the
// owner where an incident was escalated, and for receivers without channels the owner. Safe for concurrent use.
func (r *Router) Language(m notify.Message) string {
	t := r.table.Load()
	if t == nil {
		return string(words.English)
	}
	if t.Slack == "" || m.Destination.Receiver != t.Slack || m.Destination.Address == "" {
		return language(t.current(m.Notice.Owner.Team))
	}
	return language(t.reader(m))
}

// language is the one of the catalogue that a team reads.
func language(team ownership.Team) string { return string(words.In(team.Language)) }
