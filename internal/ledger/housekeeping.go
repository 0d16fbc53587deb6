package ledger

import (
	"context"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// remind lets time pass for the silences: their authors are reminded of those that last, and told what those that ended have muted. It
// returns when to look again; zero: not for this.
func (t *telling) remind(ctx context.Context, c *Change) (time.Time, error) {
	if err := t.muting.load(ctx); err != nil {
		return time.Time{}, err
	}
	for at, s := range t.muting.all {
		if next := s.NextAt(); next.IsZero() || t.now.Before(next) {
			continue
		}
		if early(s) && !t.muting.woken[s.ID] { // it ended so late in the batch that the next one has to tell of what it muted
			continue
		}
		open, owner, err := t.stillOpen(ctx, s)
		if err != nil {
			return time.Time{}, err
		}
		s, n, told := s.Tick(open, t.now)
		t.muting.all[at], t.muting.counted[s.ID] = s, true
		if told {
			n.Owner = owner
			c.Messages = append(c.Messages, t.toAuthor(s, n)...)
		}
	}
	return t.muting.nextAt(), nil
}

// stillOpen counts the Incidents that a silence concerned and that go on, of those that it remembers, and says whose they are: of the
// team to which the silence is bound, or else of the owner of the newest one.
func (t *telling) stillOpen(ctx context.Context, s incident.Silence) (open int, owner ownership.Answer, err error) {
	for _, id := range s.Incidents {
		i, found, err := t.tx.Incident(ctx, id)
		if err != nil {
			return 0, owner, fmt.Errorf("loading an incident: %w", err)
		}
		if found && i.Status != incident.Resolved {
			open++
		}
		if found {
			owner = i.Notice.Owner
		}
	}
	if s.Match.Owner != "" {
		owner = ownership.Answer{Team: ownership.Team{ID: s.Match.Owner}}
	}
	return open, owner, nil
}

func (t *telling) toAuthor(s incident.Silence, n incident.Notice) []notify.Message {
	readers := t.ledger.Router.Person(s.By)
	messages := make([]notify.Message, 0, len(readers))
	for _, to := range readers {
		messages = append(messages, notify.Message{ID: newID(), Destination: to, Action: notify.Reply, Notice: n})
	}
	return messages
}
