package slackdesk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/remedy"
)

// offer shows what running a job again would be. The form opens before the cluster is asked, since Slack waits three seconds for it and
// for no longer; what is to be confirmed is put into it then.
func (c *Clerk) offer(ctx context.Context, r request, m member, p press) error {
	i, err := c.operable(ctx, m, p.ref.Incident)
	if err != nil {
		return err
	}
	id, err := c.show(ctx, r.opener, notForm(i, r.say, r.say.Modal.Looking))
	if err != nil {
		return err
	}
	next, err := c.offering(ctx, r, i, m, p)
	// What took too long is still to be told.
	tell, done := context.WithTimeout(context.WithoutCancel(ctx), sayTimeout)
	defer done()
	_, update := c.api.UpdateViewContext(tell, next, "", "", id)
	if answer, ok := errors.AsType[slack.SlackErrorResponse](update); ok && answer.Err == "not_found" {
		update = nil // the person has closed it
	}
	if update != nil {
		update = fmt.Errorf("views.update: %w", update)
	}
	return errors.Join(err, update)
}

// offering is what the form is to show. A refusal stands in it; any other error is returned as well.
func (c *Clerk) offering(ctx context.Context, r request, i incident.Incident, m member, p press) (slack.ModalViewRequest, error) {
	o, err := c.remedies.Offer(ctx, i.ID)
	if err == nil {
		var form slack.ModalViewRequest
		if form, err = rerunForm(i, p, r.where.channel, o, m); err == nil {
			return form, nil
		}
	}
	if no, ok := errors.AsType[refusal](declined(err)); ok {
		c.log.InfoContext(ctx, "slack answer refused", "user", r.who.user, "what", r.what(), "reason", no.Error())
		return notForm(i, r.say, no(r.say)), nil
	}
	return notForm(i, r.say, r.say.Modal.NotNow), err
}

// order runs a job again, as somebody has confirmed. Who that is, and how the job stands, is looked up anew.
func (c *Clerk) order(ctx context.Context, r request, m member, f form) (said, error) {
	i, err := c.operable(ctx, m, f.ref.Incident)
	if err != nil {
		return nil, err
	}
	run, err := c.remedies.Run(ctx, remedy.Order{
		ID: r.id, Incident: i.ID, Attempt: f.offer.Attempt, Spec: f.offer.Spec, Offered: f.offer.At, By: m.Person, At: time.Now(),
		Checked: f.value(blockChecked) != "", Reason: f.text(),
	})
	if err != nil {
		err = declined(err)
		if _, no := errors.AsType[refusal](err); no {
			return nil, err
		}
		c.log.ErrorContext(ctx, "it is not known whether a job is run again", "incident", i.ID, "user", r.who.user, "error", err)
		return nil, refusal(func(say words.Words) string { return say.Refusal.RerunUnknown(job(i)) })
	}
	if run.State == incident.RerunRefused {
		return nil, refusal(func(say words.Words) string { return say.Refusal.NotStarted(run.Problem) })
	}
	return lines(m.say.Said.Rerun(job(i), short(run.Job))), nil
}

// suspend has a job suspended for a time, and says until when and how that ends.
func (c *Clerk) suspend(ctx context.Context, r request, m member, t typed) (said, error) {
	j, err := c.named(ctx, m, t.job.Namespace, t.job.Name)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	s, err := c.remedies.Suspend(ctx, remedy.Suspend{ID: r.id, Monitor: j.Monitor, By: m.Person, At: now, Until: now.Add(t.length), Reason: t.reason})
	if err != nil {
		return nil, declined(err)
	}
	return lines(m.say.Said.SuspendedUntil(short(t.name), m.at(now).Full(s.Until)), "/rollcall resume "+t.name), nil
}

// resume ends the suspension of a job.
func (c *Clerk) resume(ctx context.Context, m member, t typed) (said, error) {
	j, err := c.named(ctx, m, t.job.Namespace, t.job.Name)
	if err != nil {
		return nil, err
	}
	if _, err := c.remedies.Resume(ctx, j.Monitor, m.Person, time.Now()); err != nil {
		return nil, declined(err)
	}
	return lines(m.say.Said.Resumed(short(t.name))), nil
}
