package kube

import (
	"context"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// Informer delivers the objects of one kind. Those of client-go and of controller-runtime fit.
type Informer interface {
	AddEventHandler(handler cache.ResourceEventHandler) (cache.ResourceEventHandlerRegistration, error)
}

// registrations tell when everything that existed at the start has been delivered.
type registrations struct {
	required []cache.ResourceEventHandlerRegistration
	pods     cache.ResourceEventHandlerRegistration
	// namespaces is nil where these are not watched.
	namespaces cache.ResourceEventHandlerRegistration
}

// handle has the informers deliver into the book.
func (s *Source) handle(scope Scope) (registrations, error) {
	cronJobs, err := scope.CronJobs.AddEventHandler(handlers(s.cronJob))
	if err != nil {
		return registrations{}, err
	}
	jobs, err := scope.Jobs.AddEventHandler(handlers(s.book.jobSeen))
	if err != nil {
		return registrations{}, err
	}
	pods, err := scope.Pods.AddEventHandler(handlers(s.book.podSeen))
	if err != nil {
		return registrations{}, err
	}
	all := registrations{required: []cache.ResourceEventHandlerRegistration{cronJobs, jobs}, pods: pods}
	if scope.Namespaces != nil {
		if all.namespaces, err = scope.Namespaces.AddEventHandler(handlers(s.namespace)); err != nil {
			return registrations{}, err
		}
	}
	return all, nil
}

func (s *Source) cronJob(cj *batchv1.CronJob, p presence) {
	if p.gone() {
		s.book.cronJobGone(cj)
	} else {
		s.book.cronJobSeen(cj)
	}
	for _, f := range s.cronJobs {
		f(cj, p.gone())
	}
}

// presence is how a watch shows an object.
type presence int

const (
	there  presence = iota
	left            // it was seen to go, and this is how it was then
	missed          // nobody saw it go: this is how it was seen last, and what became of it since is not known
)

func (p presence) gone() bool { return p != there }

// handlers calls f for each object that is there, and for each that is not any more. A watch that broke off may not have seen
// the last of an object; what it saw last is then delivered.
func handlers[T *batchv1.CronJob | *batchv1.Job | *corev1.Pod | *corev1.Namespace](f func(object T, p presence)) cache.ResourceEventHandler {
	tell := func(object any, p presence) {
		if o, ok := object.(T); ok {
			f(o, p)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { tell(object, there) },
		UpdateFunc: func(_, object any) { tell(object, there) },
		DeleteFunc: func(object any) {
			if last, ok := object.(cache.DeletedFinalStateUnknown); ok {
				tell(last.Obj, missed)
				return
			}
			tell(object, left)
		},
	}
}

// wait returns true once all have delivered what existed, false when ctx ends before.
func wait(ctx context.Context, all ...cache.ResourceEventHandlerRegistration) bool {
	for _, r := range all {
		select {
		case <-r.HasSyncedChecker().Done():
		case <-ctx.Done():
			return false
		}
	}
	return true
}
