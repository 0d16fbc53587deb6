package honeybadger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// maxTransient is how many requests may fail in one round before the service as a whole counts as away.
const maxTransient = 3

// sync does everything that is to be done now. An error says that it could not be completed and is to be tried again; what
// no repetition can mend is logged and left out.
func (p *Provider) sync(ctx context.Context) error {
	if p.untilListing() <= 0 {
		if err := p.list(ctx); err != nil {
			return err
		}
	}
	var errs []error
	for _, c := range p.plan() {
		goOn, err := p.do(ctx, c)
		if err != nil {
			errs = append(errs, err)
		}
		if !goOn || len(errs) >= maxTransient {
			break
		}
	}
	return errors.Join(append(errs, p.tell(ctx))...)
}

// untilListing is how long what is known of the account is still good for.
func (p *Provider) untilListing() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listedAt.IsZero() {
		return 0
	}
	return max(time.Until(p.listedAt.Add(p.ListEvery)), 0)
}

// mustList has the account listed before anything else is done.
func (p *Provider) mustList() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listedAt = time.Time{}
}

// list reads the account. Of two check-ins with one slug, which should not be, the first counts.
func (p *Provider) list(ctx context.Context) error {
	all, err := p.client.list(ctx)
	if err != nil {
		return err
	}
	there := map[string]remote{}
	for _, r := range all {
		if _, twice := there[r.Slug]; !twice && r.ID != "" && strings.HasPrefix(r.Slug, prefix(p.Cluster)) {
			there[r.Slug] = r
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.there, p.listedAt = there, time.Now()
	for slug, a := range p.attempts {
		switch {
		case a.refused || !a.fields.differs(there[slug].fields):
			delete(p.attempts, slug)
		case a.writes >= maxWrites:
			p.Logger.Warn("honeybadger_check_in_does_not_stay_as_written", "slug", slug, "writes", a.writes)
		}
	}
	for slug := range p.gone {
		if _, exists := there[slug]; !exists {
			delete(p.gone, slug)
		}
	}
	return nil
}

// plan is what is to be done, without what is known to be in vain.
func (p *Provider) plan() []change {
	p.mu.Lock()
	defer p.mu.Unlock()
	wanted := make(map[string]fields, len(p.wanted))
	for slug, ref := range p.wanted {
		wanted[slug] = want(p.Cluster, ref)
	}
	gone := make(map[string]bool, len(p.gone))
	for slug := range p.gone {
		gone[slug] = true
	}
	return slices.DeleteFunc(plan(wanted, p.there, gone, p.complete), func(c change) bool {
		a, tried := p.attempts[c.slug]
		return tried && a.inVain(c)
	})
}

// tell defines in the ledger what the account now watches.
func (p *Provider) tell(ctx context.Context) error {
	p.mu.Lock()
	untold := map[string]definedAs{}
	for slug, ref := range p.wanted {
		if r, ok := p.there[slug]; ok {
			d := definedAs{id: r.ID, fields: r.fields, witnessOf: ref.Monitor}
			if p.told[slug] != d {
				untold[slug] = d
			}
		}
	}
	refs := maps.Clone(p.wanted)
	p.mu.Unlock()
	for slug, d := range untold {
		if err := p.Recorder.Record(ctx, p.defined(d, refs[slug])); err != nil {
			return fmt.Errorf("recording check-in %s: %w", slug, err)
		}
		p.mu.Lock()
		p.told[slug] = d
		p.mu.Unlock()
	}
	return nil
}

// untell ends the check-in's Monitor in the ledger, before the check-in is deleted: broken off in between, both are repeated.
func (p *Provider) untell(ctx context.Context, c change) error {
	if err := p.Recorder.Record(ctx, p.removed(c.id)); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.told, c.slug)
	return nil
}
