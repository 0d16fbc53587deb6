package kube

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// What failed before a run went well is told with it.
func TestSourceTellsWhatFailedBeforeASuccess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		slot := time.Now().Truncate(time.Hour)
		job := aJob(cj, slot)
		w := newWorld(t, Options{}, cj, job, aPod(job, "a", withStatus(terminated("main", 3, time.Now(), time.Now()))))
		defer func() { w.stop() }()
		settle() // the pod has failed before the Source began: its log is read all the same
		done := aJob(cj, slot, jobVersion("21"), withCondition(batchv1.JobComplete, "", time.Now()))
		done.Status.Failed = 1
		if _, err := w.api.BatchV1().Jobs("shop").Update(t.Context(), done, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		v := w.ledger.verdicts[len(w.ledger.verdicts)-1]
		if v.Cause.Code != diagnose.RetriedToSuccess || v.Cause.LogTail != "fake logs" || *v.Cause.ExitCode != 3 {
			t.Errorf("verdict %+v", v)
		}
	})
}

// An index that fails hours before the others is told of with its log, although its pod has long been cleaned up.
func TestSourceKeepsAnIndexThatFailedEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		slot := time.Now().Truncate(time.Hour)
		job := aJob(cj, slot)
		w := newWorld(t, Options{}, cj, job)
		defer func() { w.stop() }()
		settle()
		pods := w.api.CoreV1().Pods("shop")
		for _, index := range []string{"0", "1", "2"} {
			pod := indexPod(job, 0, index, 0)
			if index == "1" {
				pod = indexPod(job, 0, index, 3)
			}
			if _, err := pods.Create(t.Context(), pod, metav1.CreateOptions{}); err != nil {
				t.Fatal(err)
			}
			settle()
			if err := pods.Delete(t.Context(), pod.Name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(5 * time.Hour)
		failed := aJob(cj, slot, jobVersion("21"), withCondition(batchv1.JobFailed, "FailedIndexes", time.Now()))
		indexes, all := "1", int32(3)
		failed.Status.FailedIndexes, failed.Spec.Completions = &indexes, &all
		if _, err := w.api.BatchV1().Jobs("shop").Update(t.Context(), failed, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		v := w.ledger.verdicts[len(w.ledger.verdicts)-1]
		if v.Cause.Code != diagnose.FailedIndexes || v.Cause.LogTail != "fake logs" ||
			!strings.Contains(v.Cause.Summary, `1 of 3 indexes of the Job failed (1): index 1: container "main" ended with exit code 3`) {
			t.Errorf("verdict %+v", v)
		}
	})
}

// With TTL 0 the Job, its pod and the log are gone when the failure is told; what was seen at FailureTarget is told all the same.
func TestSourceRunThatIsCleanedUpAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cj := nowCronJob()
		slot := time.Now().Truncate(time.Hour)
		job := aJob(cj, slot)
		w := newWorld(t, Options{}, cj, job, aPod(job, "a", withStatus(running("main", time.Now()))))
		defer func() { w.stop() }()
		settle()
		pods, jobs := w.api.CoreV1().Pods("shop"), w.api.BatchV1().Jobs("shop")
		ended := aPod(job, "a", withStatus(terminated("main", 3, time.Now(), time.Now())), func(p *corev1.Pod) {
			p.ResourceVersion, p.Status.Phase = "31", corev1.PodFailed
		})
		if _, err := pods.Update(t.Context(), ended, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		settle() // the Job controller acts on what it sees of the pod
		failing := aJob(cj, slot, jobVersion("21"), withCondition(batchv1.JobFailureTarget, "BackoffLimitExceeded", time.Now()))
		failed := aJob(cj, slot, jobVersion("22"), withCondition(batchv1.JobFailureTarget, "BackoffLimitExceeded", time.Now()),
			withCondition(batchv1.JobFailed, "BackoffLimitExceeded", time.Now()))
		for _, version := range []*batchv1.Job{failing, failed} {
			if _, err := jobs.Update(t.Context(), version, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if err := pods.Delete(t.Context(), "a", metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := jobs.Delete(t.Context(), job.Name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		settle()
		v := w.ledger.verdicts[len(w.ledger.verdicts)-1]
		if v.Judgement != monitor.Failed || v.Cause.Code != diagnose.ExitCode || *v.Cause.ExitCode != 3 {
			t.Errorf("verdict %+v", v)
		}
	})
}
