package kube

import (
	"context"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/pager"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// manyNamespaces is from how many namespaces on the whole cluster is listed at once, where that is what is watched.
const manyNamespaces = 8

// survey is what the API server shows of some Monitors.
type survey struct {
	cronJobs map[types.UID]*batchv1.CronJob
	jobs     map[types.UID][]*batchv1.Job // by CronJob, oldest first
	// taken are the Jobs that a CronJob does not control and that have a name which its controller may want to give.
	taken   map[types.NamespacedName]*diagnose.OtherJob
	pulse   pulse     // of the CronJob controller; felt where a run is missing
	started time.Time // when something was last started by its schedule, of all that was listed
	// unseen says why nothing is known of the Monitors of a namespace.
	unseen map[string]error
}

// survey lists what concerns the Monitors: the fresh state of their CronJobs, and all their Jobs. One namespace that cannot be listed
// hides no other.
func (s *Source) survey(ctx context.Context, states []monitor.State) survey {
	found := survey{
		cronJobs: map[types.UID]*batchv1.CronJob{}, jobs: map[types.UID][]*batchv1.Job{}, taken: map[types.NamespacedName]*diagnose.OtherJob{},
		unseen: map[string]error{},
	}
	asked := map[types.NamespacedName]types.UID{}
	wanted := map[string][]monitor.State{} // by namespace
	for _, state := range states {
		wanted[state.Definition.Namespace] = append(wanted[state.Definition.Namespace], state)
		if uid, ok := cronJobUID(state.ID); ok {
			found.jobs[uid] = nil
			asked[types.NamespacedName{Namespace: state.Definition.Namespace, Name: state.Definition.Name}] = uid
		}
	}
	if len(wanted) >= manyNamespaces && s.options.Namespaces.literal() == nil {
		wanted = map[string][]monitor.State{corev1.NamespaceAll: states}
	}
	for namespace, states := range wanted {
		err := s.surveyCronJobs(ctx, namespace, states, &found)
		if err == nil {
			err = s.surveyJobs(ctx, namespace, asked, &found)
		}
		for _, state := range states {
			found.unseen[state.Definition.Namespace] = err
		}
	}
	for _, jobs := range found.jobs {
		slices.SortFunc(jobs, func(a, b *batchv1.Job) int {
			if c := a.CreationTimestamp.Compare(b.CreationTimestamp.Time); c != 0 {
				return c
			}
			return strings.Compare(a.Name, b.Name)
		})
	}
	return found
}

func (s *Source) surveyCronJobs(ctx context.Context, namespace string, states []monitor.State, found *survey) error {
	keep := func(cj *batchv1.CronJob) {
		found.started = latest(found.started, instant(cj.Status.LastScheduleTime))
		if _, asked := found.jobs[cj.UID]; asked {
			slimMeta(cj)
			found.cronJobs[cj.UID] = cj
		}
	}
	api := s.clients.API.BatchV1().CronJobs(namespace)
	if len(states) == 1 && namespace != corev1.NamespaceAll {
		cj, err := api.Get(ctx, states[0].Definition.Name, metav1.GetOptions{})
		if err == nil {
			keep(cj)
		}
		switch {
		case apierrors.IsNotFound(err):
			return nil
		case !apierrors.IsForbidden(err): // a list shows it too
			return err
		}
	}
	return pager.New(func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return api.List(ctx, o) }).
		EachListItem(ctx, metav1.ListOptions{}, func(object runtime.Object) error {
			if cj, ok := object.(*batchv1.CronJob); ok {
				keep(cj)
			}
			return nil
		})
}

func (s *Source) surveyJobs(ctx context.Context, namespace string, asked map[types.NamespacedName]types.UID, found *survey) error {
	api := s.clients.API.BatchV1().Jobs(namespace)
	return pager.New(func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return api.List(ctx, o) }).
		EachListItem(ctx, metav1.ListOptions{}, func(object runtime.Object) error {
			job, ok := object.(*batchv1.Job)
			if !ok {
				return nil
			}
			if cronJob, ok := asked[wouldBeOf(job)]; ok {
				found.take(job, cronJob)
			}
			owner, _ := OwnerCronJob(job)
			found.started = latest(found.started, startOf(job))
			if _, asked := found.jobs[owner.UID]; asked {
				slimMeta(job)
				slimJob(job)
				found.jobs[owner.UID] = append(found.jobs[owner.UID], job)
			}
			return nil
		})
}
