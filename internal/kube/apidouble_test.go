package kube

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// apiDouble is an API server with what the capture of evidence asks for. Selectors are obeyed as the real one does.
type apiDouble struct {
	t        *testing.T
	cronJobs []batchv1.CronJob
	jobs     []batchv1.Job
	pods     []corev1.Pod
	events   []corev1.Event
	lease    *coordinationv1.Lease
	logs     map[string]string // "pod/container", with "/previous" for the instance before
	refuse   map[string]int    // HTTP status by the beginning of "METHOD path", such as "GET /api/v1/namespaces/shop/events"
	ending   time.Time         // since when the namespaces are being deleted; zero: they stay
	hang     string            // requests whose path contains this are not answered

	mu       sync.Mutex
	requests []string
}

func (a *apiDouble) client() kubernetes.Interface {
	server := httptest.NewServer(a)
	a.t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	api, err := kubernetes.NewForConfig(&rest.Config{Host: server.URL, QPS: -1})
	if err != nil {
		a.t.Fatal(err)
	}
	return api
}

// asked returns the requests so far.
func (a *apiDouble) asked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.requests...)
}

func (a *apiDouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.requests = append(a.requests, r.URL.RequestURI())
	a.mu.Unlock()
	if a.hang != "" && strings.Contains(r.URL.Path, a.hang) {
		<-r.Context().Done()
		return
	}
	for prefix, status := range a.refuse {
		if strings.HasPrefix(r.URL.Path, prefix) || (strings.HasPrefix(prefix, "*") && strings.HasSuffix(r.URL.Path, prefix[1:])) {
			a.status(w, status)
			return
		}
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	namespace, rest := corev1.NamespaceAll, parts
	for i, p := range parts {
		if p == "namespaces" && i+1 < len(parts) {
			namespace, rest = parts[i+1], parts[i+2:]
		}
	}
	if namespace == corev1.NamespaceAll {
		rest = parts[len(parts)-1:]
	}
	a.serve(w, r, namespace, rest)
}

func (a *apiDouble) serve(w http.ResponseWriter, r *http.Request, namespace string, rest []string) {
	name := ""
	if len(rest) > 1 {
		name = rest[1]
	}
	if len(rest) == 0 {
		object := corev1.Namespace{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}, ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		if !a.ending.IsZero() {
			ending := metav1.NewTime(a.ending)
			object.DeletionTimestamp = &ending
		}
		a.write(w, object)
		return
	}
	in := func(o metav1.Object) bool { return namespace == corev1.NamespaceAll || o.GetNamespace() == namespace }
	switch {
	case rest[0] == "pods" && len(rest) == 3 && rest[2] == "log":
		key := name + "/" + r.URL.Query().Get("container")
		if r.URL.Query().Get("previous") == "true" {
			key += "/previous"
		}
		text, ok := a.logs[key]
		if !ok {
			a.status(w, http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(asLogged(text, r.URL.Query())))
	case rest[0] == "pods":
		_, want, _ := strings.Cut(r.URL.Query().Get("labelSelector"), "=")
		list := corev1.PodList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "PodList"}}
		for _, p := range a.pods {
			if in(&p) && (want == "" || p.Labels[batchv1.JobNameLabel] == want) {
				list.Items = append(list.Items, p)
			}
		}
		a.write(w, list)
	case rest[0] == "events":
		field, want, _ := strings.Cut(r.URL.Query().Get("fieldSelector"), "=")
		list := corev1.EventList{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "EventList"}}
		for _, e := range a.events {
			is := map[string]string{"involvedObject.uid": string(e.InvolvedObject.UID), "involvedObject.kind": e.InvolvedObject.Kind}[field]
			if in(&e) && is == want {
				list.Items = append(list.Items, e)
			}
		}
		a.write(w, list)
	case rest[0] == "leases" && a.lease != nil:
		a.write(w, a.lease)
	case rest[0] == "jobs":
		list := batchv1.JobList{TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "JobList"}}
		for _, j := range a.jobs {
			if in(&j) {
				list.Items = append(list.Items, j)
			}
		}
		a.write(w, list)
	case rest[0] == "cronjobs":
		list := batchv1.CronJobList{TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJobList"}}
		for _, c := range a.cronJobs {
			if in(&c) && c.Name == name {
				c.TypeMeta = metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJob"}
				a.write(w, c)
				return
			}
			if in(&c) {
				list.Items = append(list.Items, c)
			}
		}
		if name != "" {
			a.status(w, http.StatusNotFound)
			return
		}
		a.write(w, list)
	default:
		a.status(w, http.StatusNotFound)
	}
}

// asLogged is what the kubelet answers of a log: the last tailLines lines, and of these the first limitBytes.
func asLogged(text string, asked url.Values) string {
	if n, err := strconv.Atoi(asked.Get("tailLines")); err == nil {
		lines := strings.SplitAfter(text, "\n")
		if lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
		}
		text = strings.Join(lines[max(0, len(lines)-n):], "")
	}
	if n, err := strconv.Atoi(asked.Get("limitBytes")); err == nil {
		text = text[:min(n, len(text))]
	}
	return text
}

func (a *apiDouble) write(w http.ResponseWriter, object any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(object)
}

func (a *apiDouble) status(w http.ResponseWriter, code int) {
	reason := map[int]metav1.StatusReason{
		http.StatusForbidden: metav1.StatusReasonForbidden, http.StatusNotFound: metav1.StatusReasonNotFound,
	}[code]
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: metav1.StatusFailure, Reason: reason,
		Message: http.StatusText(code) + " password=hunter2", Code: int32(code),
	})
}

func anEvent(kind, name string, uid string, reason, text string, last time.Time) corev1.Event {
	return corev1.Event{
		ObjectMeta:     metav1.ObjectMeta{Name: name + "." + reason + last.Format(".150405"), Namespace: "shop"},
		InvolvedObject: corev1.ObjectReference{Kind: kind, Name: name, UID: typesUID(uid), Namespace: "shop"},
		Type:           corev1.EventTypeWarning, Reason: reason, Message: text, Count: 1,
		FirstTimestamp: metav1.NewTime(last), LastTimestamp: metav1.NewTime(last),
	}
}
