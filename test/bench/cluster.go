package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
)

// standIn is an API server in this process with CronJobs that do not change and Jobs that do. It answers what Rollcall asks for, over
// HTTP and in JSON, and counts that. It is safe for concurrent use.
type standIn struct {
	url      string
	server   *http.Server
	requests atomic.Int64

	mu      sync.Mutex
	version int
	objects map[string]map[string][]byte // resource → name → JSON
	watches map[chan []byte]string       // of which resource
}

// roomOf a watch is so large that nothing waits for who reads it.
const roomOfWatch = 1 << 16

func openStandIn(cronJobs []*batchv1.CronJob) (*standIn, error) {
	a := &standIn{
		version: 1, watches: map[chan []byte]string{},
		objects: map[string]map[string][]byte{"cronjobs": {}, "jobs": {}, "pods": {}, "events": {}},
	}
	for _, cj := range cronJobs {
		text, err := json.Marshal(cj)
		if err != nil {
			return nil, fmt.Errorf("CronJob: %w", err)
		}
		a.objects["cronjobs"][cj.Name] = text
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("API server: %w", err)
	}
	a.url, a.server = "http://"+listener.Addr().String(), &http.Server{Handler: a, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = a.server.Serve(listener) }() // it ends with Close
	return a, nil
}

func (a *standIn) config() *rest.Config { return &rest.Config{Host: a.url, QPS: -1} }

func (a *standIn) close() error { return a.server.Close() }

// put creates or changes a Job.
func (a *standIn) put(job *batchv1.Job) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.version++
	job.ResourceVersion = strconv.Itoa(a.version)
	text, err := json.Marshal(job)
	if err != nil {
		return fmt.Errorf("encoding a Job: %w", err)
	}
	kind := "ADDED"
	if a.objects["jobs"][job.Name] != nil {
		kind = "MODIFIED"
	}
	a.objects["jobs"][job.Name] = text
	line := fmt.Appendf(nil, `{"type":%q,"object":%s}`+"\n", kind, text)
	for w, resource := range a.watches {
		if resource == "jobs" {
			w <- line
		}
	}
	return nil
}

// ServeHTTP implements http.Handler.
func (a *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.requests.Add(1)
	w.Header().Set("Content-Type", "application/json")
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	resource, query := parts[len(parts)-1], r.URL.Query()
	switch {
	case r.Method == http.MethodPost: // a review of our rights
		_, _ = w.Write([]byte(`{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","status":{"allowed":true}}`))
	case a.objects[resource] == nil:
		status(w, http.StatusNotFound, "NotFound")
	case query.Get("sendInitialEvents") != "":
		status(w, http.StatusUnprocessableEntity, "Invalid")
	case query.Get("watch") != "":
		a.watch(r.Context(), w, resource)
	default:
		a.list(w, resource)
	}
}

func status(w http.ResponseWriter, code int, reason string) {
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":%q,"code":%d}`, reason, code)
}

func (a *standIn) list(w http.ResponseWriter, resource string) {
	kind := map[string]string{"cronjobs": "CronJobList", "jobs": "JobList", "pods": "PodList", "events": "EventList"}[resource]
	group := "v1"
	if strings.HasSuffix(resource, "jobs") {
		group = "batch/v1"
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	fmt.Fprintf(w, `{"kind":%q,"apiVersion":%q,"metadata":{"resourceVersion":"%d"},"items":[`, kind, group, a.version)
	first := true
	for _, text := range a.objects[resource] {
		if !first {
			_, _ = w.Write([]byte(","))
		}
		first = false
		_, _ = w.Write(text)
	}
	_, _ = w.Write([]byte("]}"))
}

func (a *standIn) watch(ctx context.Context, w http.ResponseWriter, resource string) {
	lines := make(chan []byte, roomOfWatch)
	a.mu.Lock()
	a.watches[lines] = resource
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.watches, lines)
	}()
	flusher := http.NewResponseController(w)
	for {
		if err := flusher.Flush(); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case line := <-lines:
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}
}

// manyCronJobs were due at the same slot, have long to be late, and have not been edited since they were made.
func manyCronJobs(n int, slot time.Time) []*batchv1.CronJob {
	all := make([]*batchv1.CronJob, n)
	for i := range all {
		all[i] = &batchv1.CronJob{
			TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJob"},
			ObjectMeta: metav1.ObjectMeta{
				Namespace: fmt.Sprintf("team-%d", i%100), Name: fmt.Sprintf("hourly-%d", i), UID: types.UID(fmt.Sprintf("cronjob-%d", i)),
				ResourceVersion: "1", Generation: 1, CreationTimestamp: metav1.NewTime(slot.Add(-time.Minute)),
				Annotations: map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/grace": "48h", "rollcall.dev/start-grace": "0s"},
				Labels:      map[string]string{"app.kubernetes.io/name": "hourly"},
			},
			Spec: batchv1.CronJobSpec{Schedule: fmt.Sprintf("%d %d * * *", slot.Minute(), slot.Hour())},
		}
	}
	return all
}

// jobOf is the Job of a CronJob for a slot, as it is right after it was made.
func jobOf(cj *batchv1.CronJob, slot time.Time) *batchv1.Job {
	name := fmt.Sprintf("%s-%d", cj.Name, slot.Unix()/60)
	return &batchv1.Job{
		TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "Job"},
		ObjectMeta: metav1.ObjectMeta{
			Namespace: cj.Namespace, Name: name, UID: types.UID("job-" + name), CreationTimestamp: metav1.Now(),
			Annotations:     map[string]string{batchv1.CronJobScheduledTimestampAnnotation: slot.Format(time.RFC3339)},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "CronJob", Name: cj.Name, UID: cj.UID, Controller: new(true)}},
		},
		Status: batchv1.JobStatus{Active: 1},
	}
}

// ended is the Job once it has ended well.
func ended(job *batchv1.Job) *batchv1.Job {
	job = job.DeepCopy()
	now := metav1.Now()
	job.Status = batchv1.JobStatus{Succeeded: 1, CompletionTime: &now, Conditions: []batchv1.JobCondition{
		{Type: batchv1.JobSuccessCriteriaMet, Status: "True", LastTransitionTime: now},
		{Type: batchv1.JobComplete, Status: "True", LastTransitionTime: now},
	}}
	return job
}
