package kube

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

// indexPod is a pod of an indexed Job, made at a minute.
func indexPod(job *batchv1.Job, minute int, index string, code int32) *corev1.Pod {
	return aPod(job, fmt.Sprintf("p%02d-index-%s", minute, index), func(p *corev1.Pod) {
		p.CreationTimestamp = metav1.NewTime(job.CreationTimestamp.Add(time.Duration(minute) * time.Minute))
		p.Annotations = map[string]string{batchv1.JobCompletionIndexAnnotation: index}
		p.Status.Phase = corev1.PodFailed
		if code == 0 {
			p.Status.Phase = corev1.PodSucceeded
		}
		from := p.CreationTimestamp.Time
		p.Status.ContainerStatuses = []corev1.ContainerStatus{terminated("main", code, from, from.Add(time.Second))}
	})
}

func names(pods []diagnose.Pod) []string {
	var all []string
	for _, p := range pods {
		all = append(all, p.Name)
	}
	return all
}

// An index that fails in the first minute is still seen hours later, however often others fail and however many go well.
func TestEvidenceShowsDifferentIndexes(t *testing.T) {
	t.Parallel()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"), withCondition(batchv1.JobFailed, "FailedIndexes", at(t, "14:00:00")))
	failed := "1,7"
	job.Status.FailedIndexes = &failed
	var b podBook
	b.see(indexPod(job, 1, "1", 3), false)
	for minute := range 40 { // index 4 fails now and then, and is well in the end
		b.see(indexPod(job, 2+minute, "4", int32(minute%2)), false)
	}
	for minute := range 20 {
		b.see(indexPod(job, 50+minute, fmt.Sprint(20+minute), 0), false)
	}
	b.see(indexPod(job, 90, "7", 1), false)
	b.see(indexPod(job, 91, "7", 1), false)
	got := names(chosen(b.pods, prefer(job), nil))
	for _, want := range []string{"p01-index-1", "p91-index-7"} {
		found := false
		for _, name := range got {
			found = found || name == want
		}
		if !found {
			t.Errorf("%s is not among %q", want, got)
		}
	}
	if len(got) != maxEvidencePods || len(b.pods) != maxPods {
		t.Errorf("%d of %d pods", len(got), len(b.pods))
	}
}

// Why a run goes on is said by the pods that go on, however many have failed before.
func TestEvidenceOfARunThatGoesOn(t *testing.T) {
	t.Parallel()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"))
	var b podBook
	b.see(aPod(job, "works", withStatus(running("main", at(t, "10:00:05"))), func(p *corev1.Pod) { p.Status.Phase = corev1.PodRunning }), false)
	for minute := range 9 {
		b.see(indexPod(job, minute+1, "", 3), false)
	}
	want := []string{"works", "p06-index-", "p07-index-", "p08-index-", "p09-index-"}
	if diff := cmp.Diff(want, names(chosen(b.pods, prefer(job), nil))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	live := map[string]string{"works": "", "p07-index-": "", "p08-index-": "", "p09-index-": ""}
	pods := chosen(b.pods, prefer(job), nil)
	var read []string
	for _, p := range worthReading(pods, live, prefer(job)) {
		read = append(read, p.Name)
	}
	if diff := cmp.Diff([]string{"works", "p09-index-", "p08-index-"}, read); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	for _, p := range pods {
		if p.Gone != (p.Name == "p06-index-") {
			t.Errorf("%s is gone: %t", p.Name, p.Gone)
		}
	}
	ended := aJob(aCronJob("backup"), at(t, "10:00:00"), withCondition(batchv1.JobFailed, "BackoffLimitExceeded", at(t, "11:00:00")))
	want = []string{"p05-index-", "p06-index-", "p07-index-", "p08-index-", "p09-index-"}
	if diff := cmp.Diff(want, names(chosen(b.pods, prefer(ended), nil))); diff != "" {
		t.Errorf("once it has failed (-want +got):\n%s", diff)
	}
}
