package kube

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// settle lets everything happen that can happen now.
func settle() {
	time.Sleep(time.Second) // in a bubble: the queue's and the informers' pauses pass
	synctest.Wait()
}

// nowCronJob is a CronJob that was made just now, in the bubble's time.
func nowCronJob(changes ...func(*batchv1.CronJob)) *batchv1.CronJob {
	changes = append([]func(*batchv1.CronJob){func(cj *batchv1.CronJob) {
		cj.CreationTimestamp = metav1.NewTime(time.Now().Add(-time.Minute))
	}}, changes...)
	return aCronJob("backup", changes...)
}

func TestSourceFollowsARun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		w := newWorld(t, Options{}, cj)
		defer func() { w.stop() }()
		settle()
		slot := time.Now().Truncate(time.Hour)
		jobs := w.api.BatchV1().Jobs("shop")
		job := aJob(cj, slot)
		if _, err := jobs.Create(t.Context(), job, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		pod := aPod(job, "a", withStatus(running("main", slot.Add(2*time.Second))))
		if _, err := w.api.CoreV1().Pods("shop").Create(t.Context(), pod, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		done := aJob(cj, slot, jobVersion("21"), withCondition(batchv1.JobComplete, "", time.Now()))
		if _, err := jobs.Update(t.Context(), done, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		if err := jobs.Delete(t.Context(), job.Name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		want := []string{"defined", "run_seen", "run_seen", "run_seen succeeded"}
		if diff := cmp.Diff(want, w.ledger.kinds()); diff != "" {
			t.Errorf("recorded (-want +got):\n%s", diff)
		}
		if run := w.ledger.last().Run; !run.StartedAt.Equal(slot.Add(2 * time.Second)) {
			t.Errorf("the start of the container is lost: %+v", run)
		}
		if calls, _ := w.ledger.counts(); calls != len(want) {
			t.Errorf("%d calls of Record for %d facts", calls, len(want))
		}
		time.Sleep(48 * time.Hour) // informers deliver again what they hold
		settle()
		if calls, _ := w.ledger.counts(); calls != len(want) {
			t.Errorf("an idle cluster caused %d more calls", calls-len(want))
		}
	})
}

// A Job with TTL 0 is gone as soon as it has failed, and the ledger may not be there at that moment.
func TestSourceLosesNothingWhileTheLedgerFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		w := newWorld(t, Options{}, cj)
		defer func() { w.stop() }()
		settle()
		w.ledger.setRefuse(true)
		slot := time.Now().Truncate(time.Hour)
		jobs := w.api.BatchV1().Jobs("shop")
		if _, err := jobs.Create(t.Context(), aJob(cj, slot), metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		failed := aJob(cj, slot, jobVersion("21"), withCondition(batchv1.JobFailed, "BackoffLimitExceeded", time.Now()))
		if _, err := jobs.Update(t.Context(), failed, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := jobs.Delete(t.Context(), failed.Name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		for version, suspend := range []bool{true, false} {
			changed := cj.DeepCopy()
			changed.ResourceVersion, changed.Spec.Suspend = strconv.Itoa(11+version), &suspend
			if _, err := w.api.BatchV1().CronJobs("shop").Update(t.Context(), changed, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
			settle()
		}
		time.Sleep(10 * time.Minute)
		if _, refused := w.ledger.counts(); refused < 10 {
			t.Errorf("tried only %d times in ten minutes", refused)
		}
		w.ledger.setRefuse(false)
		time.Sleep(retryMost)
		settle()
		// The definition is repeated after a refusal, in case the ledger had lost it.
		want := []string{"defined", "defined", "defined", "run_seen failed"}
		if diff := cmp.Diff(want, w.ledger.kinds()); diff != "" {
			t.Errorf("recorded (-want +got):\n%s", diff)
		}
		if _, runs, _, _ := w.source.book.kept(); runs != 0 {
			t.Errorf("%d runs are kept although they are over and recorded", runs)
		}
	})
}

func TestSourceToldTwiceAfterARestartChangesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		slot := time.Now().Truncate(time.Hour)
		failed := aJob(cj, slot, withCondition(batchv1.JobFailed, "BackoffLimitExceeded", time.Now()))
		active := aJob(cj, slot.Add(time.Hour))
		w := newWorld(t, Options{}, cj, failed, active, aPod(active, "a", withStatus(running("main", slot.Add(time.Hour)))))
		settle()
		w.stop()
		before := w.ledger.kinds()
		w.start(Options{})
		settle()
		w.stop()
		if diff := cmp.Diff(before, w.ledger.kinds()); diff != "" {
			t.Errorf("recorded anew after the restart (-before +after):\n%s", diff)
		}
		if len(w.ledger.repeated) != len(before) {
			t.Errorf("repeated %v after the restart, want all of %v", w.ledger.repeated, before)
		}
	})
}

