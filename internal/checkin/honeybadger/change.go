package honeybadger

import (
	"context"
	"errors"
	"fmt"
)

// attempt is what was last tried for a slug.
type attempt struct {
	fields  fields // empty for a deletion
	writes  int    // how often it was written without being read back so
	refused bool   // tried again only after the next listing
}

// maxWrites is how often a check-in is written that is then read differently, before it is left as it is.
const maxWrites = 3

// inVain reports whether the change would only repeat what came to nothing.
func (a attempt) inVain(c change) bool {
	return a.fields == c.fields && (a.refused || a.writes >= maxWrites)
}

// do sends one change. GoOn says whether it makes sense to send others in this round.
func (p *Provider) do(ctx context.Context, c change) (goOn bool, err error) {
	made := remote{ID: c.id}
	switch c.op {
	case opCreate:
		made, err = p.client.create(ctx, c.fields)
	case opUpdate:
		err = p.client.update(ctx, c.id, c.fields)
	case opDelete:
		if err = p.untell(ctx, c); err == nil {
			err = p.client.delete(ctx, c.id)
		}
	}
	if err != nil {
		return p.failed(c, err)
	}
	p.done(c, made.ID)
	return true, nil
}

// done takes in what a change brought about.
func (p *Provider) done(c change, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.op == opDelete {
		delete(p.there, c.slug)
		delete(p.gone, c.slug)
		delete(p.attempts, c.slug)
	} else {
		a := p.attempts[c.slug]
		if a.fields != c.fields {
			a = attempt{fields: c.fields}
		}
		a.writes++
		p.attempts[c.slug] = a
		p.there[c.slug] = remote{ID: id, fields: c.fields}
	}
	p.Logger.Info("honeybadger_check_in_changed", "operation", string(c.op), "slug", c.slug, "id", id)
}

// failed decides what a failure means for the change and for the round.
func (p *Provider) failed(c change, err error) (goOn bool, _ error) {
	err = fmt.Errorf("%s %s: %w", c.op, c.slug, err)
	e, ok := errors.AsType[*apiError](err)
	switch {
	case !ok, e.class() == transient: // it may have been done all the same: look before it is repeated
		p.mustList()
		return true, err
	case e.class() == missing && c.op == opUpdate:
		p.mustList()
		return true, fmt.Errorf("%s %s: somebody deleted it", c.op, c.slug)
	case e.class() == missing && c.op == opDelete:
		p.done(c, c.id)
		return true, nil
	case e.class() == refused:
		p.Logger.Error("honeybadger_refuses_check_in", "slug", c.slug, "error", err, "retry_in", p.ListEvery)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.attempts[c.slug] = attempt{fields: c.fields, refused: true}
		return true, nil
	default:
		return false, err
	}
}
