package remedy

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Desk is where people have something done to a job. Who may is for whoever knows the person: the Desk asks nobody. It is safe for
// concurrent use.
type Desk struct {
	Cluster Cluster
	Book    Book
	Log     *slog.Logger
	// Changed is called when there is something for a Keeper to do.
	Changed func()
}

// Offer says what running the job of an Incident again would be, for somebody to confirm. The error is a RefusedError, or the Book's.
func (d *Desk) Offer(ctx context.Context, id string) (Offer, error) {
	i, j, err := d.look(ctx, id)
	if err != nil {
		return Offer{}, err
	}
	return Propose(i, j, time.Now())
}

func (d *Desk) look(ctx context.Context, id string) (incident.Incident, Job, error) {
	i, err := d.Book.Incident(ctx, id)
	if err != nil {
		return i, Job{}, err
	}
	if i.Kind.Shared() || i.Notice.Subject.Source != monitor.SourceKubernetes {
		return i, Job{}, refuse(NoJob, "This incident is not of one CronJob: there is nothing that Rollcall could run again.")
	}
	j, err := d.Cluster.Look(ctx, i.Monitor)
	return i, j, err
}

// Run carries an Order out: the Job is made, once. The error is a RefusedError where nothing was done; any other one says that it is not
// known whether the Job was made, and the same Order may be tried again.
func (d *Desk) Run(ctx context.Context, o Order) (incident.Rerun, error) {
	i, j, err := d.look(ctx, o.Incident)
	if err != nil {
		return incident.Rerun{}, err
	}
	r := incident.Rerun{
		Attempt: o.Attempt, Order: o.ID, Job: JobName(j.Name, o.Incident, o.Attempt), By: o.By, At: o.At, Reason: o.Reason, State: incident.RerunAsked,
	}
	var barred error
	if at := slices.IndexFunc(i.Reruns, func(k incident.Rerun) bool { return k.Order == o.ID }); at >= 0 {
		if r = i.Reruns[at]; r.State != incident.RerunAsked {
			return r, nil
		}
		barred = recheck(o, i, at, j)
	} else {
		if err := Check(o, i, j); err != nil {
			return r, err
		}
		if err := d.ask(ctx, o, r); err != nil {
			return r, err
		}
	}
	return d.start(ctx, j, o, r, barred)
}

// ask stores the Order before anything is done.
func (d *Desk) ask(ctx context.Context, o Order, r incident.Rerun) error {
	err := d.Book.AskRerun(ctx, o.Incident, r)
	if errors.Is(err, incident.ErrNoUse) { // somebody else was faster
		return refuse(Used, "Nothing has been started: %s.", err)
	}
	return err
}

func (d *Desk) start(ctx context.Context, j Job, o Order, r incident.Rerun, barred error) (incident.Rerun, error) {
	err := d.Cluster.Start(ctx, Start{
		Job: j, Name: r.Job, Incident: o.Incident, Attempt: r.Attempt, Order: o.ID, By: r.By, Reason: r.Reason, Barred: barred,
	})
	r.State = incident.RerunStarted
	switch {
	case err == nil:
	case Refused(err) != "":
		r.State, r.Problem = incident.RerunRefused, err.Error()
	default:
		return r, err
	}
	// The Job is made or refused, whether or not this can be stored just now: its verdict names it as well.
	if settle := d.Book.SettleRerun(context.WithoutCancel(ctx), o.Incident, r.Job, r.State, r.Problem); settle != nil {
		d.Log.ErrorContext(ctx, "what came of a re-run cannot be stored", "incident", o.Incident, "job", r.Job, "state", r.State, "error", settle)
	}
	return r, err
}
