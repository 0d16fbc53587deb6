package slackdesk

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
)

// act does what somebody asked for. What it returns is told to that person alone.
func (c *Clerk) act(ctx context.Context, r request) (said, error) {
	m, err := c.identify(ctx, r.who)
	if err != nil {
		return nil, c.audited(ctx, r, m, err)
	}
	m.say = r.say
	s, err := c.done(ctx, r, m)
	return s, c.audited(ctx, r, m, err)
}

func (c *Clerk) done(ctx context.Context, r request, m member) (said, error) {
	switch {
	case r.press != nil:
		return nil, c.pressed(ctx, r, m, *r.press)
	case r.form != nil:
		return c.filled(ctx, r, m, *r.form)
	default:
		return c.asked(ctx, r, m, *r.typed)
	}
}

// find looks an Incident up anew, for somebody who wants to answer.
func (c *Clerk) find(ctx context.Context, m member, id string) (incident.Incident, error) {
	i, err := c.desk.Incident(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return i, forgotten()
	}
	if err != nil {
		return i, err
	}
	if i.Kind == incident.Burst && i.Sharing != nil {
		return i, c.mayAnswerFor(ctx, m, i)
	}
	return i, c.mayAnswer(ctx, m, i.Notice.Owner.Team.ID)
}

// pressed answers at once where nothing is to be asked, and opens a form else.
func (c *Clerk) pressed(ctx context.Context, r request, m member, p press) error {
	if p.action == blockkit.ActionRerun {
		return c.offer(ctx, r, m, p)
	}
	i, err := c.find(ctx, m, p.ref.Incident)
	if err != nil {
		return err
	}
	a := incident.Answer{ID: r.id, Incident: i.ID, By: m.Person, At: time.Now(), Version: p.ref.Version}
	switch p.action {
	case blockkit.ActionAcknowledge:
		a.Kind = incident.Acknowledge
	case blockkit.ActionResolve:
		a.Kind = incident.Resolve
	case blockkit.ActionReopen:
		a.Kind = incident.Reopen
	case blockkit.ActionSnooze:
		a.Kind = incident.Snooze
		if a.Until, err = c.until(p.choice, i, a.At, m); err != nil {
			return err
		}
	default:
		return c.open(ctx, r, i, p)
	}
	return c.answer(ctx, a, m)
}

// answer hands in what somebody says. Whoever said the same a moment before, as with a double click, is told nothing.
func (c *Clerk) answer(ctx context.Context, a incident.Answer, m member) error {
	_, err := c.desk.Answer(ctx, a)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNotFound):
		return forgotten()
	case errors.Is(err, incident.ErrMalformed):
		return unchanged(err)
	case !errors.Is(err, incident.ErrStale) && !errors.Is(err, incident.ErrNoUse):
		return err
	}
	now, lookup := c.desk.Incident(ctx, a.Incident)
	if lookup != nil {
		return unchanged(err)
	}
	switch {
	case agreed(now, a):
		return nil
	case errors.Is(err, incident.ErrStale) && now.Notice.Answer != nil && now.Notice.Answer.By.ID == a.By.ID && a.Version < now.Version:
		// Nothing is news to somebody who made it, and pressed the next button before the message was brought up to date.
		a.Version = now.Version
		return c.answer(ctx, a, m)
	}
	return nothing(func(say words.Words) string { return standing(now, m.at(a.At), say) })
}

// agreed reports whether the Incident stands as the answer wants it, because the same person said so.
func agreed(i incident.Incident, a incident.Answer) bool {
	switch a.Kind {
	case incident.Acknowledge:
		return i.Status == incident.Acknowledged && i.AckedBy.ID == a.By.ID
	case incident.Resolve:
		return i.Status == incident.Resolved && i.Notice.Answer != nil && i.Notice.Answer.By.ID == a.By.ID
	case incident.Reopen:
		return i.Status == incident.Open && i.Notice.Answer != nil && i.Notice.Answer.What == incident.Reopened && i.Notice.Answer.By.ID == a.By.ID
	default:
		return false
	}
}
