package kube

import (
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// work is what is not recorded yet of one CronJob, as it was at one moment.
type work struct {
	changes []change // oldest first
	through int      // the number of the page's changes that are settled with them
	runs    []run
}

func (w work) empty() bool { return len(w.changes) == 0 && len(w.runs) == 0 }

// ready reports whether what there is of a CronJob can be recorded: not before its namespace was listed.
func (b *book) ready(cronJob types.UID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[cronJob]
	return p != nil && p.cronJob != nil && b.extents.of(p.cronJob.Namespace).listed
}

// take returns what is not recorded yet of a CronJob. A worker that takes it ends it with recorded or refused.
func (b *book) take(cronJob types.UID) work {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[cronJob]
	if p == nil || p.cronJob == nil {
		return work{} // Jobs without their CronJob: it comes later, or never
	}
	var w work
	if p.redefine && p.monitored && len(p.changes) == 0 {
		w.changes = append(w.changes, b.options.defined(p.cronJob, b.options.clock.now(), time.Time{}))
	}
	w.changes = append(w.changes, p.changes...)
	w.through = p.dropped + len(p.changes)
	if !p.monitored && len(w.changes) == 0 {
		return w
	}
	w.runs = p.unrecorded()
	return w
}

// unrecorded returns the runs of a CronJob of which the ledger has not everything.
func (b *book) unrecorded(cronJob types.UID) []run {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[cronJob]
	if p == nil || !p.monitored {
		return nil
	}
	return p.unrecorded()
}

// unrecorded returns the runs that are not recorded as they are, in the order of their creation.
func (p *page) unrecorded() []run {
	var runs []run
	for _, r := range p.runs {
		if r.version > r.recorded {
			runs = append(runs, r.copy())
		}
	}
	byCreation(runs)
	return runs
}

// recorded notes that the ledger has the work, and forgets what cannot change any more.
func (b *book) recorded(cronJob types.UID, w work) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[cronJob]
	if p == nil {
		return
	}
	p.redefine = false
	p.settle(w.through)
	for i := range w.runs {
		done := &w.runs[i]
		if r := p.runs[done.job.UID]; r != nil {
			r.record = done.record
			r.recorded = done.version
		}
	}
	for uid, r := range p.runs {
		if r.gone && (r.version == r.recorded || !p.monitored) {
			b.forget(cronJob, p, uid)
		}
	}
	if p.dead && len(p.changes) == 0 && len(p.runs) == 0 {
		delete(b.pages, cronJob)
	}
}

// refused notes that the ledger did not take the work. What was captured for it is kept, and the Monitor is defined again with
// the next attempt, in case the ledger has lost it.
func (b *book) refused(cronJob types.UID, w work) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[cronJob]
	if p == nil {
		return
	}
	p.redefine = true
	for i := range w.runs {
		if r := p.runs[w.runs[i].job.UID]; r != nil {
			r.evidence = w.runs[i].evidence
		}
	}
}
