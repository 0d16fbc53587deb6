package kube

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// apiWorld is an API server inside a synctest bubble, with a clock of its own: what it is asked over HTTP it answers, as far as this
// package asks, or refuses, or leaves unanswered. It is safe for concurrent use.
type apiWorld struct {
	mu       sync.Mutex
	ahead    time.Duration
	version  int
	objects  map[string]map[string]runtime.Object // resource → namespace/name
	log      []worldEvent
	oldest   int // version from which on the log is kept
	watches  map[*worldWatch]bool
	fault    func(verb, resource, namespace string) int // HTTP status to refuse with; -1: no answer; 0: none
	requests map[string]int                             // by verb and resource
}

type worldEvent struct {
	version  int
	kind     string
	resource string
	object   runtime.Object
}

type worldWatch struct {
	resource, namespace string
	events              chan worldEvent
	gone                chan struct{}
}

func newAPIWorld() *apiWorld {
	return &apiWorld{version: 100, objects: map[string]map[string]runtime.Object{}, watches: map[*worldWatch]bool{}, requests: map[string]int{}}
}

// config is how a client reaches it.
func (a *apiWorld) config() *rest.Config {
	return &rest.Config{Host: "http://cluster.test", Transport: a, QPS: -1}
}

// now is what time it is there.
func (a *apiWorld) now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Now().Add(a.ahead)
}

func (a *apiWorld) set(f func(*apiWorld)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a)
}

// refuse has requests refused; nil refuses none. Watches that are open stay so.
func (a *apiWorld) refuse(f func(verb, resource, namespace string) int) {
	a.set(func(a *apiWorld) { a.fault = f })
}

// asked is how often something was asked: "list jobs".
func (a *apiWorld) asked(what string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.requests[what]
}

// breakWatches ends all watches, as an API server does every few minutes. What happened before is forgotten if compact is set.
func (a *apiWorld) breakWatches(compact bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for w := range a.watches {
		close(w.gone)
	}
	clear(a.watches)
	if compact {
		a.version++ // somebody changed something else
		a.log, a.oldest = nil, a.version
	}
}

func resourceOf(o runtime.Object) string {
	switch o.(type) {
	case *batchv1.CronJob:
		return "cronjobs"
	case *batchv1.Job:
		return "jobs"
	case *corev1.Pod:
		return "pods"
	case *corev1.Event:
		return "events"
	case *coordinationv1.Lease:
		return "leases"
	case *corev1.Namespace:
		return "namespaces"
	}
	return "?"
}

// put creates or updates an object.
func (a *apiWorld) put(o runtime.Object) {
	a.mu.Lock()
	defer a.mu.Unlock()
	o = o.DeepCopyObject()
	m, _ := o.(metav1.Object)
	a.version++
	m.SetResourceVersion(strconv.Itoa(a.version))
	resource, key := resourceOf(o), m.GetNamespace()+"/"+m.GetName()
	if a.objects[resource] == nil {
		a.objects[resource] = map[string]runtime.Object{}
	}
	kind := "ADDED"
	if a.objects[resource][key] != nil {
		kind = "MODIFIED"
	}
	a.objects[resource][key] = o
	a.tell(worldEvent{a.version, kind, resource, o})
}

func (a *apiWorld) remove(o runtime.Object) {
	a.mu.Lock()
	defer a.mu.Unlock()
	m, _ := o.(metav1.Object)
	resource, key := resourceOf(o), m.GetNamespace()+"/"+m.GetName()
	last := a.objects[resource][key].DeepCopyObject()
	delete(a.objects[resource], key)
	a.version++
	gone, _ := last.(metav1.Object)
	gone.SetResourceVersion(strconv.Itoa(a.version))
	a.tell(worldEvent{a.version, "DELETED", resource, last})
}

func (a *apiWorld) tell(e worldEvent) {
	a.log = append(a.log, e)
	for w := range a.watches {
		if w.wants(e) {
			w.events <- e
		}
	}
}

func (w *worldWatch) wants(e worldEvent) bool {
	m, _ := e.object.(metav1.Object)
	return w.resource == e.resource && (w.namespace == "" || w.namespace == m.GetNamespace())
}

