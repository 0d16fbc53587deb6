package remedy

import (
	"context"
	"errors"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Suspend is what somebody asks for: that a job is suspended until an instant.
type Suspend struct {
	ID      string // one of its own; the same twice is one
	Monitor monitor.ID
	By      incident.Person
	At      time.Time
	Until   time.Time
	Reason  string // untrusted text
}

// Suspend stores it, and has a Keeper suspend the job in a moment and resume it at the end. The error is a RefusedError,
// incident.ErrSilence where the wish itself is no good, or the Book's.
func (d *Desk) Suspend(ctx context.Context, s Suspend) (incident.Silence, error) {
	j, err := d.Cluster.Look(ctx, s.Monitor)
	if err != nil {
		return incident.Silence{}, err
	}
	held, known, err := d.held(ctx, s.Monitor)
	switch {
	case err != nil:
		return held, err
	case known && held.ID == s.ID:
		return held, nil
	case known:
		return held, refuse(Used, "%s/%s is suspended already: by %s until %s.", j.Namespace, j.Name, held.By, held.Until.UTC().Format("2006-01-02 15:04 UTC"))
	case j.Suspended:
		return held, refuse(Used, "%s/%s is suspended already, and not by Rollcall.", j.Namespace, j.Name)
	}
	silence, err := d.Book.Silence(ctx, incident.Silence{
		ID: s.ID, Match: incident.Matcher{Monitor: s.Monitor}, By: s.By, Reason: strings.TrimSpace(s.Reason), CreatedAt: s.At, Until: s.Until,
		Suspends: &incident.Suspension{Monitor: s.Monitor, Namespace: j.Namespace, Name: j.Name, UID: j.UID, State: incident.SuspensionAsked},
	})
	if err != nil {
		return silence, err
	}
	if silence.Suspends == nil || silence.Suspends.Monitor != s.Monitor || !silence.EndedAt.IsZero() || !s.At.Before(silence.Until) {
		return incident.Silence{}, refuse(Used, "Nothing has changed: this has been asked for before, and is over or was for something else.")
	}
	d.Changed()
	return silence, nil
}

// Resume ends the suspension of a job before its time. The error is a RefusedError, or the Book's.
func (d *Desk) Resume(ctx context.Context, id monitor.ID, by incident.Person, at time.Time) (incident.Silence, error) {
	held, known, err := d.held(ctx, id)
	switch {
	case err != nil:
		return held, err
	case !known:
		return held, refuse(NoSuspension, "Rollcall has not suspended it.")
	}
	ended, err := d.Book.EndSilence(ctx, held.ID, by, at)
	if errors.Is(err, incident.ErrNoUse) {
		return held, refuse(NoSuspension, "Its suspension has ended already.")
	}
	if err == nil {
		d.Changed()
	}
	return ended, err
}

// held is the suspension of a job that lasts.
func (d *Desk) held(ctx context.Context, id monitor.ID) (incident.Silence, bool, error) {
	all, err := d.Book.Suspensions(ctx)
	for _, s := range all {
		if s.Suspends.Monitor == id && s.Active(time.Now()) {
			return s, true, nil
		}
	}
	return incident.Silence{}, false, err
}
