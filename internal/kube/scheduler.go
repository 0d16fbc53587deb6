package kube

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/pager"

	"rollcall.dev/rollcall/internal/diagnose"
)

const (
	// leaseSilence is how long kube-controller-manager may go without renewing its Lease. It renews every 2 s and loses it
	// after 15 s (its --leader-elect-… defaults); the rest is for clocks that differ.
	leaseSilence = 40 * time.Second
	// fewAbsences is up to how many CronJobs are asked for their events one by one.
	fewAbsences = 5
)

// schedulerSilentSince is when kube-controller-manager last was known to live, where it is known to be silent now; nil where
// it lives, or where that cannot be told: a managed control plane may hide the Lease.
func (s *survey) schedulerSilentSince(now time.Time) *time.Time {
	renewed := s.pulse.renewed
	if renewed.IsZero() || now.Sub(renewed) < leaseSilence {
		return nil
	}
	for _, cj := range s.cronJobs { // without leader election an old Lease means nothing: look whether anything was done since
		if instant(cj.Status.LastScheduleTime).After(renewed) {
			return nil
		}
	}
	for _, jobs := range s.jobs {
		for _, job := range jobs {
			if _, scheduled := slotOf(job, ownerName(job)); scheduled && job.CreationTimestamp.After(renewed) {
				return nil
			}
		}
	}
	return &renewed
}

// eventsOfCronJobs lists the events of all CronJobs at once where many are absent; nil where they are few, or where it cannot
// be done: they are then asked for one by one.
func (s *Source) eventsOfCronJobs(ctx context.Context, absent int, open []*inspection) map[types.UID][]diagnose.Event {
	if absent <= fewAbsences {
		return nil
	}
	namespaces := map[string]bool{}
	for _, i := range open {
		if i.cronJob != nil {
			namespaces[i.cronJob.Namespace] = true
		}
	}
	if len(namespaces) >= manyNamespaces && s.options.Namespaces.literal() == nil {
		namespaces = map[string]bool{corev1.NamespaceAll: true}
	}
	byObject := map[types.UID][]diagnose.Event{}
	for namespace := range namespaces {
		api := s.clients.API.CoreV1().Events(namespace)
		err := pager.New(func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return api.List(ctx, o) }).
			EachListItem(ctx, metav1.ListOptions{FieldSelector: fields.OneTermEqualSelector("involvedObject.kind", "CronJob").String()},
				func(object runtime.Object) error {
					if e, ok := object.(*corev1.Event); ok && e.InvolvedObject.Kind == "CronJob" {
						byObject[e.InvolvedObject.UID] = append(byObject[e.InvolvedObject.UID], describeEvent(e))
					}
					return nil
				})
		if err != nil {
			return nil
		}
	}
	return byObject
}
