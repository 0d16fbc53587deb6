package slackdesk

import (
	"context"
	"errors"
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/remedy"
)

// operating is what the owners of a job alone may do to it, whoever may answer.
const operating = "have it run again, suspended or resumed"

// operable looks up an Incident whose job somebody wants to have run again, and the owner of that as it is now.
func (c *Clerk) operable(ctx context.Context, m member, id string) (incident.Incident, error) {
	i, err := c.desk.Incident(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return i, errForgotten
	}
	if err != nil {
		return i, err
	}
	if i.Kind.Shared() {
		return i, refusal("What concerns a whole cluster is not run again by a button. Nothing has changed.")
	}
	j, err := c.remedies.Job(ctx, i.Monitor)
	if errors.Is(err, ErrNotFound) {
		return i, refusal(fmt.Sprintf("%s is no longer watched. Nothing has changed.", job(i)))
	}
	if err != nil {
		return i, err
	}
	return i, c.onlyTeam(ctx, m, j.Owner, operating)
}

// named finds the one job that somebody typed, where they may have something done to it.
func (c *Clerk) named(ctx context.Context, m member, namespace, name string) (Job, error) {
	all, err := c.remedies.Jobs(ctx, namespace, name)
	switch {
	case err != nil:
		return Job{}, err
	case len(all) == 0:
		return Job{}, refusal(fmt.Sprintf("Rollcall watches no CronJob %q. Nothing has changed.", short(namespace+"/"+name)))
	case len(all) > 1:
		return Job{}, refusal(fmt.Sprintf("%d clusters have a CronJob %q: use the command line, where --cluster names the one. Nothing has changed.",
			len(all), short(namespace+"/"+name)))
	}
	return all[0], c.onlyTeam(ctx, m, all[0].Owner, operating)
}

// declined is an error of the Remedies in words for the person; any other one stays as it is.
func declined(err error) error {
	switch {
	case remedy.Refused(err) != "":
		return refusal("Nothing has changed. " + err.Error())
	case errors.Is(err, incident.ErrSilence):
		return refusal("Nothing has changed: " + err.Error() + ".")
	case errors.Is(err, ErrNotFound):
		return errForgotten
	}
	return err
}
