package kube

import (
	"context"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/watchlist"
)

// observed is what an informer lists and watches with, under the eyes of a Continuity.
type observed struct {
	cache.ListerWatcherWithContext

	original   cache.ListerWatcher
	continuity *Continuity

	// The continuity's lock guards these.
	up    bool      // a watch is there
	left  time.Time // when the last one broke off
	ready time.Time // when the one that is there has delivered what was missed
}

// Observe returns lw for an informer to list and watch with; how that goes is noted from then on.
func (c *Continuity) Observe(lw cache.ListerWatcher) cache.ListerWatcher {
	o := &observed{ListerWatcherWithContext: cache.ToListerWatcherWithContext(lw), original: lw, continuity: c}
	c.add(o)
	return o
}

// IsWatchListSemanticsUnSupported says of the original what client-go asks of it (k8s.io/client-go/util/watchlist).
func (o *observed) IsWatchListSemanticsUnSupported() bool {
	return watchlist.DoesClientNotSupportWatchListSemantics(o.original)
}

// List implements cache.Lister.
func (o *observed) List(options metav1.ListOptions) (runtime.Object, error) {
	return o.ListWithContext(context.Background(), options)
}

// ListWithContext implements cache.ListerWithContext.
func (o *observed) ListWithContext(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
	list, err := o.ListerWatcherWithContext.ListWithContext(ctx, options)
	if err == nil {
		o.continuity.answered()
	}
	return list, err
}

// Watch implements cache.Watcher.
func (o *observed) Watch(options metav1.ListOptions) (watch.Interface, error) {
	return o.WatchWithContext(context.Background(), options)
}

// WatchWithContext implements cache.WatcherWithContext. A watch that sends the initial events is a list too (KEP-3157).
func (o *observed) WatchWithContext(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
	w, err := o.ListerWatcherWithContext.WatchWithContext(ctx, options)
	if err != nil {
		return nil, err
	}
	if options.SendInitialEvents != nil && *options.SendInitialEvents {
		o.continuity.answered()
	}
	o.continuity.connected(o)
	return &connection{Interface: w, ended: sync.OnceFunc(func() { o.continuity.ended(o) })}, nil
}

// connection is a watch whose end is noted. An informer stops every watch that it has done with, and each that broke off.
type connection struct {
	watch.Interface

	ended func()
}

// Stop implements watch.Interface.
func (c *connection) Stop() {
	c.ended()
	c.Interface.Stop()
}
