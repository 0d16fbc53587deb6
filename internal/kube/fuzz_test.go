package kube

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// FuzzObjects: whatever an API server shows of a CronJob, a Job, a Pod and an Event becomes observations that can be stored, or none.
func FuzzObjects(f *testing.F) {
	f.Add([]byte(`{"metadata":{"name":"a","uid":"u","resourceVersion":"7"},"spec":{"schedule":"* * * * *","startingDeadlineSeconds":-9223372036854775808}}`),
		[]byte(`{"metadata":{"name":"a-29","uid":"j","ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"a","uid":"u"}]},
			"status":{"failed":1,"conditions":[{"type":"Failed","status":"True","reason":"x"}],"failedIndexes":"1-"}}`),
		[]byte(`{"metadata":{"name":"p","uid":"p","ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","uid":"j"}]},"spec":{"containers":[{"name":"c"}]},
			"status":{"phase":"Failed","containerStatuses":[{"name":"c","restartCount":-3,"lastState":{"terminated":{"exitCode":1}}}]}}`),
		[]byte(`{"reason":"BackOff","message":"m","count":-1,"series":{"count":3}}`))
	f.Add([]byte(`{}`), []byte(`{}`), []byte(`{}`), []byte(`{}`))
	const beyond = `"9999-12-31T23:30:00-01:00"`
	f.Add([]byte(`{"metadata":{"name":"a","uid":"u","creationTimestamp":`+beyond+`},"spec":{"schedule":"* * * * *"},
			"status":{"lastScheduleTime":`+beyond+`,"lastSuccessfulTime":`+beyond+`}}`),
		[]byte(`{"metadata":{"name":"a-29","uid":"j","creationTimestamp":`+beyond+`,"annotations":{"batch.kubernetes.io/cronjob-scheduled-timestamp":`+beyond+`},
			"ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"a","uid":"u"}]},
			"status":{"failed":1,"conditions":[{"type":"Failed","status":"True","lastTransitionTime":`+beyond+`}]}}`),
		[]byte(`{"metadata":{"name":"p","uid":"p","creationTimestamp":`+beyond+`,"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","uid":"j"}]},
			"spec":{"containers":[{"name":"c"}]},"status":{"conditions":[{"type":"Ready","lastTransitionTime":`+beyond+`}],"containerStatuses":[{"name":"c",
			"state":{"terminated":{"startedAt":`+beyond+`,"finishedAt":`+beyond+`}},"lastState":{"terminated":{"finishedAt":`+beyond+`}}}]}}`),
		[]byte(`{"firstTimestamp":`+beyond+`,"lastTimestamp":`+beyond+`,"eventTime":"9999-12-31T23:30:00.000000-01:00"}`))
	f.Fuzz(func(t *testing.T, a, b, c, d []byte) {
		var cj batchv1.CronJob
		var job batchv1.Job
		var pod corev1.Pod
		var event corev1.Event
		for text, into := range map[*[]byte]any{&a: &cj, &b: &job, &c: &pod, &d: &event} {
			if json.Unmarshal(*text, into) != nil {
				return
			}
		}
		o, err := Options{Recorder: &notes{}}.complete()
		if err != nil {
			t.Fatal(err)
		}
		slimMeta(&cj)
		slimMeta(&job)
		slimJob(&job)
		book := newBook(o, extents{"": {listed: true}}, func(types.UID) {}, func(runKey) {})
		book.podSeen(&pod, there)
		book.cronJobSeen(&cj)
		book.jobSeen(&job, there)
		book.podSeen(&pod, missed)
		book.jobSeen(&job, left)
		now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		var state monitor.State
		w := book.take(cj.UID)
		for _, change := range w.changes {
			o := change.observation(cj.UID)
			mustStore(t, o)
			state, _ = monitor.Apply(state, o, now)
		}
		speaking := capturer{metrics: unmeasured{}, clock: o.clock}
		for i := range w.runs {
			w.runs[i].evidence.Evidence = speaking.remembered(w.runs[i].job, &w.runs[i].pods, captured{})
			w.runs[i].evidence.final = true // there is nobody to ask for more
			e := w.runs[i].evidence.Evidence
			e.Events = append(e.Events, describeEvent(&event))
			if told, ok := speaking.tell(t.Context(), &w.runs[i]); ok {
				mustStore(t, told)
				state, _ = monitor.Apply(state, told, now)
			}
			mustStore(t, monitor.Observation{Kind: monitor.Inspected, Evidence: e})
		}
		monitor.Apply(state, monitor.Observation{Monitor: state.ID, Kind: monitor.Clock, At: now, SeenAt: now}, now)
		book.recorded(cj.UID, w)
	})
}

// mustStore fails the test where an observation cannot be stored, or takes more room than any may.
func mustStore(t *testing.T, o monitor.Observation) {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil || !utf8.Valid(text) || len(text) > 1<<20 {
		t.Fatalf("an observation of %d bytes: %v", len(text), err)
	}
}

// FuzzNeededFor: a right that is needed has a verb, and a resource that we use.
func FuzzNeededFor(f *testing.F) {
	for _, target := range []string{"/api/v1/pods?watch=1", "/api/v1/namespaces/a/pods/b/log", "/api/v1/namespaces/namespaces", "/apis/batch/v1/jobs", "//", "/api/v1/namespaces//pods"} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://cluster.test/"+strings.TrimPrefix(target, "/"), nil)
		if err != nil {
			return
		}
		needed, ok := neededFor(r)
		if ok && (needed.verb == "" || effects()[needed.resource] == "" || !strings.HasPrefix(needed.String(), needed.verb+" on ")) {
			t.Errorf("%s needs %+v", target, needed)
		}
	})
}