// RoundTrip implements http.RoundTripper.
func (a *apiWorld) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/selfsubjectaccessreviews") {
		return a.review(r), nil
	}
	verb, resource, namespace, name := meaning(r)
	a.mu.Lock()
	if a.requests[verb+" "+resource]++; strings.Contains(r.URL.Query().Get("labelSelector"), "=") {
		a.requests[verb+" "+resource+" of a Job"]++
	}
	status := 0
	if a.fault != nil {
		status = a.fault(verb, resource, namespace)
	}
	a.mu.Unlock()
	switch {
	case status < 0:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case status > 0:
		return a.failure(r, status), nil
	case verb == "watch":
		return a.watch(r, resource, namespace)
	case verb == "list":
		return a.list(r, resource, namespace), nil
	case resource == "pods/log":
		return a.response(r, http.StatusOK, io.NopCloser(strings.NewReader("a line\n"))), nil
	}
	a.mu.Lock()
	o := a.objects[resource][namespace+"/"+name]
	a.mu.Unlock()
	if o == nil {
		return a.failure(r, http.StatusNotFound), nil
	}
	return a.response(r, http.StatusOK, jsonBody(typed(o))), nil
}

// meaning reads a request as the authorization of an API server does.
func meaning(r *http.Request) (verb, resource, namespace, name string) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if i := slices.Index(parts, "namespaces"); i >= 0 && i+2 == len(parts) {
		return "get", "namespaces", parts[i+1], parts[i+1]
	} else if i >= 0 && i+2 < len(parts) {
		namespace, parts = parts[i+1], parts[i+2:]
	} else {
		parts = parts[len(parts)-1:]
	}
	resource, verb = parts[0], "list"
	if len(parts) > 1 {
		name, verb = parts[1], "get"
	}
	if len(parts) > 2 {
		resource += "/" + parts[2]
	}
	if r.URL.Query().Get("watch") == "true" {
		verb = "watch"
	}
	return verb, resource, namespace, name
}

func (a *apiWorld) list(r *http.Request, resource, namespace string) *http.Response {
	a.mu.Lock()
	items := []runtime.Object{}
	for _, key := range slices.Sorted(maps.Keys(a.objects[resource])) {
		if o := a.objects[resource][key]; (namespace == "" || strings.HasPrefix(key, namespace+"/")) && selected(r, o) {
			items = append(items, o)
		}
	}
	kind := map[string]string{"cronjobs": "CronJobList", "jobs": "JobList", "pods": "PodList", "events": "EventList", "namespaces": "NamespaceList"}[resource]
	list := map[string]any{
		"kind": kind, "apiVersion": groupVersion(resource), "items": items, "metadata": metav1.ListMeta{ResourceVersion: strconv.Itoa(a.version)},
	}
	a.mu.Unlock()
	return a.response(r, http.StatusOK, jsonBody(list))
}

func selected(r *http.Request, o runtime.Object) bool {
	if p, ok := o.(*corev1.Pod); ok {
		_, job, exact := strings.Cut(r.URL.Query().Get("labelSelector"), "=")
		return !exact || p.Labels[batchv1.JobNameLabel] == job
	}
	if e, ok := o.(*corev1.Event); ok {
		_, uid, _ := strings.Cut(r.URL.Query().Get("fieldSelector"), "=")
		return uid == string(e.InvolvedObject.UID) || uid == e.InvolvedObject.Kind
	}
	return true
}

func groupVersion(resource string) string {
	switch resource {
	case "cronjobs", "jobs":
		return "batch/v1"
	case "leases":
		return "coordination.k8s.io/v1"
	}
	return "v1"
}

func typed(o runtime.Object) runtime.Object {
	o = o.DeepCopyObject()
	kind := map[string]string{"cronjobs": "CronJob", "jobs": "Job", "pods": "Pod", "events": "Event", "leases": "Lease", "namespaces": "Namespace"}
	group, version, _ := strings.Cut("/"+groupVersion(resourceOf(o)), "/")
	if g, v, ok := strings.Cut(version, "/"); ok {
		group, version = g, v
	}
	gvk := o.GetObjectKind().GroupVersionKind()
	gvk.Group, gvk.Version, gvk.Kind = group, version, kind[resourceOf(o)]
	o.GetObjectKind().SetGroupVersionKind(gvk)
	return o
}

