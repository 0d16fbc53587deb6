package kube

import (
	"slices"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// book holds the newest snapshot of everything that is watched, by CronJob, and knows what of it is not recorded yet. It is
// safe for concurrent use: handlers write into it and never wait, workers take from it.
type book struct {
	options Options
	changed func(cronJob types.UID) // called with the lock held: it must not wait, nor come back
	failed  func(runKey)            // the same, for a pod that failed and whose log was not read

	mu      sync.Mutex
	extents extents
	started time.Time               // when something was last started by its schedule
	pages   map[types.UID]*page     // by CronJob
	owner   map[types.UID]types.UID // Job → CronJob; "" for a Job that belongs to none
	loose   map[types.UID]*podBook  // pods whose Job has not been seen yet, by Job
}

func newBook(o Options, e extents, changed func(types.UID), failed func(runKey)) *book {
	return &book{
		options: o, extents: e, changed: changed, failed: failed,
		pages: map[types.UID]*page{}, owner: map[types.UID]types.UID{}, loose: map[types.UID]*podBook{},
	}
}

// allListed notes that everything that existed in a scope at the start has been seen. It is recorded from here on, and pods that have
// failed of runs that go on are listened to. It reports whether that was the last scope.
func (b *book) allListed(scope string) (last bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.extents.of(scope)
	e.listed = true
	b.forgetOrphans(e)
	if last = len(b.extents.unlisted()) == 0; last {
		b.forgetLoose()
	}
	for cronJob, p := range b.pages {
		if p.cronJob == nil || scope != corev1.NamespaceAll && p.cronJob.Namespace != scope {
			continue
		}
		b.changed(cronJob)
		for job, r := range p.runs {
			if p.monitored && r.goesOn() && r.unheard() >= 0 {
				b.failed(runKey{cronJob, job})
			}
		}
	}
	return last
}

// unlisted returns the scopes of which not everything has been seen.
func (b *book) unlisted() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.extents.unlisted()
}

func (b *book) page(cronJob types.UID) *page {
	p := b.pages[cronJob]
	if p == nil {
		p = &page{runs: map[types.UID]*run{}}
		b.pages[cronJob] = p
	}
	return p
}

// cronJobSeen notes a CronJob that exists.
func (b *book) cronJobSeen(cj *batchv1.CronJob) {
	now := b.options.clock.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.page(cj.UID)
	if p.cronJob != nil && resourceVersion(cj) < resourceVersion(p.cronJob) {
		return
	}
	first := p.cronJob == nil
	p.cronJob = cj
	b.forgetOrphans(b.extents.of(cj.Namespace))
	b.started = latest(b.started, instant(cj.Status.LastScheduleTime))
	switch {
	case b.options.monitored(cj):
		if p.define(b.options.defined(cj, now, b.unwitnessed(cj))) {
			if p.steady = now; first && cj.Generation == 1 {
				p.steady = storable(cj.CreationTimestamp.Time)
			}
			b.changed(cj.UID)
		}
	case first || p.monitored:
		p.remove(unwatched(cj, now))
		b.changed(cj.UID)
	}
}

// unwitnessed is from when on a CronJob may have been as it is shown now; zero where it was seen to become so.
func (b *book) unwitnessed(cj *batchv1.CronJob) time.Time {
	e := b.extents.of(cj.Namespace)
	if !e.listed {
		return storable(cj.CreationTimestamp.Time)
	}
	return b.options.clock.at(e.continuity.broken(time.Now()))
}

// sinceWhen is unwitnessed for a CronJob that somebody else has shown. What the watch has shown of it and nobody has recorded yet
// counts too.
func (b *book) sinceWhen(cj *batchv1.CronJob) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	since := b.unwitnessed(cj)
	if p := b.pages[cj.UID]; p != nil {
		for _, c := range p.changes {
			if !c.since.IsZero() {
				since = earliest(since, c.since)
			}
		}
	}
	return since
}

// cronJobGone notes the deletion of a CronJob.
func (b *book) cronJobGone(cj *batchv1.CronJob) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.page(cj.UID)
	p.cronJob, p.dead = cj, true
	p.remove(deleted(cj.UID, b.options.clock.now()))
	b.changed(cj.UID)
}

