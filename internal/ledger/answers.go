package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// ErrNotFound says that there is no Incident or Silence with that ID.
var ErrNotFound = errors.New("there is none with that id")

// wish is what a person asks for. It is carried out in a batch, and answered with it; where it is refused, nothing of it is done, and the
// rest of the batch is.
type wish struct {
	carryOut func(ctx context.Context, t *telling) error
	err      error // why it was refused; of the newest attempt
}

// ask has the writer carry out a wish.
func (l *Ledger) ask(ctx context.Context, carryOut func(ctx context.Context, t *telling) error) error {
	w := &wish{carryOut: carryOut}
	if err := l.submit(ctx, &request{wish: w, done: make(chan error, 1)}); err != nil {
		return err
	}
	return w.err
}

// Answer takes in what a person says of an Incident, and returns it as it stands then. The error is ErrNotFound, or one of those of
// incident.Answer; then nothing has changed. The same Answer twice is one.
func (l *Ledger) Answer(ctx context.Context, a incident.Answer) (incident.Incident, error) {
	var result incident.Incident
	err := l.ask(ctx, func(ctx context.Context, t *telling) error {
		i, err := t.answer(ctx, a)
		result = i
		return err
	})
	return result, err
}

// Silence mutes what a Silence matches. Its ID must be new: the same one again changes nothing.
func (l *Ledger) Silence(ctx context.Context, s incident.Silence) (incident.Silence, error) {
	if err := s.Check(); err != nil {
		return s, err
	}
	err := l.ask(ctx, func(ctx context.Context, t *telling) error {
		known, found, err := t.tx.Silence(ctx, s.ID)
		if err != nil || found {
			s = known
			return err
		}
		t.record(incident.Record{
			At: s.CreatedAt, By: s.By, What: beginning(s), Subject: s.ID, Name: s.Match.String(), Text: s.Reason, Until: s.Until,
		})
		return t.muting.put(ctx, s)
	})
	return s, err
}

// EndSilence ends a Silence before its time; what it kept quiet and still goes on is told. The error is ErrNotFound, or
// incident.ErrNoUse where it has ended already.
func (l *Ledger) EndSilence(ctx context.Context, id string, by incident.Person, at time.Time) (incident.Silence, error) {
	var ended incident.Silence
	err := l.ask(ctx, func(ctx context.Context, t *telling) error {
		s, found, err := t.find(ctx, id)
		switch {
		case err != nil:
			return err
		case !found:
			return ErrNotFound
		case !s.Active(t.now):
			return fmt.Errorf("%w: it has ended already", incident.ErrNoUse)
		}
		ended = s.End(by, at)
		t.record(incident.Record{At: at, By: by, What: ending(s), Subject: id, Name: s.Match.String()})
		return t.muting.put(ctx, ended)
	})
	return ended, err
}

// beginning is what the audit log says of a silence that begins, and ending of one that ends.
func beginning(s incident.Silence) string {
	if s.Suspends != nil {
		return "suspend"
	}
	return "silence"
}

func ending(s incident.Silence) string {
	if s.Suspends != nil {
		return "resume"
	}
	return "end_silence"
}

// Deny keeps in the audit log that somebody was told no. Nothing else changes.
func (l *Ledger) Deny(ctx context.Context, r incident.Record) error {
	return l.ask(ctx, func(_ context.Context, t *telling) error {
		t.record(r)
		return nil
	})
}

// find returns a silence, also one that a maintenance window makes right now.
func (t *telling) find(ctx context.Context, id string) (incident.Silence, bool, error) {
	if err := t.muting.load(ctx); err != nil {
		return incident.Silence{}, false, err
	}
	if at := slices.IndexFunc(t.muting.all, func(s incident.Silence) bool { return s.ID == id }); at >= 0 {
		return t.muting.all[at], true, nil
	}
	return t.tx.Silence(ctx, id)
}

func (t *telling) answer(ctx context.Context, a incident.Answer) (incident.Incident, error) {
	i, err := t.incident(ctx, a.Incident)
	if err != nil {
		return i, err
	}
	var result incident.Incident
	fresh := false
	err = t.edit(ctx, i, func(i incident.Incident) (incident.Incident, bool, error) {
		result, fresh, err = i.Answer(a)
		return result, fresh, err
	})
	if err == nil && fresh {
		t.record(incident.Record{
			At: a.At, By: a.By, What: string(a.Kind), Subject: i.ID, Name: i.Notice.Subject.Name, Text: a.Text, Until: a.Until,
		})
	}
	return result, err
}

// edit changes an Incident as the batch has it, outside of what verdicts do, and tells of it if fn says that it changed.
func (t *telling) edit(ctx context.Context, i incident.Incident, fn func(incident.Incident) (incident.Incident, bool, error)) error {
	if i.Kind.Shared() {
		cluster, err := t.clusters.get(ctx, i.Monitor)
		if err != nil {
			return err
		}
		ok, err := cluster.Edit(i.ID, fn)
		if !ok && err == nil {
			cluster.Lend(i)
			_, err = cluster.Edit(i.ID, fn)
		}
		return err
	}
	at, err := t.batch.at(ctx, t.tx, i.Monitor)
	if err != nil {
		return err
	}
	c := &t.batch.changes[at]
	if kept := slices.IndexFunc(c.Incidents, func(k incident.Incident) bool { return k.ID == i.ID }); kept >= 0 {
		i = c.Incidents[kept]
	}
	next, changed, err := fn(i)
	if err != nil || !changed {
		return err
	}
	if i.Status == incident.Resolved && next.Status != incident.Resolved {
		for _, other := range unresolved(c.Incidents) {
			if other.Kind == i.Kind {
				return fmt.Errorf("%w: it has begun anew as incident %s", incident.ErrNoUse, other.ID)
			}
		}
	}
	return t.tell(ctx, c, []incident.Incident{next})
}

// record appends to the audit log.
func (t *telling) record(r incident.Record) {
	r.ID = newID()
	t.records = append(t.records, r)
}
