package remedy

import (
	"context"
	"fmt"
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
)

const (
	pageSize = 500  // Jobs that are asked for at a time
	maxNote  = 2048 // bytes of an annotation's value that are shown
)

// Look implements remedy.Cluster.
func (c *Cluster) Look(ctx context.Context, id monitor.ID) (remedy.Job, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	known, found, err := c.options.Roll.Known(ctx, id)
	switch {
	case err != nil:
		return remedy.Job{}, fmt.Errorf("looking up what is known of %s: %w", id, err)
	case !found:
		return remedy.Job{}, refuse(remedy.NoJob, "Rollcall does not know this job any more.")
	case known.Cluster != c.options.Cluster:
		return remedy.Job{}, refuse(remedy.NoJob, "This job is in cluster %s, and Rollcall acts in cluster %s here.",
			known.Cluster, c.options.Cluster)
	}
	if err := c.open(known.Namespace); err != nil {
		return remedy.Job{}, err
	}
	cj, err := c.cronJob(ctx, known.Namespace, known.Name, id)
	if err != nil {
		return remedy.Job{}, err
	}
	jobs, err := c.jobs(ctx, known.Namespace)
	if err != nil {
		return remedy.Job{}, err
	}
	return remedy.Job{
		Monitor: id, Cluster: known.Cluster, Namespace: cj.Namespace, Name: cj.Name, UID: string(cj.UID),
		Spec: c.options.Spec(cj.Spec.JobTemplate.Spec.Template), Images: images(cj.Spec.JobTemplate.Spec.Template.Spec),
		Suspended: suspended(cj), Running: running(jobs, cj.UID), NextSlot: known.NextSlot, Usual: known.Usual,
		Declared: declared(cj.Annotations), Note: plain(cj.Annotations[annotationRerunNote], maxNote),
	}, nil
}

// jobs lists all Jobs of a namespace: no selector finds those of a CronJob that somebody made by hand.
func (c *Cluster) jobs(ctx context.Context, namespace string) ([]batchv1.Job, error) {
	var all []batchv1.Job
	for page := (metav1.ListOptions{Limit: pageSize}); ; {
		list, err := c.options.API.BatchV1().Jobs(namespace).List(ctx, page)
		if err != nil {
			return nil, c.answer(err, namespace, "listing the Jobs of namespace %s", namespace)
		}
		all = append(all, list.Items...)
		if page.Continue = list.Continue; page.Continue == "" {
			return all, nil
		}
	}
}

// running names the Jobs of a CronJob that have not ended, in their order.
func running(jobs []batchv1.Job, cronJob types.UID) []string {
	var names []string
	for i := range jobs {
		if belongs(&jobs[i], cronJob) && !ended(&jobs[i]) {
			names = append(names, jobs[i].Name)
		}
	}
	slices.Sort(names)
	return names
}

// belongs reports whether a Job is a run of the CronJob. Older kubectl and k9s make the reference without the controller flag, so that is
// not asked for; and a reference can be taken off a Job that was made here.
func belongs(job *batchv1.Job, cronJob types.UID) bool {
	return job.Annotations[annotationRerunOf] == string(cronJob) ||
		slices.ContainsFunc(job.OwnerReferences, func(r metav1.OwnerReference) bool { return r.UID == cronJob })
}

// ended reports whether a Job has: its condition says so, and no count of pods does.
func ended(job *batchv1.Job) bool {
	return slices.ContainsFunc(job.Status.Conditions, func(c batchv1.JobCondition) bool {
		return (c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed) && c.Status == corev1.ConditionTrue
	})
}

func suspended(cj *batchv1.CronJob) bool { return cj.Spec.Suspend != nil && *cj.Spec.Suspend }

// images are those of the containers, those of the job itself first.
func images(pod corev1.PodSpec) []string {
	all := make([]string, 0, len(pod.Containers)+len(pod.InitContainers))
	for _, c := range slices.Concat(pod.Containers, pod.InitContainers) {
		all = append(all, c.Image)
	}
	return all
}
