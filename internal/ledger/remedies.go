package ledger

import (
	"context"
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// AskRerun stores that somebody is about to run the job of an Incident again; nothing is told yet. The same order twice is one. The
// error is ErrNotFound, or incident.ErrNoUse; then nothing has changed.
func (l *Ledger) AskRerun(ctx context.Context, id string, r incident.Rerun) error {
	return l.ask(ctx, func(ctx context.Context, t *telling) error {
		i, err := t.incident(ctx, id)
		if err != nil {
			return err
		}
		if err := t.starting(ctx, i, r.At); err != nil {
			return err
		}
		fresh := false
		err = t.edit(ctx, i, func(i incident.Incident) (_ incident.Incident, changed bool, err error) {
			i, fresh, err = i.AskRerun(r)
			return i, fresh, err
		})
		if err == nil && fresh {
			t.record(incident.Record{
				At: r.At, By: r.By, What: "rerun", Subject: id, Name: i.Notice.Subject.Name, Text: strings.TrimSuffix(r.Job+": "+r.Reason, ": "),
			})
		}
		return err
	})
}

// starting is incident.ErrNoUse where the job of an Incident is just about to be run again because of another one.
func (t *telling) starting(ctx context.Context, i incident.Incident, now time.Time) error {
	at, err := t.batch.at(ctx, t.tx, i.Monitor)
	if err != nil {
		return err
	}
	for _, other := range t.batch.changes[at].Incidents {
		if other.ID == i.ID {
			continue
		}
		if err := other.Starting(now); err != nil {
			return err
		}
	}
	return nil
}

// SettleRerun stores whether the Job of a re-run was made, and tells of it. Where that is known already it changes nothing. The error
// is ErrNotFound.
func (l *Ledger) SettleRerun(ctx context.Context, id, job string, state incident.RerunState, problem string) error {
	return l.ask(ctx, func(ctx context.Context, t *telling) error {
		i, err := t.incident(ctx, id)
		if err != nil {
			return err
		}
		return t.edit(ctx, i, func(i incident.Incident) (incident.Incident, bool, error) {
			i, changed := i.SettleRerun(job, state, problem, t.now)
			return i, changed, nil
		})
	})
}

// Suspensions are the silences that have a job suspended, are to do so, or are to have it resumed.
func (l *Ledger) Suspensions(ctx context.Context) ([]incident.Silence, error) {
	var found []incident.Silence
	err := l.ask(ctx, func(ctx context.Context, t *telling) error {
		found = nil
		all, err := t.tx.Silences(ctx)
		for _, s := range all {
			if s.Suspends != nil {
				found = append(found, s)
			}
		}
		return err
	})
	return found, err
}

// SettleSuspension stores what became of a job that is to be suspended or resumed; what is known already changes nothing. The error is
// ErrNotFound.
func (l *Ledger) SettleSuspension(ctx context.Context, id string, state incident.SuspensionState, problem string) error {
	return l.ask(ctx, func(ctx context.Context, t *telling) error {
		s, found, err := t.find(ctx, id)
		switch {
		case err != nil:
			return err
		case !found:
			return fmt.Errorf("silence %q: %w", id, ErrNotFound)
		}
		s, changed := s.SettleSuspension(state, problem, t.now)
		if !changed {
			return nil
		}
		t.record(incident.Record{At: t.now, By: incident.Rollcall(), What: "suspension_" + string(state), Subject: id, Name: s.Match.String(), Text: problem})
		return t.muting.put(ctx, s)
	})
}

// incident loads one.
func (t *telling) incident(ctx context.Context, id string) (incident.Incident, error) {
	i, found, err := t.tx.Incident(ctx, id)
	if err != nil {
		return i, fmt.Errorf("loading an incident: %w", err)
	}
	if !found {
		return i, fmt.Errorf("incident %q: %w", id, ErrNotFound)
	}
	return i, nil
}
