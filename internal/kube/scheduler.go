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
	"rollcall.dev/rollcall/internal/monitor"
)

const (
	// leaseSilence is how long kube-controller-manager may go without renewing its Lease. It renews every 2 s and loses it
	// after 15 s (its --leader-elect-… defaults); the rest is for clocks that differ.
	leaseSilence = 40 * time.Second
	// fewAbsences is up to how many CronJobs are asked for their events one by one.
	fewAbsences = 5
)

// scheduler is what is known of the CronJob controller. The zero value is nothing.
type scheduler struct {
	silentSince *time.Time // when it last gave a sign of life, or since when nothing was started; nil where it lives, or nobody can tell
	aliveSince  *time.Time // since when it has held its Lease, where that is fresh
	inferred    int        // from how many CronJobs the silence is inferred; 0: its Lease tells it
}

// into adds what is known to evidence.
func (k scheduler) into(e *diagnose.Evidence) {
	e.SchedulerSilentSince, e.SchedulerAliveSince, e.SchedulerInferred = k.silentSince, k.aliveSince, k.inferred
}

// scheduler finds out whether the CronJob controller lives: by its pulse, or, where a managed control plane hides that, by what the
// watched CronJobs have in common.
func (s *Source) scheduler(ctx context.Context, now time.Time, found survey, all []*inspection, events map[types.UID][]diagnose.Event) scheduler {
	p := found.pulse
	switch {
	case p.renewed.IsZero():
	case now.Sub(p.renewed) < leaseSilence:
		k := scheduler{}
		if !p.acquired.IsZero() {
			k.aliveSince = &p.acquired
		}
		return k
	case !s.lastStart(found).After(p.renewed.Add(monitor.LastActs)):
		return scheduler{silentSince: &p.renewed}
	} // without leader election an old Lease means nothing: somebody acts all the same
	return s.schedulerInferred(ctx, now, all, events)
}

// lastStart is when the CronJob controller is last known to have started something, by a survey and by the watch.
func (s *Source) lastStart(found survey) time.Time {
	return latest(found.started, s.book.lastStart())
}

// eventsOfCronJobs lists the events of all CronJobs at once where many are absent; nil where they are few, or where it cannot
// be done: they are then asked for one by one.
func (s *Source) eventsOfCronJobs(ctx context.Context, absent int, open []*inspection) map[types.UID][]diagnose.Event {
	if absent <= fewAbsences {
		return nil
	}
	return s.eventsIn(ctx, namespacesOf(open))
}

// eventsIn lists the events of all CronJobs in some namespaces; nil where that cannot be done.
func (s *Source) eventsIn(ctx context.Context, namespaces map[string]bool) map[types.UID][]diagnose.Event {
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
