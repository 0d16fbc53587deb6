package world

import (
	"context"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// live is a Job's life after its creation, in a goroutine of its own.
func (w *World) live(ctx context.Context, job *batchv1.Job) {
	f := w.fates(job).of(w.seed, job.Namespace+"/"+job.Name)
	now := metav1.NewTime(time.Now().Truncate(time.Second))
	if !w.status(ctx, job, func(s *batchv1.JobStatus) { s.StartTime, s.Active = &now, 1 }) {
		return
	}
	w.pod(ctx, job)
	if f.never || !w.sleep(ctx, f.pending) {
		return
	}
	w.containerStarts(ctx, job)
	if !w.sleep(ctx, f.run) {
		return
	}
	w.end(ctx, job, f)
	if ttl := job.Spec.TTLSecondsAfterFinished; ttl != nil && w.sleep(ctx, time.Duration(*ttl)*time.Second) {
		w.remove(ctx, ActorTTL, job)
	}
}

// end gives a Job its last condition, as the Job controller does since 1.31: its target first, then its end.
func (w *World) end(ctx context.Context, job *batchv1.Job, f fate) {
	target, end := batchv1.JobSuccessCriteriaMet, batchv1.JobComplete
	if f.fails {
		target, end = batchv1.JobFailureTarget, batchv1.JobFailed
	}
	add := func(s *batchv1.JobStatus, t batchv1.JobConditionType) metav1.Time {
		now := metav1.NewTime(time.Now().Truncate(time.Second))
		s.Conditions = append(s.Conditions, batchv1.JobCondition{Type: t, Status: corev1.ConditionTrue, LastTransitionTime: now, LastProbeTime: now})
		return now
	}
	w.status(ctx, job, func(s *batchv1.JobStatus) {
		add(s, target)
		s.Failed = f.retries
	})
	if !w.sleep(ctx, 700*time.Millisecond) {
		return
	}
	w.status(ctx, job, func(s *batchv1.JobStatus) {
		now := add(s, end)
		s.Active = 0
		if !f.fails {
			s.CompletionTime, s.Succeeded = &now, 1
		}
	})
}

// status changes the status of a Job; false where the Job is gone.
func (w *World) status(ctx context.Context, job *batchv1.Job, f func(*batchv1.JobStatus)) bool {
	w.reach(ctx)
	api := w.jobs.BatchV1().Jobs(job.Namespace)
	stored, err := api.Get(ctx, job.Name, metav1.GetOptions{})
	if err != nil || stored.UID != job.UID {
		return false
	}
	f(&stored.Status)
	_, err = api.UpdateStatus(ctx, stored, metav1.UpdateOptions{})
	return err == nil
}

// pod creates the pod of a Job.
func (w *World) pod(ctx context.Context, job *batchv1.Job) {
	w.reach(ctx)
	_, _ = w.jobs.CoreV1().Pods(job.Namespace).Create(ctx, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: job.Name + "-x", Labels: map[string]string{batchv1.JobNameLabel: job.Name},
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: "batch/v1", Kind: "Job", Name: job.Name, UID: job.UID, Controller: new(true),
			}},
		},
		Spec:   corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "main"}}},
		Status: corev1.PodStatus{Phase: corev1.PodPending},
	}, metav1.CreateOptions{})
}

// containerStarts shows the container of a Job's pod as running.
func (w *World) containerStarts(ctx context.Context, job *batchv1.Job) {
	w.reach(ctx)
	_, _ = w.jobs.CoreV1().Pods(job.Namespace).UpdateStatus(ctx, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: job.Name + "-x"},
		Status: corev1.PodStatus{Phase: corev1.PodRunning, ContainerStatuses: []corev1.ContainerStatus{{
			Name:  "main",
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.NewTime(time.Now().Truncate(time.Second))}},
		}}},
	}, metav1.UpdateOptions{})
}

// remove deletes a Job in the name of an actor, and its pod.
func (w *World) remove(ctx context.Context, actor string, job *batchv1.Job) {
	w.reach(ctx)
	api := w.server.Client(actor).BatchV1().Jobs(job.Namespace)
	if stored, err := api.Get(ctx, job.Name, metav1.GetOptions{}); err == nil && stored.UID == job.UID {
		_ = api.Delete(ctx, job.Name, metav1.DeleteOptions{})
	}
}
