package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/words"
)

// bury dead-letters a message: it goes to the first fallback that takes it, those of the message before those of all, with a note that
// says why, and is dead afterwards. Where a fallback can take it later, the whole attempt is repeated then, so that nothing is lost in between; the
// delivery id keeps it from being told twice.
//
// An Update has no fallback: it brings an earlier message up to date, and what is new in it is told by a Reply as well.
func (d *Deliverer) bury(ctx context.Context, c Claimed, cause error, why func(say words.Words, where string) string) Result {
	dead := Result{Dead: true, Error: cause.Error()}
	if c.Attempt.Action == notify.Update {
		return dead
	}
	dead.orphan = true
	fallbacks := d.fallbacks(c.Attempt.Message)
	for _, f := range fallbacks {
		to := f.To
		a := c.Attempt
		a.Destination, a.Action, a.Root = to, notify.Post, nil
		a.Call, a.Language = f.Call, string(words.In(f.Language))
		say := words.Of(words.In(f.Language))
		a.Note = why(say, name(c.Attempt.Destination))
		if f.Because != "" {
			a.Note = say.Form.Sentences(a.Note, say.Note.Because(f.Because))
		}
		_, err := d.try(ctx, a)
		if err == nil {
			dead.Error += "; told " + name(to) + " instead"
			dead.told = to.Receiver
			return dead
		}
		if later(err) {
			r := d.again(ctx, c, err)
			r.Error = fmt.Sprintf("%v; the fallback %s: %v", cause, name(to), err)
			return r
		}
		d.options.Log.WarnContext(ctx, "fallback does not take a message", "delivery", c.Attempt.ID, "fallback", name(to), "error", err)
	}
	if len(d.options.Fallback)+len(fallbacks) > 0 {
		dead.Error += "; no fallback took it"
	}
	return dead
}

// fallbacks lists where a message goes that its own destination does not take, each place once.
func (d *Deliverer) fallbacks(m notify.Message) []notify.Fallback {
	met := []notify.Destination{m.Destination}
	var all []notify.Fallback
	add := func(f notify.Fallback) {
		if !slices.Contains(met, f.To) {
			met = append(met, f.To)
			all = append(all, f)
		}
	}
	for _, f := range d.options.Fallbacks(m) {
		if len(all) < maxFallbacks {
			add(f)
		}
	}
	for _, to := range d.options.Fallback {
		add(notify.Fallback{To: to})
	}
	return all
}

// maxFallbacks bounds those that a message has of its own, since a lease has to outlast them.
const maxFallbacks = 4

// later reports whether a fallback is worth waiting for: it is rate limited or out of order for a moment, rather than away.
func later(err error) bool {
	if held, ok := errors.AsType[*heldError](err); ok {
		return !held.since.IsZero() && time.Since(held.since) < fallbackPatience
	}
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		return !retry.Receiver || retry.After > 0
	}
	_, rejected := errors.AsType[*notify.RejectedError](err)
	return !rejected && !errors.Is(err, notify.ErrNotApplicable)
}

// fallbackPatience is how long a fallback may be out of order before the next one is taken.
const fallbackPatience = 10 * time.Minute

func name(to notify.Destination) string {
	if to.Address == "" {
		return to.Receiver
	}
	return to.Receiver + " " + to.Address
}
