package kube

import (
	"context"
	"time"

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
}

// handle has the informers deliver into the book.
func (s *Source) handle() (registrations, error) {
	cronJobs, err := s.clients.CronJobs.AddEventHandler(handlers(s.cronJob))
	if err != nil {
		return registrations{}, err
	}
	jobs, err := s.clients.Jobs.AddEventHandler(handlers(s.book.jobSeen))
	if err != nil {
		return registrations{}, err
	}
	pods, err := s.clients.Pods.AddEventHandler(handlers(s.book.podSeen))
	if err != nil {
		return registrations{}, err
	}
	return registrations{required: []cache.ResourceEventHandlerRegistration{cronJobs, jobs}, pods: pods}, nil
}

func (s *Source) cronJob(cj *batchv1.CronJob, gone bool) {
	if gone {
		s.book.cronJobGone(cj)
	} else {
		s.book.cronJobSeen(cj)
	}
	for _, f := range s.cronJobs {
		f(cj, gone)
	}
}

// handlers calls f for each object that is there, and with gone for each that was. A watch that broke off may not have seen
// the last of an object; what it saw last is then delivered.
func handlers[T *batchv1.CronJob | *batchv1.Job | *corev1.Pod](f func(object T, gone bool)) cache.ResourceEventHandler {
	there := func(object any) {
		if o, ok := object.(T); ok {
			f(o, false)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    there,
		UpdateFunc: func(_, object any) { there(object) },
		DeleteFunc: func(object any) {
			if last, ok := object.(cache.DeletedFinalStateUnknown); ok {
				object = last.Obj
			}
			if o, ok := object.(T); ok {
				f(o, true)
			}
		},
	}
}

// wait returns true once all have delivered what existed, false when ctx ends before.
func wait(ctx context.Context, all ...cache.ResourceEventHandlerRegistration) bool {
	const step = 20 * time.Millisecond
	ticker := time.NewTicker(step)
	defer ticker.Stop()
	for {
		done := true
		for _, r := range all {
			done = done && r.HasSynced()
		}
		if done {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
}
