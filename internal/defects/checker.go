package defects

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

const (
	lookBound = 15 * time.Minute // of one Source, which is in no hurry
	retry     = 10 * time.Minute // pause after a check that failed
)

// Checker is the daily check. Make one with New.
type Checker struct {
	Options

	refused refusals
}

// New makes a Checker; Run starts it.
func New(o Options) *Checker {
	if o.Checked == nil {
		o.Checked = func() {}
	}
	return &Checker{Options: o, refused: refusals{
		poked: make(chan struct{}, 1), channels: map[string]ownership.Fact{}, people: map[string]ownership.Engaged{},
	}}
}

// Run checks until ctx ends.
func (c *Checker) Run(ctx context.Context) error {
	next, begun := c.begin(ctx)
	for {
		timer := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-c.refused.poked:
			timer.Stop()
			if _, err := c.check(ctx, false); err != nil {
				c.failed(ctx, err)
			}
		case <-timer.C:
			if begun {
				next = c.daily(ctx)
			} else {
				next, begun = c.begin(ctx)
			}
		}
	}
}

// begin looks at what is known without asking outside, and returns when the daily check is due; else when to begin again, since it is
// not known at which hour that is.
func (c *Checker) begin(ctx context.Context) (next time.Time, ok bool) {
	inv, err := c.check(ctx, false)
	if err != nil {
		c.failed(ctx, err)
		return time.Now().Add(retry), false
	}
	last, err := c.Store.Checked(ctx)
	if err != nil {
		c.failed(ctx, err)
	}
	if err != nil || last.IsZero() {
		last = time.Now()
	}
	return inv.Directory.Triage.Hours.NextDay(last), true
}

// daily looks at all of it and tells, and returns when to do that again.
func (c *Checker) daily(ctx context.Context) time.Time {
	now := time.Now()
	inv, err := c.check(ctx, true)
	if err == nil {
		err = c.Store.SetChecked(ctx, now)
	}
	if err != nil {
		c.failed(ctx, err)
		return time.Now().Add(retry)
	}
	return inv.Directory.Triage.Hours.NextDay(now)
}

// failed tells of a check that failed, unless that is because it is to end.
func (c *Checker) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		c.Log.WarnContext(ctx, "defects_not_checked", "error", err)
	}
}

// check compares what there is with what was known. A full one asks the Sources, and tells.
func (c *Checker) check(ctx context.Context, full bool) (ownership.Inventory, error) {
	defer c.Checked()
	inv, err := c.Inventory(ctx)
	if err != nil {
		return inv, err
	}
	facts, people := c.refused.facts()
	inv.People = append(inv.People, people...)
	asked := inv.Asks()
	inv.Facts = facts
	if full {
		looked := c.look(ctx, asked)
		c.refused.forget(looked)
		inv.Facts = facts.With(looked)
	}
	inv.Now = time.Now()
	found := ownership.Check(inv)
	blind := func(d ownership.Defect) bool { return inv.Blind(d, asked) }
	var digests []ownership.Digest
	err = c.Store.UpdateDefects(ctx, func(known []ownership.Finding) ([]ownership.Finding, []notify.Message) {
		changed := ownership.Merge(known, found, blind, inv.Now)
		if !full {
			return changed, nil
		}
		var told []ownership.Finding
		digests, told = ownership.Digests(inv.Directory, present(known, changed), inv.Now)
		return over(changed, told), c.messages(digests, inv.Now)
	})
	if err == nil {
		c.told(ctx, digests)
	}
	return inv, err
}

// told has the digests delivered that were stored. What no receiver shows to anybody stands in the log instead.
func (c *Checker) told(ctx context.Context, digests []ownership.Digest) {
	read := false
	for _, d := range digests {
		if len(c.Readers(d.Team)) > 0 {
			read = true
			continue
		}
		for _, defect := range d.Defects {
			c.Log.WarnContext(ctx, "defect", "kind", defect.Kind, "subject", defect.Subject, "team", d.Team.ID, "detail", defect.Detail)
		}
	}
	if read {
		c.Queued()
	}
}

// look asks each Source. What one cannot find out is known to nobody.
func (c *Checker) look(ctx context.Context, asked ownership.Ask) ownership.Facts {
	var facts ownership.Facts
	for _, source := range c.Sources {
		bounded, cancel := context.WithTimeout(ctx, lookBound)
		found, err := source.Look(bounded, asked)
		cancel()
		if err != nil && ctx.Err() == nil {
			c.Log.WarnContext(ctx, "defects_not_all_looked_up", "error", err)
		}
		facts = facts.With(found)
	}
	return facts
}

// present is what is there once changed is stored over known.
func present(known, changed []ownership.Finding) []ownership.Finding {
	var there []ownership.Finding
	for _, f := range over(known, changed) {
		if f.GoneAt.IsZero() {
			there = append(there, f)
		}
	}
	return there
}

// over is all of base with those of more in their place.
func over(base, more []ownership.Finding) []ownership.Finding {
	newer := make(map[string]bool, len(more))
	for _, f := range more {
		newer[f.ID()] = true
	}
	var all []ownership.Finding
	for _, f := range base {
		if !newer[f.ID()] {
			all = append(all, f)
		}
	}
	return append(all, more...)
}