func TestSourceMonitoredOrNot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		slot := time.Now().Truncate(time.Hour)
		w := newWorld(t, Options{}, cj)
		defer func() { w.stop() }()
		settle()
		update := func(version, monitored string) {
			changed := cj.DeepCopy()
			changed.ResourceVersion, changed.Annotations = version, map[string]string{"rollcall.dev/monitor": monitored}
			if _, err := w.api.BatchV1().CronJobs("shop").Update(t.Context(), changed, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
			settle()
		}
		update("11", "false")
		if _, err := w.api.BatchV1().Jobs("shop").Create(t.Context(), aJob(cj, slot), metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		update("12", "false")
		update("13", "true")
		if err := w.api.BatchV1().CronJobs("shop").Delete(t.Context(), cj.Name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		want := []string{"defined", "removed", "defined", "run_seen", "removed"}
		if diff := cmp.Diff(want, w.ledger.kinds()); diff != "" {
			t.Errorf("recorded (-want +got):\n%s", diff)
		}
	})
}

func TestSourceRunDeletedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob(func(cj *batchv1.CronJob) { cj.Spec.ConcurrencyPolicy = batchv1.ReplaceConcurrent })
		job := aJob(cj, time.Now().Truncate(time.Hour))
		w := newWorld(t, Options{}, cj, job, aPod(job, "a", withStatus(running("main", time.Now()))))
		defer func() { w.stop() }()
		settle()
		if err := w.api.BatchV1().Jobs("shop").Delete(t.Context(), job.Name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		o := w.ledger.last()
		if o.Kind != monitor.RunGone || o.Run.StartedAt.IsZero() || o.ID != "job/job-"+job.Name+"/gone" {
			t.Errorf("recorded last: %+v", o)
		}
		if o.Evidence == nil || len(o.Evidence.Pods) != 1 {
			t.Errorf("evidence %+v", o.Evidence)
		}
	})
}

// A manual Job belongs to its CronJob, and one of nobody is not our business.
func TestSourceForeignJobs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		manual := aJob(cj, time.Now(), func(j *batchv1.Job) {
			j.Name, j.Annotations = "backup-by-hand", map[string]string{annotationInstantiate: "manual"}
			j.OwnerReferences[0].Controller = nil
		})
		nobodys := aJob(cj, time.Now(), func(j *batchv1.Job) { j.Name, j.UID, j.OwnerReferences = "other", "other", nil })
		orphan := aJob(aCronJob("long-gone"), time.Now())
		w := newWorld(t, Options{}, cj, manual, nobodys, orphan, aPod(nobodys, "p"), aPod(orphan, "q"))
		defer func() { w.stop() }()
		settle()
		want := []string{"defined", "run_seen"}
		if diff := cmp.Diff(want, w.ledger.kinds()); diff != "" {
			t.Errorf("recorded (-want +got):\n%s", diff)
		}
		if run := w.ledger.last().Run; !run.Manual || !run.Slot.IsZero() {
			t.Errorf("run %+v", run)
		}
		for _, name := range []string{"other", orphan.Name} {
			if err := w.api.BatchV1().Jobs("shop").Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		settle()
		if pages, runs, owners, loose := w.source.book.kept(); pages != 1 || runs != 1 || owners != 1 || loose != 0 {
			t.Errorf("kept in memory: %d pages, %d runs, %d owners, %d loose pods", pages, runs, owners, loose)
		}
	})
}

// With TTL 0 the pod goes with its Job's failure: its log is read when the pod fails.
func TestSourceReadsLogsAhead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		job := aJob(cj, time.Now().Truncate(time.Hour))
		pod := aPod(job, "a", withStatus(running("main", time.Now())))
		w := newWorld(t, Options{}, cj, job, pod)
		defer func() { w.stop() }()
		settle()
		for version := range 3 { // what is delivered again is not read again
			failed := aPod(job, "a", withStatus(terminated("main", 3, time.Now(), time.Now())))
			failed.ResourceVersion = strconv.Itoa(40 + version)
			if _, err := w.api.CoreV1().Pods("shop").Update(t.Context(), failed, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
			settle()
		}
		reads := 0
		for _, a := range w.api.Actions() {
			if a.GetSubresource() == "log" {
				reads++
			}
		}
		if reads != 1 {
			t.Errorf("the log was read %d times", reads)
		}
		if err := w.api.CoreV1().Pods("shop").Delete(t.Context(), "a", metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		gone := aJob(cj, time.Now().Truncate(time.Hour), jobVersion("21"), withCondition(batchv1.JobFailed, "BackoffLimitExceeded", time.Now()))
		if _, err := w.api.BatchV1().Jobs("shop").Update(t.Context(), gone, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		if e := w.ledger.last().Evidence; e == nil || len(e.Pods) != 1 || e.Pods[0].Containers[0].LogTail != "fake logs" || len(e.Gaps) != 0 {
			t.Errorf("evidence %+v", e)
		}
	})
}
