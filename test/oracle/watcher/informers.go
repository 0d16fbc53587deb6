package watcher

import (
	"context"
	"sync"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/test/oracle/apiserver"
)

// watched are the clients of a source: informers as internal/kube makes them, over the simulated API server.
func watched(client *apiserver.Client) kube.Clients {
	continuity := &kube.Continuity{}
	cronJobs := informer(continuity.Observe(lists(client, client.BatchV1().CronJobs("").List, client.BatchV1().CronJobs("").Watch)), &batchv1.CronJob{})
	jobs := informer(continuity.Observe(lists(client, client.BatchV1().Jobs("").List, client.BatchV1().Jobs("").Watch)), &batchv1.Job{})
	pods := informer(lists(client, client.CoreV1().Pods("").List, client.CoreV1().Pods("").Watch), &corev1.Pod{})
	return kube.Clients{
		API: client,
		Scopes: []kube.Scope{{
			CronJobs: cronJobs, Jobs: jobs, Pods: pods, Continuity: continuity,
			Start: func(ctx context.Context) error {
				var running sync.WaitGroup
				for _, i := range []cache.SharedIndexInformer{cronJobs, jobs, pods} {
					running.Go(func() { i.RunWithContext(ctx) })
				}
				running.Wait()
				return nil
			},
		}},
	}
}

func informer(lw cache.ListerWatcher, object runtime.Object) cache.SharedIndexInformer {
	return cache.NewSharedIndexInformer(lw, object, resync, cache.Indexers{})
}

// lists makes what an informer lists and watches with, in the plain way: first a list, then a watch.
func lists[L runtime.Object](client *apiserver.Client, list func(context.Context, metav1.ListOptions) (L, error),
	watch func(context.Context, metav1.ListOptions) (watch.Interface, error),
) cache.ListerWatcher {
	return cache.ToListWatcherWithWatchListSemantics(&cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
			found, err := list(ctx, o)
			if err != nil {
				return nil, err // and no nil in an interface
			}
			return found, nil
		},
		WatchFuncWithContext: watch,
	}, client)
}

// recorder is the ledger, which is made after the source that records in it.
type recorder struct{ *ledger.Ledger }
