package ledger

import (
	"context"
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// list queues the names of all that a burst tells of, for each of its readers those of the owners whose jobs they are told of.
func (t *telling) list(ctx context.Context, c *Change, i incident.Incident) error {
	members, err := t.tx.Members(ctx, i.ID, maxListed)
	if err != nil {
		return fmt.Errorf("loading the members of a burst: %w", err)
	}
	var to []notify.Destination
	names := map[notify.Destination][]incident.Affected{}
	for _, m := range members {
		n := i.Notice
		n.Owner = m.Notice.Owner
		_, readers := t.ledger.Router.Route(n, c.State.Definition)
		for _, d := range readers {
			if names[d] == nil {
				to = append(to, d)
			}
			names[d] = append(names[d], incident.AffectedOf(m))
		}
	}
	for _, d := range to {
		for _, part := range incident.Parts(names[d]) {
			n := i.Notice
			n.Affected, n.Jobs = part, len(names[d])
			c.Messages = append(c.Messages, notify.Message{ID: newID(), Destination: d, Action: notify.Reply, Notice: n})
		}
	}
	return nil
}
