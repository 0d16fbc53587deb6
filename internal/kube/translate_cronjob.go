package kube

import (
	"maps"
	"slices"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// definition is what a CronJob says of itself, and which of its annotations cannot be used.
func (o Options) definition(cj *batchv1.CronJob) (monitor.Definition, []problem) {
	w, problems := readAnnotations(cj.Annotations, o.Defaults)
	spec, _ := schedule.FromCronJob(cj.Spec.Schedule, cj.Spec.TimeZone)
	d := monitor.Definition{
		Source:          monitor.SourceKubernetes,
		Cluster:         o.Cluster,
		Namespace:       cj.Namespace,
		Name:            cj.Name,
		Generation:      resourceVersion(cj),
		Revision:        cj.Generation,
		CreatedAt:       storable(cj.CreationTimestamp.Time),
		Schedule:        spec.In(o.ControllerZone),
		Suspended:       cj.Spec.Suspend != nil && *cj.Spec.Suspend,
		Concurrency:     monitor.Allow,
		LastScheduledAt: instant(cj.Status.LastScheduleTime),
		LastSucceededAt: instant(cj.Status.LastSuccessfulTime),
		Grace:           w.Grace,
		StartGrace:      w.StartGrace,
		MaxDuration:     w.MaxDuration,
		MinDuration:     w.MinDuration,
		Confirm:         w.Confirm,
		Annotations:     keepAnnotations(cj.Annotations, o.AnnotationAliases),
		Labels:          keepLabels(cj.Labels),

		TemplateAnnotations:  o.keepOwners(cj.Spec.JobTemplate.Annotations),
		NamespaceAnnotations: o.namespaces.of(cj.Namespace).owners,

		Setup: definedSetup(cj),
	}
	if p := cj.Spec.ConcurrencyPolicy; p != "" {
		d.Concurrency = monitor.Concurrency(p)
	}
	if s := cj.Spec.StartingDeadlineSeconds; s != nil {
		deadline := time.Duration(*s) * time.Second
		d.StartingDeadline = &deadline
	}
	return d, problems
}

// maxLabels bounds the labels that are kept, far above what anybody selects by. The API server bounds each of them, and not their number.
const maxLabels = 64

// keepLabels returns what rules match on: all labels, and of very many the first by name.
func keepLabels(labels map[string]string) map[string]string {
	if len(labels) <= maxLabels {
		return maps.Clone(labels)
	}
	kept := make(map[string]string, maxLabels)
	for _, key := range slices.Sorted(maps.Keys(labels))[:maxLabels] {
		kept[key] = labels[key]
	}
	return kept
}

// monitored reports whether a CronJob is to be watched. One that is being deleted starts nothing any more.
func (o Options) monitored(cj *batchv1.CronJob) bool {
	w, _ := readAnnotations(cj.Annotations, o.Defaults)
	return w.Monitor && cj.DeletionTimestamp == nil && o.Namespaces.match(cj.Namespace)
}

// resourceVersion orders the snapshots of one object: unlike metadata.generation it moves with annotations and status too.
// Clients may compare it as a number (KEP-5504); one that is none orders nothing.
func resourceVersion(object metav1.Object) int64 {
	n, err := strconv.ParseInt(object.GetResourceVersion(), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
