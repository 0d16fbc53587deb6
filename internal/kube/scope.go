package kube

import (
	"context"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
)

const (
	// podPatience is how long the start waits for the list of pods: without the right to read them everything else still works.
	podPatience = 10 * time.Second
	// namespacePatience is the same for the list of namespaces, without which only the owners that they name are not known.
	namespacePatience = 2 * time.Second
	// listPatience is how long the lists may take before that is worth a line in the log.
	listPatience = time.Minute
)

// Scope is what is listed and watched together, and works or does not by itself: the whole cluster, or one namespace, where rights
// are given by namespace.
type Scope struct {
	Namespace string // empty: the whole cluster
	// The informers deliver what is watched. Their objects are not changed by anyone.
	CronJobs, Jobs, Pods Informer
	// Namespaces delivers what namespaces say of owners; nil where only some namespaces are watched, and so may be read.
	Namespaces Informer
	// Continuity follows the informers; nil where they are believed to have shown everything.
	Continuity *Continuity
	// Start runs the informers until ctx ends.
	Start func(ctx context.Context) error
}

// extent is what the book knows of a Scope.
type extent struct {
	continuity *Continuity
	listed     bool     // everything that exists in it has been seen
	orphans    []orphan // oldest first
}

// extents are those of all scopes, by namespace.
type extents map[string]*extent

func extentsOf(scopes []Scope) extents {
	all := extents{}
	for _, s := range scopes {
		all[s.Namespace] = &extent{continuity: s.Continuity}
	}
	return all
}

// of is the one that a namespace lies in. A namespace that is not watched has one in which nothing is ever listed.
func (e extents) of(namespace string) *extent {
	if one := e[namespace]; one != nil {
		return one
	}
	if all := e[corev1.NamespaceAll]; all != nil {
		return all
	}
	return &extent{}
}

// unlisted are the namespaces of those of which not everything has been seen.
func (e extents) unlisted() []string {
	var all []string
	for namespace, one := range e {
		if !one.listed {
			all = append(all, namespace)
		}
	}
	slices.Sort(all)
	return all
}

// momentary is how long a watch may be away without anybody minding: they are renewed all the time.
const momentary = 3 * time.Second

// behind reports whether the watches tell of what happened while they were away: it may have happened at any time since.
func (e *extent) behind() bool {
	since := e.continuity.broken(time.Now())
	return !since.IsZero() && time.Since(since) > momentary
}

// follow lists and watches a scope until ctx ends. While the API server is away, or refuses it, it keeps trying.
func (s *Source) follow(ctx context.Context, scope Scope) error {
	listed, err := s.handle(scope)
	if err != nil {
		return err
	}
	watching := make(chan error, 1)
	ctx, stop := context.WithCancel(ctx)
	go func() {
		defer stop()
		watching <- scope.Start(ctx)
	}()
	if s.waitFor(ctx, scope, listed) {
		last := s.book.allListed(scope.Namespace)
		s.options.Logger.Info("cluster_listed", "cluster", s.options.Cluster, "namespace", scope.Namespace)
		if last && s.options.Known != nil {
			s.settle(ctx)
		}
	}
	return <-watching
}

// waitFor returns when everything that exists has been delivered; false when ctx ended before that. Pods are waited for for a
// while only.
func (s *Source) waitFor(ctx context.Context, scope Scope, listed registrations) bool {
	late := time.AfterFunc(listPatience, func() {
		s.options.Logger.Warn("cluster_not_listed_yet", "cluster", s.options.Cluster, "namespace", scope.Namespace, "waited", listPatience.String())
	})
	defer late.Stop()
	if !wait(ctx, listed.required...) {
		return false
	}
	if listed.namespaces != nil {
		brief, cancel := context.WithTimeout(ctx, namespacePatience)
		wait(brief, listed.namespaces)
		cancel()
	}
	patient, cancel := context.WithTimeout(ctx, podPatience)
	defer cancel()
	if !wait(patient, listed.pods) && ctx.Err() == nil {
		s.options.Logger.Warn("pods_not_listed", "namespace", scope.Namespace, "effect", "starts of containers and their ends are not seen",
			"waited", podPatience.String())
	}
	return ctx.Err() == nil
}
