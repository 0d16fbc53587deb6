package kube

import (
	"context"
	"strings"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// rightsRetry is how often it is asked whether a right that is missing was given. While none is, nothing is asked.
const rightsRetry = time.Minute

// optional are the rights that are made use of only when something has gone wrong: without asking, nobody would know until then.
func optional(namespaces []string) []right {
	if len(namespaces) == 0 {
		namespaces = []string{corev1.NamespaceAll}
	}
	all := make([]right, 0, 1+3*len(namespaces))
	all = append(all, right{"get", "leases", controllerNamespace})
	for _, namespace := range namespaces {
		all = append(all, right{"list", "events", namespace}, right{"get", "pods/log", namespace}, right{"get", "namespaces", namespace})
	}
	return all
}

// follow asks whether the rights are there, and from then on whether those that are missing were given, until ctx ends.
func (r *rights) follow(ctx context.Context, api kubernetes.Interface, asked []right) {
	tick := time.NewTicker(rightsRetry)
	defer tick.Stop()
	for {
		for _, one := range asked {
			if allowed, err := may(ctx, api, one); err == nil {
				r.note(one, !allowed)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			asked = r.list()
		}
	}
}

// may asks the API server whether we have a right. Everybody may ask that of himself.
func may(ctx context.Context, api kubernetes.Interface, r right) (bool, error) {
	resource, sub, _ := strings.Cut(r.resource, "/")
	group := map[string]string{"cronjobs": "batch", "jobs": "batch", "leases": "coordination.k8s.io"}[resource]
	wanted := &authorizationv1.ResourceAttributes{Verb: r.verb, Group: group, Resource: resource, Subresource: sub, Namespace: r.namespace}
	switch resource {
	case "leases":
		wanted.Name = controllerLease
	case "namespaces":
		wanted.Name = r.namespace
	}
	review, err := api.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, &authorizationv1.SelfSubjectAccessReview{
		Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: wanted},
	}, metav1.CreateOptions{})
	if err != nil {
		return false, err
	}
	return review.Status.Allowed, nil
}
