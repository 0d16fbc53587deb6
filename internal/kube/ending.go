package kube

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// endingNamespaces finds out which of the namespaces are being deleted, and since when: nothing is created in them any more, and the
// CronJob controller says nothing of that. What holds up the CronJobs of many namespaces is not their end, and where a namespace may
// not be read it is taken to stay: its end is the rarest of causes, and every message would say that it could not be looked up.
func (s *Source) endingNamespaces(ctx context.Context, open []*inspection) map[string]*time.Time {
	ctx, cancel := context.WithTimeout(ctx, captureTimeout)
	defer cancel()
	ending := map[string]*time.Time{}
	for _, i := range open {
		if i.cronJob != nil {
			ending[i.cronJob.Namespace] = nil
		}
	}
	if len(ending) > fewAbsences {
		return nil
	}
	for name := range ending {
		namespace, err := s.clients.API.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
		if err == nil && namespace.DeletionTimestamp != nil {
			since := namespace.DeletionTimestamp.UTC()
			ending[name] = &since
		}
	}
	return ending
}
