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
	return &Checker{Options: o, refused: refusals{poked: make(chan struct{}, 1)}}
}

// Run checks until ctx ends.
func (c *Checker) Run(ctx context.Context) error {
	next := c.begin(ctx)
	for {
		timer := time.NewTimer(time.Until(next))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-c.refused.poked:
			timer.Stop()
			if _, err := c.check(ctx, false); err != nil && ctx.Err() == nil {
				c.Log.WarnContext(ctx, "defects_not_checked", "error", err)
			}
		case <-timer.C:
			next = c.daily(ctx)
		}
	}
}

// begin looks at what is known without asking outside, and returns when the daily check is due.
func (c *Checker) begin(ctx context.Context) time.Time {
	inv, err := c.check(ctx, false)
	if err != nil {
		if ctx.Err() == nil {
			c.Log.WarnContext(ctx, "defects_not_checked", "error", err)
		}
		return time.Now().Add(retry)
	}
	last, err := c.Store.Checked(ctx)
	if err != nil || last.IsZero() {
		last = time.Now()
	}
	return inv.Directory.Triage.Hours.NextDay(last)
}

// daily looks at all of it and tells, and returns when to do that again.
func (c *Checker) daily(ctx context.Context) time.Time {
	now := time.Now()
	inv, err := c.check(ctx, true)
	if err == nil {
		err = c.Store.SetChecked(ctx, now)
	}
	if err != nil {
		if ctx.Err() == nil {
			c.Log.WarnContext(ctx, "defects_not_checked", "error", err, "again_in", retry)
		}
		return time.Now().Add(retry)
	}
	return inv.Directory.Triage.Hours.NextDay(now)
}

// check compares what there is with what was known. A full one asks the Sources, and tells.
func (c *Checker) check(ctx context.Context, full bool) (ownership.Inventory, error) {
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
	queued := 0
	err = c.Store.UpdateDefects(ctx, func(known []ownership.Finding) ([]ownership.Finding, []notify.Message) {
		changed := ownership.Merge(known, found, blind, inv.Now)
		if !full {
			queued = 0
			return changed, nil
		}
		digests, told := ownership.Digests(inv.Directory, present(known, changed), inv.Now)
		messages := c.messages(digests, inv.Now)
		queued = len(messages)
		return over(changed, told), messages
	})
	if err == nil && queued > 0 {
		c.Queued()
	}
	return inv, err
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
