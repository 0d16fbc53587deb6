package kube

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// endingNamespaces finds out which of the namespaces are being deleted, and since when: nothing is created in them any more, and the
// CronJob controller says nothing of that. What holds up the CronJobs of many namespaces is not their end, and where a namespace may
// not be read it is taken to stay: its end is the rarest of causes, and every message would say that it could not be looked up.
func (s *Source) endingNamespaces(ctx context.Context, namespaces map[string]bool) map[string]*time.Time {
	ctx, cancel := context.WithTimeout(ctx, captureTimeout)
	defer cancel()
	if len(namespaces) > fewAbsences {
		return nil
	}
	ending := map[string]*time.Time{}
	for name := range namespaces {
		namespace, err := s.clients.API.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
		if err == nil && namespace.DeletionTimestamp != nil {
			if since := instant(namespace.DeletionTimestamp); !since.IsZero() {
				ending[name] = &since
			}
		}
	}
	return ending
}

// namespacesOf are those of the CronJobs.
func namespacesOf(all []*inspection) map[string]bool {
	namespaces := map[string]bool{}
	for _, i := range all {
		if i.cronJob != nil {
			namespaces[i.cronJob.Namespace] = true
		}
	}
	return namespaces
}
