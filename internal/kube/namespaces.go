package kube

import (
	"maps"
	"sync"

	corev1 "k8s.io/api/core/v1"
)

// namespaces knows what namespaces say of the owner of the CronJobs in them. It is safe for concurrent use.
type namespaces struct {
	mu    sync.Mutex
	known map[string]saying
}

// saying is what a namespace says.
type saying struct {
	owners  map[string]string // its annotations that name an owner; nil for none. Nobody changes them.
	version string            // its resource version
}

// of is what a namespace says; the zero value for one that was not seen.
func (n *namespaces) of(namespace string) saying {
	if n == nil {
		return saying{}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.known[namespace]
}

// note keeps what a namespace says, and reports whether that is another owner than before, or the first that is heard of it: what it says
// may have changed while nobody watched.
func (n *namespaces) note(namespace string, s saying) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := n.known[namespace]
	n.known[namespace] = s
	return before.version == "" || !maps.Equal(before.owners, s.owners)
}

// forget drops a namespace that is gone; what was in it went before.
func (n *namespaces) forget(namespace string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.known, namespace)
}

// namespace takes note of a namespace. What it says concerns the definitions of all its CronJobs.
func (s *Source) namespace(ns *corev1.Namespace, p presence) {
	if p.gone() {
		s.options.namespaces.forget(ns.Name)
		return
	}
	if s.options.namespaces.note(ns.Name, saying{s.options.keepOwners(ns.Annotations), ns.ResourceVersion}) {
		s.book.redefine(ns.Name)
	}
}

// redefine notes anew what the CronJobs of a namespace are, because it says something else of them.
func (b *book) redefine(namespace string) {
	now := b.options.clock.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	for uid, p := range b.pages {
		if p.cronJob == nil || p.dead || !p.monitored || p.cronJob.Namespace != namespace {
			continue
		}
		if p.define(b.options.defined(p.cronJob, now, b.unwitnessed(p.cronJob))) {
			b.changed(uid)
		}
	}
}
