package routing

import (
	"cmp"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// Fallbacks lists who else is told of a Message that its channel does not take, as the directory is now: the owner where it reads now, who
// has taken over from it, who is above it, and who looks after what nobody owns. What was for a person who is gone
// calls the team's user group instead. Messages to other receivers have none.
func (r *Router) Fallbacks(m notify.Message) []notify.Fallback {
	t := r.table.Load()
	if t == nil || t.Slack == "" || m.Destination.Receiver != t.Slack {
		return nil
	}
	var to []notify.Fallback
	person := strings.HasPrefix(m.Destination.Address, "U") || strings.HasPrefix(m.Destination.Address, "W")
	add := func(reads ownership.Team, because func(words.Note) string) {
		for _, d := range t.slackTo(reads.SlackChannel) {
			if d == m.Destination || slices.ContainsFunc(to, func(f notify.Fallback) bool { return f.To == d }) {
				continue
			}
			f := notify.Fallback{To: d, Language: language(reads)}
			f.Because = because(words.Of(words.Language(f.Language)).Note)
			if person {
				f.Call = reads.SlackUsergroup
			}
			to = append(to, f)
		}
	}
	team := t.reader(m)
	add(team, func(note words.Note) string { return note.ReadsHere(team.Called()) })
	if heir, ok := t.Directory.Heir(team.Successor); ok && heir.ID != team.ID {
		add(heir, func(note words.Note) string { return note.TookOver(heir.Called(), team.Called()) })
	}
	if above, ok := t.Directory.Heir(team.Parent); ok && above.ID != team.ID {
		add(above, func(note words.Note) string { return note.Above(above.Called(), team.Called()) })
	}
	add(t.Directory.Triage, func(note words.Note) string { return note.Triage(t.Directory.Triage.Called()) })
	add(ownership.Team{SlackChannel: t.DefaultChannel}, func(words.Note) string { return "" })
	return to
}

// reader is the team that a Message was for: the one that reads there, which is another than the owner where an incident was escalated.
func (t Table) reader(m notify.Message) ownership.Team {
	owner := t.current(m.Notice.Owner.Team)
	if m.Destination.Address == cmp.Or(m.Notice.Owner.Channel, m.Notice.Owner.Team.SlackChannel) || m.Destination.Address == owner.SlackChannel {
		return owner
	}
	i := slices.IndexFunc(t.Directory.Teams, func(team ownership.Team) bool { return team.SlackChannel == m.Destination.Address })
	if i < 0 {
		return owner
	}
	return t.Directory.Teams[i]
}
