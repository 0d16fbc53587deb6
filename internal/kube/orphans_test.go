package kube

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"
)

// TestOrphans: Jobs that come and go while not everything is shown are kept for the CronJob that may yet be seen, and no longer.
func TestOrphans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c Continuity
		b := newBook(Options{clock: newClock()}, extents{"": {continuity: &c}}, func(types.UID) {}, func(runKey) {})
		comesAndGoes := func(cj *batchv1.CronJob, slot int) *batchv1.Job {
			job := aJob(cj, time.Date(2026, 3, 1, slot, 0, 0, 0, time.UTC))
			pod := aPod(job, job.Name+"-x")
			b.podSeen(pod, there)
			b.jobSeen(job, there)
			b.podSeen(pod, left)
			b.jobSeen(job, left)
			return job
		}
		want := func(when string, pages, runs, loose int) {
			t.Helper()
			if p, r, o, l := b.kept(); p != pages || r != runs || o != runs || l != loose {
				t.Errorf("%s: %d pages, %d runs, %d owners, %d loose pods; want %d, %d, %d, %d", when, p, r, o, l, pages, runs, runs, loose)
			}
		}
		never, comes := aCronJob("never"), aCronJob("comes")
		w := inform(t, &c)
		comesAndGoes(never, 1)
		unlisted := aPod(aJob(never, time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)), "unlisted")
		b.podSeen(unlisted, there)
		b.podSeen(unlisted, left)
		want("before the list", 1, 1, 1)
		w.list().watch()
		b.allListed("")
		want("listed", 0, 0, 0)
		comesAndGoes(never, 3)
		want("while all is shown", 0, 0, 0)

		w.breakOff()
		comesAndGoes(never, 4)
		wanted := comesAndGoes(comes, 4)
		want("with the watch away", 2, 2, 0)
		time.Sleep(time.Minute)
		w.watch()
		time.Sleep(time.Second)
		comesAndGoes(never, 5)
		want("while it catches up", 2, 3, 0)
		b.cronJobSeen(comes)
		time.Sleep(time.Minute)
		comesAndGoes(never, 6)
		want("all is shown again", 1, 1, 0)
		if r, ok := b.job(comes.UID, wanted.UID); !ok || !r.gone {
			t.Error("the run of the CronJob that came is not there")
		}

		w.breakOff()
		for i := range maxOrphans + 10 {
			comesAndGoes(aCronJob(fmt.Sprintf("other-%d", i)), 7)
		}
		want("with the watch away for long", maxOrphans+1, maxOrphans+1, 0)
		b.cronJobSeen(comes)
		time.Sleep(time.Minute)
		w.watch()
		time.Sleep(time.Minute)
		b.cronJobSeen(aCronJob("comes", func(cj *batchv1.CronJob) { cj.ResourceVersion = "99" }))
		want("after that", 1, 1, 0)
	})
}

// TestLoosePods: pods whose Jobs nobody may list are not kept for ever.
func TestLoosePods(t *testing.T) {
	t.Parallel()
	b := newBook(Options{clock: newClock()}, extents{"": {}}, func(types.UID) {}, func(runKey) {})
	for i := range maxOrphans + 10 {
		pod := aPod(aJob(aCronJob(fmt.Sprintf("cj-%d", i)), time.Unix(0, 0)), fmt.Sprintf("pod-%d", i))
		b.podSeen(pod, left)
	}
	if _, _, _, loose := b.kept(); loose != maxOrphans {
		t.Errorf("%d are kept, want %d", loose, maxOrphans)
	}
}