func (a *apiWorld) watch(r *http.Request, resource, namespace string) (*http.Response, error) {
	if r.URL.Query().Get("sendInitialEvents") == "true" {
		return a.failure(r, http.StatusUnprocessableEntity), nil
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("resourceVersion"))
	w := &worldWatch{resource: resource, namespace: namespace, events: make(chan worldEvent, 1000), gone: make(chan struct{})}
	a.mu.Lock()
	if from < a.oldest {
		a.mu.Unlock()
		return a.failure(r, http.StatusGone), nil
	}
	for _, e := range a.log {
		if e.version > from && w.wants(e) {
			w.events <- e
		}
	}
	a.watches[w] = true
	a.mu.Unlock()
	reader, writer := io.Pipe()
	go func() {
		defer a.set(func(a *apiWorld) { delete(a.watches, w) })
		for {
			select {
			case <-r.Context().Done():
				_ = writer.CloseWithError(r.Context().Err())
				return
			case <-w.gone:
				_ = writer.Close()
				return
			case e := <-w.events:
				line, err := json.Marshal(map[string]any{"type": e.kind, "object": typed(e.object)})
				if _, failed := writer.Write(append(line, '\n')); err != nil || failed != nil {
					return
				}
			}
		}
	}()
	return a.response(r, http.StatusOK, reader), nil
}

// review says whether a right is there: whether what needs it would be refused.
func (a *apiWorld) review(r *http.Request) *http.Response {
	var review authorizationv1.SelfSubjectAccessReview
	if text, err := io.ReadAll(r.Body); err == nil {
		_, _, _ = scheme.Codecs.UniversalDeserializer().Decode(text, nil, &review)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests["review"]++
	wanted := review.Spec.ResourceAttributes
	resource := wanted.Resource
	if wanted.Subresource != "" {
		resource += "/" + wanted.Subresource
	}
	review.Status.Allowed = a.fault == nil || a.fault(wanted.Verb, resource, wanted.Namespace) != http.StatusForbidden
	review.TypeMeta = metav1.TypeMeta{APIVersion: "authorization.k8s.io/v1", Kind: "SelfSubjectAccessReview"}
	return a.respond(r, http.StatusCreated, jsonBody(review))
}

func (a *apiWorld) failure(r *http.Request, status int) *http.Response {
	reason := map[int]metav1.StatusReason{
		http.StatusForbidden: metav1.StatusReasonForbidden, http.StatusNotFound: metav1.StatusReasonNotFound,
		http.StatusGone: metav1.StatusReasonExpired, http.StatusTooManyRequests: metav1.StatusReasonTooManyRequests,
		http.StatusUnprocessableEntity: metav1.StatusReasonInvalid,
	}[status]
	resp := a.response(r, status, jsonBody(metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: metav1.StatusFailure, Reason: reason,
		Message: http.StatusText(status), Code: int32(status),
	}))
	if status == http.StatusTooManyRequests {
		resp.Header.Set("Retry-After", "1")
	}
	return resp
}

func (a *apiWorld) response(r *http.Request, status int, body io.ReadCloser) *http.Response {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.respond(r, status, body)
}

// respond is response for whoever holds the lock.
func (a *apiWorld) respond(r *http.Request, status int, body io.ReadCloser) *http.Response {
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: body, ContentLength: -1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().Add(a.ahead).UTC().Format(http.TimeFormat)}},
	}
}

func jsonBody(v any) io.ReadCloser {
	text, err := json.Marshal(v)
	if err != nil {
		return io.NopCloser(&failingBody{err})
	}
	return io.NopCloser(bytes.NewReader(text))
}

// failingBody is a body that breaks off.
type failingBody struct{ err error }

func (f *failingBody) Read([]byte) (int, error) { return 0, errors.Join(f.err, io.ErrUnexpectedEOF) }
