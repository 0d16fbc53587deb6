package apiserver

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
)

// Verb says what an Entry of the journal did.
type Verb string

// The verbs of the journal.
const (
	Create       Verb = "create"
	Update       Verb = "update"
	UpdateStatus Verb = "update status"
	Delete       Verb = "delete"
)

// Entry is one write that succeeded.
type Entry struct {
	At     time.Time
	Actor  string
	Verb   Verb
	Object runtime.Object // as it was stored, or as it last was; not to be changed
}

// Server is the API server. It is safe for concurrent use.
type Server struct {
	mu      sync.Mutex
	version int64
	uids    int
	journal []Entry

	cronJobs, jobs, pods *table
}

// New returns a Server with nothing in it.
func New() *Server {
	s := &Server{version: 1}
	group := batchv1.SchemeGroupVersion.Group
	s.cronJobs = newTable(schema.GroupResource{Group: group, Resource: "cronjobs"})
	s.jobs = newTable(schema.GroupResource{Group: group, Resource: "jobs"})
	s.pods = newTable(schema.GroupResource{Resource: "pods"})
	return s
}

// Journal returns everything that was written so far, oldest first.
func (s *Server) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clip(s.journal)
}

// Compact forgets all versions but the current one: a watch that wants to go on from an older one is told to list again.
func (s *Server) Compact() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range []*table{s.cronJobs, s.jobs, s.pods} {
		t.compacted, t.log = s.version, nil
	}
}

// object is what a table holds.
type object interface {
	runtime.Object
	metav1.Object
}

// write stores an object and tells the watchers. The caller holds the lock and hands the object over.
func (s *Server) write(t *table, actor string, verb Verb, o object) {
	s.version++
	o.SetResourceVersion(strconv.FormatInt(s.version, 10))
	kind := watch.Modified
	switch verb {
	case Create:
		kind = watch.Added
	case Delete:
		kind = watch.Deleted
	case Update, UpdateStatus:
	}
	if verb == Delete {
		delete(t.items, key(o.GetNamespace(), o.GetName()))
	} else {
		t.items[key(o.GetNamespace(), o.GetName())] = o
	}
	s.journal = append(s.journal, Entry{At: time.Now(), Actor: actor, Verb: verb, Object: o})
	t.tell(change{version: s.version, event: watch.Event{Type: kind, Object: o}})
}

// create completes a new object as an API server does, and stores it.
func (s *Server) create(t *table, actor string, o object) {
	s.uids++
	o.SetUID(types.UID(fmt.Sprintf("uid-%d", s.uids)))
	o.SetGeneration(1)
	o.SetCreationTimestamp(metav1.NewTime(time.Now().Truncate(time.Second)))
	s.write(t, actor, Create, o)
}

// remove deletes an object. The caller holds the lock.
func (s *Server) remove(t *table, actor string, o object) {
	last, ok := o.DeepCopyObject().(object)
	if !ok {
		return
	}
	s.write(t, actor, Delete, last)
}

// kindOf names the kind of an object for those who read the journal.
func kindOf(o runtime.Object) string {
	switch o.(type) {
	case *batchv1.CronJob:
		return "CronJob"
	case *batchv1.Job:
		return "Job"
	case *corev1.Pod:
		return "Pod"
	}
	return fmt.Sprintf("%T", o)
}

// String is the entry in a line.
func (e Entry) String() string {
	o, ok := e.Object.(metav1.Object)
	if !ok {
		return string(e.Verb)
	}
	return fmt.Sprintf("%s %s %s %s %s/%s", e.At.UTC().Format("2006-01-02T15:04:05.000"), e.Actor, e.Verb, kindOf(e.Object), o.GetNamespace(), o.GetName())
}