// jobSeen notes a Job as it is, or, once it is gone, as it last was.
func (b *book) jobSeen(job *batchv1.Job, p presence) {
	now, gone := b.options.clock.now(), p.gone()
	b.mu.Lock()
	defer b.mu.Unlock()
	ref, ok := OwnerCronJob(job)
	if !ok {
		b.foreign(job.UID, gone)
		return
	}
	b.started = latest(b.started, startOf(job))
	e := b.extents.of(job.Namespace)
	b.forgetOrphans(e)
	page := b.page(ref.UID)
	if gone && page.idle(e.whole()) {
		b.forget(ref.UID, page, job.UID)
		return
	}
	b.owner[job.UID] = ref.UID
	r := page.runs[job.UID]
	if r == nil {
		r = &run{}
		page.runs[job.UID] = r
		if pods := b.loose[job.UID]; pods != nil {
			r.pods = *pods
			delete(b.loose, job.UID)
		}
	}
	if r.job != nil && resourceVersion(job) < resourceVersion(r.job) {
		job = r.job // older than what the watch showed; that it is gone may still be news
	}
	if r.job == job && r.gone == gone {
		return
	}
	r.job, r.gone, r.lost, r.seenAt = job, gone, p == missed || p == left && e.behind(), now
	r.version++
	if gone && page.cronJob == nil {
		b.keepOrphan(ref.UID, job)
	}
	b.changed(ref.UID)
}

// foreign notes a Job that belongs to no CronJob, so that its pods are not kept.
func (b *book) foreign(job types.UID, gone bool) {
	delete(b.loose, job)
	if b.owner[job] = ""; gone {
		delete(b.owner, job)
	}
}

// podSeen notes a Pod as it is, or, once it is gone, as it last was.
func (b *book) podSeen(pod *corev1.Pod, p presence) {
	gone := p.gone()
	job, ok := ownerJob(pod)
	if !ok {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	cronJob, known := b.owner[job]
	listed := b.extents.of(pod.Namespace).listed
	switch r := b.run(cronJob, job); {
	case r != nil:
		if r.pods.see(pod, gone) {
			r.seenAt = b.options.clock.now()
			r.version++
			b.changed(cronJob)
		}
		if listed && b.pages[cronJob].monitored && r.unheard() >= 0 {
			b.failed(runKey{cronJob, job})
		}
	case known: // belongs to no CronJob
	case gone && (listed || len(b.loose) >= maxOrphans):
		delete(b.loose, job)
	default:
		pods := b.loose[job]
		if pods == nil {
			pods = &podBook{}
			b.loose[job] = pods
		}
		pods.see(pod, gone)
	}
}

func (b *book) run(cronJob, job types.UID) *run {
	if p := b.pages[cronJob]; p != nil {
		return p.runs[job]
	}
	return nil
}

// forget drops a run, and the page with the last one once the CronJob is gone.
func (b *book) forget(cronJob types.UID, p *page, job types.UID) {
	delete(p.runs, job)
	delete(b.owner, job)
	if len(p.runs) == 0 && len(p.changes) == 0 && (p.dead || p.cronJob == nil) {
		delete(b.pages, cronJob)
	}
}

// cronJob returns the CronJob as last seen; false where it is not known.
func (b *book) cronJob(uid types.UID) (*batchv1.CronJob, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[uid]
	if p == nil || p.cronJob == nil || p.dead {
		return nil, false
	}
	return p.cronJob, true
}

// job returns what is known of a Job, as a copy; false where it is not known.
func (b *book) job(cronJob, job types.UID) (run, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.run(cronJob, job)
	if r == nil {
		return run{}, false
	}
	return r.copy(), true
}

// goesOn reports whether the run is there, has not ended and is not about to fail.
func (r *run) goesOn() bool {
	if r.job == nil || r.gone || failing(r.job) {
		return false
	}
	outcome, _ := outcomeOf(r.job)
	return outcome == monitor.Unfinished
}

// copy returns the run as it is now, untouched by what comes later.
func (r *run) copy() run {
	c := *r
	c.pods = r.pods.clone()
	return c
}

// byCreation orders runs as they were started.
func byCreation(runs []run) {
	slices.SortFunc(runs, func(a, b run) int { return a.job.CreationTimestamp.Compare(b.job.CreationTimestamp.Time) })
}
