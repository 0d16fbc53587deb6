package e2e

import (
	"fmt"
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
)

// apply creates a CronJob, or changes it, as its owner would.
func (s *scenario) apply(j job) *batchv1.CronJob {
	s.t.Helper()
	o := j.object(s.env.BusyboxImage)
	all := s.env.Client.BatchV1().CronJobs(s.namespace)
	var applied *batchv1.CronJob
	// Its controller writes the status at any time.
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		old, err := all.Get(s.ctx, j.name, metav1.GetOptions{})
		if err != nil {
			applied, err = all.Create(s.ctx, o, metav1.CreateOptions{})
			return err
		}
		old.Spec, old.Annotations = o.Spec, o.Annotations
		applied, err = all.Update(s.ctx, old, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		s.t.Fatalf("CronJob %s: %v", j.name, err)
	}
	return applied
}

// trigger runs a CronJob by hand.
func (s *scenario) trigger(name string) *batchv1.Job {
	s.t.Helper()
	run, err := s.env.Client.BatchV1().Jobs(s.namespace).Create(s.ctx, s.byHand(name), metav1.CreateOptions{})
	if err != nil {
		s.t.Fatalf("Job of %s: %v", name, err)
	}
	return run
}

// byHand is a Job as `kubectl create job --from` makes it.
func (s *scenario) byHand(name string) *batchv1.Job {
	s.t.Helper()
	c, err := s.env.Client.BatchV1().CronJobs(s.namespace).Get(s.ctx, name, metav1.GetOptions{})
	if err != nil {
		s.t.Fatalf("CronJob %s: %v", name, err)
	}
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{
			GenerateName: name + "-by-hand-",
			Annotations:  map[string]string{"cronjob.kubernetes.io/instantiate": "manual"},
			OwnerReferences: []metav1.OwnerReference{
				{APIVersion: "batch/v1", Kind: "CronJob", Name: c.Name, UID: c.UID, Controller: new(true)},
			},
		},
		Spec: c.Spec.JobTemplate.Spec,
	}
}

// remove deletes a CronJob.
func (s *scenario) remove(name string) {
	s.t.Helper()
	if err := s.env.Client.BatchV1().CronJobs(s.namespace).Delete(s.ctx, name, metav1.DeleteOptions{}); err != nil {
		s.t.Fatalf("CronJob %s: %v", name, err)
	}
}

// runs are the Jobs of a CronJob.
func (s *scenario) runs(name string) []batchv1.Job {
	s.t.Helper()
	list, err := s.env.Client.BatchV1().Jobs(s.namespace).List(s.ctx, metav1.ListOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	return slices.DeleteFunc(list.Items, func(j batchv1.Job) bool {
		return len(j.OwnerReferences) == 0 || j.OwnerReferences[0].Name != name
	})
}

// deleteRuns deletes them.
func (s *scenario) deleteRuns(name string) {
	s.t.Helper()
	background := metav1.DeletePropagationBackground
	for _, j := range s.runs(name) {
		if err := s.env.Client.BatchV1().Jobs(s.namespace).Delete(s.ctx, j.Name, metav1.DeleteOptions{PropagationPolicy: &background}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// running waits until a pod of a CronJob's run works.
func (s *scenario) running(name string) {
	s.t.Helper()
	eventually(s.t, nextSlot, name+" runs", func() (bool, string) {
		seen := ""
		for _, j := range s.runs(name) {
			if seen += fmt.Sprintf("%s: %+v; ", j.Name, j.Status); j.Status.Active > 0 && j.Status.Ready != nil && *j.Status.Ready > 0 {
				return true, ""
			}
		}
		return false, seen
	})
}

// of is how Rollcall's log names a CronJob.
func of(c *batchv1.CronJob) string { return "kube/" + string(c.UID) }

// ended waits until a Job has ended, and says when it began and how long it took.
func (s *scenario) ended(name string, condition batchv1.JobConditionType) (time.Time, time.Duration) {
	s.t.Helper()
	var began time.Time
	var took time.Duration
	eventually(s.t, nextSlot, "Job "+name+" is "+string(condition), func() (bool, string) {
		j, err := s.env.Client.BatchV1().Jobs(s.namespace).Get(s.ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err.Error()
		}
		for _, c := range j.Status.Conditions {
			if c.Type == condition && c.Status == corev1.ConditionTrue {
				began, took = j.CreationTimestamp.Time, c.LastTransitionTime.Sub(j.CreationTimestamp.Time)
				return true, ""
			}
		}
		return false, fmt.Sprintf("%+v", j.Status)
	})
	return began, took
}
