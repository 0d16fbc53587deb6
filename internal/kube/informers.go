package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/selection"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	// The bounds that we set to our own requests; the API server has its own.
	requestsPerSecond = 200
	requestsBurst     = 400
	// resync is how often the informers deliver again what they hold. It makes no request, and no write where nothing changed.
	resync = 10 * time.Hour
)

// connect returns the clients for the cluster that config leads to.
func connect(config *rest.Config, o Options) (Clients, error) {
	config = rest.CopyConfig(config)
	config.QPS, config.Burst = requestsPerSecond, requestsBurst
	config.ContentType = runtime.ContentTypeProtobuf
	config.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	if config.UserAgent == "" {
		config.UserAgent = "rollcall"
	}
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return &answers{next: next, options: o} })
	api, err := kubernetes.NewForConfig(config)
	if err != nil {
		return Clients{}, fmt.Errorf("kube: connecting: %w", err)
	}
	return watched(config, o, api)
}

// watched adds the informers: of the whole cluster, or namespace by namespace where that is how they are named.
func watched(config *rest.Config, o Options, api kubernetes.Interface) (Clients, error) {
	reach, err := rest.HTTPClientFor(config)
	if err != nil {
		return Clients{}, fmt.Errorf("kube: connecting: %w", err)
	}
	namespaces := o.Namespaces.literal()
	if namespaces == nil {
		namespaces = []string{corev1.NamespaceAll}
	}
	clients := Clients{API: api}
	if o.ConfigVersions {
		if clients.Configs, err = metadata.NewForConfigAndClient(metadata.ConfigFor(config), reach); err != nil {
			return Clients{}, fmt.Errorf("kube: connecting: %w", err)
		}
	}
	for _, namespace := range namespaces {
		scope, err := newScope(config, reach, o, namespace)
		if err != nil {
			return Clients{}, fmt.Errorf("kube: preparing the watches: %w", err)
		}
		clients.Scopes = append(clients.Scopes, scope)
	}
	return clients, nil
}

// newScope returns the informers of a scope. Only pods of Jobs are watched, and of each object only what is read is held in memory.
func newScope(config *rest.Config, reach *http.Client, o Options, namespace string) (Scope, error) {
	scheme := runtime.NewScheme()
	if err := errors.Join(batchv1.AddToScheme(scheme), corev1.AddToScheme(scheme)); err != nil {
		return Scope{}, err
	}
	ofJobs, err := labels.NewRequirement(batchv1.JobNameLabel, selection.Exists, nil)
	if err != nil {
		return Scope{}, err
	}
	period, continuity := resync, &Continuity{}
	options := cache.Options{
		HTTPClient: reach, Scheme: scheme, Mapper: mapper(), SyncPeriod: &period,
		ByObject: map[client.Object]cache.ByObject{
			&batchv1.CronJob{}:  {Transform: slim(slimCronJob)},
			&batchv1.Job{}:      {Transform: slim(slimJob)},
			&corev1.Pod{}:       {Transform: slim(slimPod), Label: labels.NewSelector().Add(*ofJobs)},
			&corev1.Namespace{}: {Transform: slim(slimNamespace)},
		},
		DefaultWatchErrorHandler: o.watchFailed,
		NewInformer: func(lw toolscache.ListerWatcher, object runtime.Object, every time.Duration, by toolscache.Indexers) toolscache.SharedIndexInformer {
			switch object.(type) {
			case *batchv1.CronJob, *batchv1.Job: // what pods show is asked for where it matters
				lw = continuity.Observe(lw)
			}
			return toolscache.NewSharedIndexInformer(lw, object, every, by)
		},
	}
	if namespace != corev1.NamespaceAll {
		options.DefaultNamespaces = map[string]cache.Config{namespace: {}}
	}
	informers, err := cache.New(config, options)
	if err != nil {
		return Scope{}, err
	}
	scope := Scope{Namespace: namespace, Continuity: continuity, Start: informers.Start}
	wanted := map[client.Object]*Informer{
		&batchv1.CronJob{}: &scope.CronJobs, &batchv1.Job{}: &scope.Jobs, &corev1.Pod{}: &scope.Pods,
	}
	if namespace == corev1.NamespaceAll {
		wanted[&corev1.Namespace{}] = &scope.Namespaces
	}
	for object, informer := range wanted {
		if *informer, err = informers.GetInformer(context.Background(), object, cache.BlockUntilSynced(false)); err != nil {
			return Scope{}, fmt.Errorf("%T: %w", object, err)
		}
	}
	return scope, nil
}

// mapper knows the kinds by heart, so that an API server that is away at the start is no error.
func mapper() meta.RESTMapper {
	m := meta.NewDefaultRESTMapper(nil)
	m.Add(batchv1.SchemeGroupVersion.WithKind("CronJob"), meta.RESTScopeNamespace)
	m.Add(batchv1.SchemeGroupVersion.WithKind("Job"), meta.RESTScopeNamespace)
	m.Add(corev1.SchemeGroupVersion.WithKind("Pod"), meta.RESTScopeNamespace)
	m.Add(corev1.SchemeGroupVersion.WithKind("Namespace"), meta.RESTScopeRoot)
	return m
}

// watchFailed notes a watch that broke off; the informer takes it up again with growing pauses.
func (o Options) watchFailed(_ context.Context, r *toolscache.Reflector, err error) {
	resource := resourceName(r.TypeDescription())
	o.Metrics.WatchFailed(resource)
	if apierrors.IsForbidden(err) {
		return // each attempt is refused, and which right is missing was said
	}
	o.Logger.Warn("watch_broken_off", "resource", resource, "error", err)
}

// resourceName is the resource of a type as a Reflector describes it: "*v1.CronJob".
func resourceName(description string) string {
	return strings.ToLower(description[strings.LastIndexByte(description, '.')+1:]) + "s"
}
