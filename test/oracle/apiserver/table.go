package apiserver

import (
	"maps"
	"slices"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
)

// table holds the objects of one resource and the changes since the last compaction. Its server's lock guards it.
type table struct {
	resource  schema.GroupResource
	items     map[string]object // by namespace/name
	log       []change
	compacted int64
	watchers  map[*watcher]bool
}

type change struct {
	version int64
	event   watch.Event
}

func newTable(r schema.GroupResource) *table {
	return &table{resource: r, items: map[string]object{}, watchers: map[*watcher]bool{}}
}

func key(namespace, name string) string { return namespace + "/" + name }

func (t *table) get(namespace, name string) (object, error) {
	o, ok := t.items[key(namespace, name)]
	if !ok {
		return nil, apierrors.NewNotFound(t.resource, name)
	}
	return o, nil
}

// list returns the objects of a namespace, or of all with none given, in the order of their names.
func (t *table) list(namespace string) []object {
	var found []object
	for _, k := range slices.Sorted(maps.Keys(t.items)) {
		if o := t.items[k]; namespace == "" || o.GetNamespace() == namespace {
			found = append(found, o)
		}
	}
	return found
}

func (t *table) tell(c change) {
	t.log = append(t.log, c)
	for w := range t.watchers {
		w.tell(c)
	}
}

// watch begins where a version ends. The empty version begins now.
func (t *table) watch(c *Client, namespace, version string) (*watcher, error) {
	w := &watcher{client: c, table: t, namespace: namespace, events: make(chan watch.Event, watchBuffer)}
	if from, err := strconv.ParseInt(version, 10, 64); err == nil && from > 0 {
		if from < t.compacted {
			return nil, apierrors.NewResourceExpired("too old resource version: " + version)
		}
		for _, change := range t.log {
			if change.version > from {
				w.tell(change)
			}
		}
	}
	t.watchers[w] = true
	return w, nil
}

// watchBuffer bounds the events that wait for a watcher; one that is slower is cut off and goes on with a new watch.
const watchBuffer = 1024

// watcher is one watch of one client.
type watcher struct {
	client    *Client
	table     *table
	namespace string
	events    chan watch.Event
	stopped   bool
}

func (w *watcher) tell(c change) {
	o, ok := c.event.Object.(metav1.Object)
	if w.stopped || !ok || (w.namespace != "" && o.GetNamespace() != w.namespace) {
		return
	}
	if len(w.events) == cap(w.events) {
		w.stop()
		return
	}
	w.events <- c.event
}

// stop ends the watch. The caller holds the server's lock.
func (w *watcher) stop() {
	if !w.stopped {
		w.stopped = true
		delete(w.table.watchers, w)
		close(w.events)
	}
}

// Stop implements watch.Interface.
func (w *watcher) Stop() {
	w.client.server.mu.Lock()
	defer w.client.server.mu.Unlock()
	w.stop()
}

// ResultChan implements watch.Interface.
func (w *watcher) ResultChan() <-chan watch.Event { return w.events }
