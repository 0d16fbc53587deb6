package main

import (
	"context"
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// rehearsal is the number of a failure that is not measured: it shows that everybody watches.
const rehearsal = 999

func namespace(n int) string { return fmt.Sprintf("bench-%d", n%teams) }

// cronJobName has no other one's name in it.
func cronJobName(n int) string { return fmt.Sprintf("nightly-%03d", n) }

// apply creates the namespaces and the CronJobs, which by themselves never run: a Job a day would fail beside ours.
func (s *delayed) apply(ctx context.Context) error {
	for n := range teams {
		_, err := s.cluster.Client.CoreV1().Namespaces().Create(ctx,
			&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace(n)}}, metav1.CreateOptions{})
		if err != nil {
			return fmt.Errorf("namespace: %w", err)
		}
	}
	for n := range s.failures {
		if err := s.create(ctx, n); err != nil {
			return err
		}
	}
	return s.create(ctx, rehearsal)
}

func (s *delayed) create(ctx context.Context, n int) error {
	c := cronJob(cronJobName(n), s.cluster.BusyboxImage)
	if _, err := s.cluster.Client.BatchV1().CronJobs(namespace(n)).Create(ctx, c, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("CronJob: %w", err)
	}
	return nil
}

// cronJob is one whose Jobs print a line and end with 3 at once, on a simulated node (test/cluster/stages.yaml) as on a real one.
func cronJob(name, image string) *batchv1.CronJob {
	const complaint = "ledger 2026-07: 3 rows do not add up"
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: batchv1.CronJobSpec{
			Schedule: "0 0 29 2 *", TimeZone: new("Etc/UTC"),
			JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{
				BackoffLimit: new(int32(0)),
				Template: corev1.PodTemplateSpec{
					ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{
						"rollcall.test/simulate": "exit-3", "rollcall.test/duration": "100ms", "rollcall.test/log": complaint,
					}},
					Spec: corev1.PodSpec{
						RestartPolicy: corev1.RestartPolicyNever, TerminationGracePeriodSeconds: new(int64(1)),
						Containers: []corev1.Container{{
							Name: "main", Image: image, ImagePullPolicy: corev1.PullIfNotPresent,
							Command: []string{"sh", "-c", "echo '" + complaint + "'; exit 3"},
						}},
					},
				},
			}},
		},
	}
}

// fail creates a Job as the CronJob controller would at a slot (getJobFromTemplate2 in pkg/controller/cronjob of Kubernetes).
func (s *delayed) fail(ctx context.Context, n int) error {
	ns := namespace(n)
	c, err := s.cluster.Client.BatchV1().CronJobs(ns).Get(ctx, cronJobName(n), metav1.GetOptions{})
	if err != nil {
		return fmt.Errorf("CronJob: %w", err)
	}
	slot := time.Now().Truncate(time.Minute)
	job := &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{
			Name:            fmt.Sprintf("%s-%d", c.Name, slot.Unix()/60),
			Annotations:     map[string]string{batchv1.CronJobScheduledTimestampAnnotation: slot.Format(time.RFC3339)},
			OwnerReferences: []metav1.OwnerReference{*metav1.NewControllerRef(c, batchv1.SchemeGroupVersion.WithKind("CronJob"))},
		},
		Spec: c.Spec.JobTemplate.Spec,
	}
	if _, err := s.cluster.Client.BatchV1().Jobs(ns).Create(ctx, job, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("creating a Job: %w", err)
	}
	return nil
}
