package kube

import (
	"context"
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// Target is a CronJob as the injection of check-ins sees it.
type Target struct {
	Monitor    monitor.ID
	Definition monitor.Definition
	// Wanted reports whether it is watched and asks for a check-in container (rollcall.dev/checkin: "true").
	Wanted bool
}

// Target is what a CronJob, as an informer delivered it, means to the injection.
func (s *Source) Target(cj *batchv1.CronJob) Target {
	d, _ := s.options.definition(cj)
	w, _ := readAnnotations(cj.Annotations, s.options.Defaults)
	return Target{Monitor: MonitorID(cj.UID), Definition: d, Wanted: w.CheckIn && s.options.monitored(cj)}
}

// Lookup finds a CronJob: as last seen, or else by asking the API server, since the watch may be behind.
func (s *Source) Lookup(ctx context.Context, namespace, name string, uid types.UID) (Target, error) {
	if cj, ok := s.book.cronJob(uid); ok {
		return s.Target(cj), nil
	}
	cj, err := s.clients.API.BatchV1().CronJobs(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return Target{}, fmt.Errorf("kube: looking up CronJob %s/%s: %w", namespace, name, err)
	}
	if cj.UID != uid {
		return Target{}, fmt.Errorf("kube: CronJob %s/%s is another one by now", namespace, name)
	}
	return s.Target(cj), nil
}
