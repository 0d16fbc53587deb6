package slackdesk

import (
	"context"

	"rollcall.dev/rollcall/internal/notify/words"
)

// spoken is the catalogue in which somebody is answered: that of what the person sees there. It is that of the form that was sent in, else
// that of the teams who read in the channel, else that of the owner of the Incident.
func (c *Clerk) spoken(ctx context.Context, r request) words.Words {
	if r.form != nil && r.form.language != "" {
		return words.Of(words.In(r.form.language))
	}
	if l, ok := c.readIn(r.where.channel); ok {
		return words.Of(l)
	}
	id := r.incident()
	if id == "" {
		return words.Of(words.English)
	}
	i, err := c.desk.Incident(ctx, id)
	if err != nil {
		return words.Of(words.English) // whoever does what was asked meets it again
	}
	owner := i.Notice.Owner.Team
	if t := c.team(owner.ID); t.Language != "" {
		return words.Of(words.In(t.Language))
	}
	return words.Of(words.In(owner.Language))
}

// readIn is the language of a channel, where all teams that read in it have the same.
func (c *Clerk) readIn(channel string) (l words.Language, ok bool) {
	for _, t := range c.config.Teams {
		if t.Channel == "" || t.Channel != channel {
			continue
		}
		if its := words.In(t.Language); ok && its != l {
			return "", false
		}
		l, ok = words.In(t.Language), true
	}
	return l, ok
}

// incident is the id of the one that the request is about; empty for a command.
func (r request) incident() string {
	switch {
	case r.press != nil:
		return r.press.ref.Incident
	case r.form != nil:
		return r.form.ref.Incident
	default:
		return ""
	}
}
