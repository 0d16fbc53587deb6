package kube

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"
)

// maxOrphans bounds, for each scope, the Jobs that came and went without their CronJob being seen; and for all of them the Jobs of
// which only pods were seen.
const maxOrphans = 10_000

// orphan is a Job that is gone and whose CronJob was never seen: while not everything is shown, it may yet come, and want the run.
type orphan struct{ cronJob, job types.UID }

// whole reports whether a scope shows everything now: what it does not show is not there.
func (e *extent) whole() bool { return e.listed && e.continuity.broken(time.Now()).IsZero() }

// keepOrphan keeps a Job that is gone for a CronJob that may come. Beyond maxOrphans the oldest go: nothing was listed for days.
func (b *book) keepOrphan(cronJob types.UID, job *batchv1.Job) {
	e := b.extents.of(job.Namespace)
	e.orphans = append(e.orphans, orphan{cronJob, job.UID})
	if len(e.orphans) > maxOrphans {
		b.forgetOrphan(e.orphans[0])
		e.orphans = e.orphans[1:]
	}
}

// forgetOrphans forgets them once a scope shows everything, and their CronJobs did not come.
func (b *book) forgetOrphans(e *extent) {
	if len(e.orphans) == 0 || !e.whole() {
		return
	}
	for _, o := range e.orphans {
		b.forgetOrphan(o)
	}
	e.orphans = nil
}

func (b *book) forgetOrphan(o orphan) {
	if p := b.pages[o.cronJob]; p != nil && p.cronJob == nil && p.runs[o.job] != nil && p.runs[o.job].gone {
		b.forget(o.cronJob, p, o.job)
	}
}

// forgetLoose forgets the pods that came and went before their Jobs were listed, and whose Jobs were not among them. Everything has been
// listed.
func (b *book) forgetLoose() {
	for job, pods := range b.loose {
		if len(pods.live()) == 0 {
			delete(b.loose, job)
		}
	}
}
