package kube

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/workqueue"
)

const (
	// workers bounds how many CronJobs are recorded at a time. They wait for the ledger, which commits what waits together, so
	// many of them cost little.
	workers = 64
	// A refused record is tried again after retryFirst, then after twice as long each time, up to retryMost.
	retryFirst = 100 * time.Millisecond
	retryMost  = 30 * time.Second
)

// Source watches a cluster and records what it sees. It is the ledger's Inspector too. Create it with New.
type Source struct {
	options  Options
	clients  Clients
	capture  capturer
	book     *book
	queue    workqueue.TypedRateLimitingInterface[types.UID]
	failures workqueue.TypedInterface[runKey]
	optional []right // to be asked for at the start
	cronJobs []func(*batchv1.CronJob, bool)
}

// Clients is how a Source reaches a cluster.
type Clients struct {
	API    kubernetes.Interface
	Scopes []Scope // what is watched: the whole cluster, or some namespaces
	// Configs asks for the metadata of ConfigMaps and Secrets; nil: nobody wants to know of them.
	Configs metadata.Interface
}

// New returns a Source for the cluster that config leads to. It makes no request yet.
func New(config *rest.Config, o Options) (*Source, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	clients, err := connect(config, o)
	if err != nil {
		return nil, err
	}
	s := newSource(clients, o)
	s.optional = optional(o.Namespaces.literal())
	return s, nil
}

// NewFrom is New with other clients.
func NewFrom(clients Clients, o Options) (*Source, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	return newSource(clients, o), nil
}

func newSource(clients Clients, o Options) *Source {
	s := &Source{
		options: o, clients: clients,
		capture: capturer{api: clients.API, metrics: o.Metrics, clock: o.clock, configs: clients.Configs, secrets: o.SecretVersions},
		queue: workqueue.NewTypedRateLimitingQueue(
			workqueue.NewTypedItemExponentialFailureRateLimiter[types.UID](retryFirst, retryMost)),
		failures: workqueue.NewTyped[runKey](),
	}
	s.book = newBook(o, extentsOf(clients.Scopes), s.queue.Add, s.failures.Add)
	return s
}

// Synced reports whether everything that exists has been seen once.
func (s *Source) Synced() bool { return len(s.book.unlisted()) == 0 }

// Now is the instant that the cluster's clock has reached for certain. Until the API server has answered once it is ours.
func (s *Source) Now() time.Time { return s.options.clock.reached(time.Now()) }

// Skew is how far the cluster's clock is ahead of ours, as it stands now; false while that is not known.
func (s *Source) Skew() (time.Duration, bool) {
	least, most, known := s.options.clock.skew()
	return least + (most-least)/2, known
}

// CompareClocks asks the API server what time it is: ours was set, or stood still.
func (s *Source) CompareClocks(ctx context.Context) error {
	_, err := discovery.ToServerVersionInterfaceWithContext(s.clients.API.Discovery()).ServerVersionWithContext(ctx)
	if _, answered := errors.AsType[*apierrors.StatusError](err); err != nil && !answered {
		return fmt.Errorf("kube: asking what time it is: %w", err)
	}
	return nil
}

// Trouble says what keeps the Source from seeing all that it should, a line each: what was not listed yet, which rights are missing.
func (s *Source) Trouble() []string {
	var all []string
	for _, namespace := range s.book.unlisted() {
		if namespace == corev1.NamespaceAll {
			all = append(all, "the cluster is not listed yet")
		} else {
			all = append(all, "namespace "+namespace+" is not listed yet")
		}
	}
	for _, r := range s.options.rights.list() {
		all = append(all, "not allowed: "+r.String())
	}
	return all
}

// API is the client that the Source uses.
func (s *Source) API() kubernetes.Interface { return s.clients.API }

// OnCronJob has f called for every CronJob that is seen, changed or gone, in an informer's goroutine: f must not wait. Call it
// before Run.
func (s *Source) OnCronJob(f func(cj *batchv1.CronJob, gone bool)) {
	s.cronJobs = append(s.cronJobs, f)
}

// Run watches and records until ctx ends. While the API server is away it keeps trying.
func (s *Source) Run(ctx context.Context) error {
	defer s.queue.ShutDown()
	defer s.failures.ShutDown()
	watch, stop := context.WithCancel(ctx)
	ended := make(chan error, len(s.clients.Scopes))
	var running sync.WaitGroup
	for _, scope := range s.clients.Scopes {
		running.Go(func() {
			defer stop()
			ended <- s.follow(watch, scope)
		})
	}
	if s.optional != nil {
		running.Go(func() { s.options.rights.follow(watch, s.clients.API, s.optional) })
	}
	s.work(watch)
	stop()
	running.Wait()
	for range s.clients.Scopes {
		if err := <-ended; err != nil && ctx.Err() == nil {
			return fmt.Errorf("kube: watching: %w", err)
		}
	}
	return nil
}
