package slackdesk

import (
	"context"
	"errors"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/remedy"
)

// operating is what the owners of a job alone may do to it, whoever may answer.
func operating(say words.Words) string { return say.Refusal.Operate }

// operable looks up an Incident whose job somebody wants to have run again, and the owner of that as it is now.
func (c *Clerk) operable(ctx context.Context, m member, id string) (incident.Incident, error) {
	i, err := c.desk.Incident(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return i, forgotten()
	}
	if err != nil {
		return i, err
	}
	if i.Kind.Shared() {
		return i, refusal(func(say words.Words) string { return say.Refusal.SharedRerun })
	}
	j, err := c.remedies.Job(ctx, i.Monitor)
	if errors.Is(err, ErrNotFound) {
		return i, refusal(func(say words.Words) string { return say.Refusal.Unwatched(job(i)) })
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
		return Job{}, refusal(func(say words.Words) string { return say.Refusal.NoCronJob(short(namespace + "/" + name)) })
	case len(all) > 1:
		return Job{}, refusal(func(say words.Words) string {
			return say.Refusal.SeveralCronJobs(len(all), short(namespace+"/"+name))
		})
	}
	return all[0], c.onlyTeam(ctx, m, all[0].Owner, operating)
}

// declined is an error of the Remedies in words for the person; any other one stays as it is.
func declined(err error) error {
	switch {
	case remedy.Refused(err) != "":
		return refusal(func(say words.Words) string { return say.Refusal.Declined(err.Error()) })
	case errors.Is(err, incident.ErrSilence):
		return unchanged(err)
	case errors.Is(err, ErrNotFound):
		return forgotten()
	}
	return err
}
