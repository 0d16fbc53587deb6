package kube

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

// failedRun is a Job that failed with exit code 3, and its pod.
func failedRun(t *testing.T) (*batchv1.Job, *corev1.Pod) {
	t.Helper()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"), withCondition(batchv1.JobFailureTarget, "BackoffLimitExceeded", at(t, "10:00:09")),
		withCondition(batchv1.JobFailed, "BackoffLimitExceeded", at(t, "10:00:09")))
	return job, aPod(job, "backup-x", withStatus(terminated("main", 3, at(t, "10:00:02"), at(t, "10:00:08"))))
}

func TestCaptureFailure(t *testing.T) {
	t.Parallel()
	job, pod := failedRun(t)
	a := &apiDouble{
		t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "reading\npassword=hunter2\nboom\n"},
		events: []corev1.Event{
			anEvent("Pod", "backup-x", string(pod.UID), "BackOff", "back-off", at(t, "10:00:05")),
			anEvent("Job", job.Name, string(job.UID), "BackoffLimitExceeded", "limit", at(t, "10:00:09")),
			anEvent("Job", job.Name, "an older Job of that name", "FailedCreate", "quota", at(t, "09:00:00")),
		},
	}
	got := capturer{api: a.client(), metrics: unmeasured{}}.failure(t.Context(), job, &podBook{}, captured{})
	if !got.final {
		t.Error("the Job has failed: there is nothing more to come")
	}
	e := got.Evidence
	if len(e.Gaps) != 0 || len(e.Conditions) != 2 || e.Job != job.Name {
		t.Errorf("evidence %+v", e)
	}
	if len(e.Pods) != 1 || e.Pods[0].Containers[0].LogTail != "reading\npassword=[redacted]\nboom" {
		t.Errorf("pods %+v", e.Pods)
	}
	var events []string
	for _, ev := range e.Events {
		events = append(events, ev.Object+" "+ev.Reason)
	}
	want := []string{"Pod/backup-x BackOff", "Job/" + job.Name + " BackoffLimitExceeded"}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if cause := diagnose.Failed(*e); cause.Code != diagnose.ExitCode || *cause.ExitCode != 3 || !strings.HasSuffix(cause.LogTail, "boom") {
		t.Errorf("cause %+v", cause)
	}
}

func TestCaptureGaps(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*apiDouble)
		want   []string
	}{
		"no right to logs": {
			func(a *apiDouble) { a.refuse = map[string]int{"*/log": http.StatusForbidden} },
			[]string{"the log of container main in pod backup-x could not be read: forbidden; Rollcall's service account needs get on pods/log"},
		},
		"the log is gone": {
			func(a *apiDouble) { a.logs = nil },
			[]string{"the log of container main in pod backup-x could not be read: gone"},
		},
		"no right to events": {
			func(a *apiDouble) { a.refuse = map[string]int{"*/events": http.StatusForbidden} },
			[]string{
				"the events of Job JOB could not be read: forbidden; Rollcall's service account needs list on events",
				"the events of Pod backup-x could not be read: forbidden; Rollcall's service account needs list on events",
			},
		},
		"no right to pods": {
			func(a *apiDouble) { a.refuse = map[string]int{"*/pods": http.StatusForbidden} },
			[]string{"the pods of Job JOB could not be read: forbidden; Rollcall's service account needs list on pods"},
		},
		"a node that does not answer": {
			func(a *apiDouble) { a.hang = "/log" },
			[]string{"the log of container main in pod backup-x could not be read within 2s"},
		},
		"a broken server": {
			func(a *apiDouble) { a.refuse = map[string]int{"*/log": http.StatusInternalServerError} },
			[]string{"the log of container main in pod backup-x could not be read: Internal Server Error password=[redacted]"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job, pod := failedRun(t)
			a := &apiDouble{t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "boom"}}
			tc.change(a)
			known := &podBook{}
			known.see(pod, false)
			began := time.Now()
			e := capturer{api: a.client(), metrics: unmeasured{}}.failure(t.Context(), job, known, captured{})
			if took := time.Since(began); took > captureTimeout+time.Second {
				t.Errorf("took %s", took)
			}
			for i := range tc.want {
				tc.want[i] = strings.ReplaceAll(tc.want[i], "JOB", job.Name)
			}
			if diff := cmp.Diff(tc.want, e.Gaps); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
			if cause := diagnose.Failed(*e.Evidence); cause.Code != diagnose.ExitCode {
				t.Errorf("the cause is lost with the gap: %+v", cause)
			}
		})
	}
}

// With restartPolicy OnFailure the controller deletes the pod when the limit is reached: what was captured at FailureTarget
// has to last.
func TestCaptureOutlivesThePod(t *testing.T) {
	t.Parallel()
	job, pod := failedRun(t)
	failed := job.Status.Conditions[1]
	job.Status.Conditions = job.Status.Conditions[:1]
	waiting := corev1.ContainerStatus{
		Name: "main", RestartCount: 1, State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}},
		LastTerminationState: terminated("main", 5, at(t, "10:00:02"), at(t, "10:00:03")).State,
	}
	pod.Status.ContainerStatuses = []corev1.ContainerStatus{waiting}
	a := &apiDouble{t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "boom"}}
	c := capturer{api: a.client(), metrics: unmeasured{}}
	known := &podBook{}
	first := c.failure(t.Context(), job, known, captured{})
	if first.final {
		t.Error("more is to come after FailureTarget")
	}
	a.pods, a.logs = nil, nil
	pod.Status = corev1.PodStatus{Phase: corev1.PodFailed}
	known.see(pod, true)
	job.Status.Conditions = append(job.Status.Conditions, failed)
	second := c.failure(t.Context(), job, known, first)
	if len(second.Gaps) != 0 {
		t.Errorf("gaps %v", second.Gaps)
	}
	cause := diagnose.Failed(*second.Evidence)
	if cause.Code != diagnose.ExitCode || *cause.ExitCode != 5 || cause.LogTail != "boom" {
		t.Errorf("cause %+v", cause)
	}
}

func TestCaptureTheInstanceThatFailed(t *testing.T) {
	t.Parallel()
	job, pod := failedRun(t)
	again := running("main", at(t, "10:00:07"))
	again.LastTerminationState = terminated("main", 3, at(t, "10:00:02"), at(t, "10:00:06")).State
	pod.Status.ContainerStatuses = []corev1.ContainerStatus{again}
	a := &apiDouble{t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "new", "backup-x/main/previous": "old"}}
	e := capturer{api: a.client(), metrics: unmeasured{}}.failure(t.Context(), job, &podBook{}, captured{})
	if got := e.Pods[0].Containers[0].LogTail; got != "old" {
		t.Errorf("log tail %q", got)
	}
}

func TestCaptureManyPods(t *testing.T) {
	t.Parallel()
	job, pod := failedRun(t)
	a := &apiDouble{t: t, logs: map[string]string{}}
	for i := range 12 {
		p := pod.DeepCopy()
		p.Name = fmt.Sprintf("p%02d", i)
		p.UID = typesUID(p.Name)
		p.CreationTimestamp = metav1.NewTime(job.CreationTimestamp.Add(time.Duration(i) * time.Second))
		a.pods = append(a.pods, *p)
		a.logs[p.Name+"/main"] = p.Name
	}
	e := capturer{api: a.client(), metrics: unmeasured{}}.failure(t.Context(), job, &podBook{}, captured{})
	var logs []string
	for _, p := range e.Pods {
		logs = append(logs, p.Name+":"+p.Containers[0].LogTail)
	}
	want := []string{"p07:", "p08:", "p09:p09", "p10:p10", "p11:p11"}
	if diff := cmp.Diff(want, logs); diff != "" {
		t.Errorf("pods and logs (-want +got):\n%s", diff)
	}
}

func TestSpeaker(t *testing.T) {
	t.Parallel()
	code := func(n int32) *int32 { return &n }
	ended := func(name string, init bool, n int32) diagnose.Container {
		return diagnose.Container{Name: name, Init: init, State: "terminated", ExitCode: code(n)}
	}
	runs := func(name string) diagnose.Container { return diagnose.Container{Name: name, State: "running"} }
	tests := map[string]struct {
		containers []diagnose.Container
		want       string
	}{
		"none":                              {nil, ""},
		"none that ran":                     {[]diagnose.Container{{Name: "main", State: "waiting"}}, ""},
		"the one that failed":               {[]diagnose.Container{ended("fetch", true, 0), ended("a", false, 0), ended("b", false, 1)}, "b"},
		"an init container":                 {[]diagnose.Container{ended("fetch", true, 2), {Name: "main", State: "waiting"}}, "fetch"},
		"still running":                     {[]diagnose.Container{ended("fetch", true, 0), runs("main")}, "main"},
		"done beside one that runs":         {[]diagnose.Container{runs("proxy"), ended("main", false, 0)}, "main"},
		"what the pod says is its main one": {[]diagnose.Container{runs("proxy"), {Name: "main", State: "running", Main: true}, ended("setup", false, 0)}, "main"},
		"a sidecar was stopped":             {[]diagnose.Container{{Name: "proxy", Init: true, Sidecar: true, State: "terminated", ExitCode: code(143)}, ended("main", false, 0)}, "main"},
		"the instance before": {
			[]diagnose.Container{runs("a"), {Name: "b", State: "waiting", Last: &diagnose.LastState{ExitCode: 1}}}, "b",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if i := speaker(diagnose.Pod{Containers: tc.containers}); i >= 0 {
				got = tc.containers[i].Name
			}
			if got != tc.want {
				t.Errorf("the log of %q, want that of %q", got, tc.want)
			}
		})
	}
}

func TestLogTail(t *testing.T) {
	t.Parallel()
	var long strings.Builder
	for i := range 200 {
		fmt.Fprintf(&long, "line %03d %s\n", i, strings.Repeat("x", 150))
	}
	got := logTail(logText{text: long.String() + "the end\n"})
	if len(got) > logBytes || !strings.HasSuffix(got, "\nthe end") || !strings.HasPrefix(got, "…") {
		t.Errorf("%d bytes, from %q to %q", len(got), got[:20], got[len(got)-20:])
	}
	if got := logTail(logText{text: strings.Repeat("short\n", 100)}); strings.Count(got, "\n") != logLines-1 {
		t.Errorf("%d lines", strings.Count(got, "\n")+1)
	}
	secret := "API_TOKEN=" + strings.Repeat("s3cr3t", 1000)
	if got := logTail(logText{text: secret}); strings.Contains(got, "s3cr3t") {
		t.Errorf("a secret that the cut goes through is shown: %q", got)
	}
	if got := logTail(logText{text: "\xff\xfe broken"}); got != "\uFFFD broken" {
		t.Errorf("not UTF-8: %q", got)
	}
}

func FuzzLogTail(f *testing.F) {
	f.Add("a\nb\n")
	f.Add(strings.Repeat("ü", 5000))
	f.Add("\xff\n\xff")
	f.Fuzz(func(t *testing.T, text string) {
		got := logTail(logText{text: text})
		if len(got) > logBytes || strings.Count(got, "\n") >= logLines || strings.ToValidUTF8(got, "") != got {
			t.Errorf("%d bytes, %d lines from %q", len(got), strings.Count(got, "\n")+1, text)
		}
	})
}

// What the watch has shown is not asked for again; what the Job counts and nobody has seen is.
func TestCaptureListsPodsThatWereNotSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		failed int32 // pods, as the Job counts them
		phase  corev1.PodPhase
		list   bool
	}{
		{"all seen", 1, corev1.PodFailed, false},
		{"seen before the Job counted it", 0, corev1.PodFailed, false},
		{"another failed", 2, corev1.PodFailed, true},
		{"seen while it ran", 1, corev1.PodRunning, true},
		{"ended by the Job's deadline", 0, corev1.PodRunning, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			job, pod := failedRun(t)
			job.Status.Failed, pod.Status.Phase = c.failed, c.phase
			a := &apiDouble{t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "boom"}}
			known := &podBook{}
			known.see(pod, false)
			e := capturer{api: a.client(), metrics: unmeasured{}}.failure(t.Context(), job, known, captured{})
			if len(e.Pods) != 1 || e.Pods[0].Containers[0].LogTail != "boom" {
				t.Errorf("pods %+v", e.Pods)
			}
			listed := slices.ContainsFunc(a.asked(), func(uri string) bool { return strings.Contains(uri, "/pods?") })
			if listed != c.list {
				t.Errorf("pods were listed: %t, want %t; asked: %q", listed, c.list, a.asked())
			}
		})
	}
}

// A log that was read when the pod failed is not read again when the Job does; one of an earlier instance is.
func TestCaptureReadsALogOnce(t *testing.T) {
	t.Parallel()
	job, pod := failedRun(t)
	a := &apiDouble{t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "second"}}
	c := capturer{api: a.client(), metrics: unmeasured{}}
	known := &podBook{}
	known.see(pod, false)
	known.pods[0].pod.Containers[0].LogTail = "first"
	known.pods[0].heard = 1
	if got := c.failure(t.Context(), job, known, captured{}).Pods[0].Containers[0].LogTail; got != "first" {
		t.Errorf("log tail %q: it was read again", got)
	}
	again := pod.DeepCopy()
	again.Status.ContainerStatuses[0].RestartCount = 1
	again.Status.ContainerStatuses[0].LastTerminationState = terminated("main", 3, at(t, "10:00:02"), at(t, "10:00:08")).State
	a.pods = []corev1.Pod{*again}
	if got := c.failure(t.Context(), job, known, captured{}).Pods[0].Containers[0].LogTail; got != "second" {
		t.Errorf("log tail %q: that of an earlier instance", got)
	}
}

// What was complete at FailureTarget is told at Failed without asking anybody.
func TestCaptureCompleteIsNotRepeated(t *testing.T) {
	t.Parallel()
	job, pod := failedRun(t)
	failed := job.Status.Conditions[1]
	job.Status.Conditions = job.Status.Conditions[:1]
	pod.Status.Phase = corev1.PodFailed
	a := &apiDouble{t: t, pods: []corev1.Pod{*pod}, logs: map[string]string{"backup-x/main": "boom"}}
	c := capturer{api: a.client(), metrics: unmeasured{}}
	known := &podBook{}
	known.see(pod, false)
	first := c.failure(t.Context(), job, known, captured{})
	asked := len(a.asked())
	job.Status.Conditions = append(job.Status.Conditions, failed)
	second := c.failure(t.Context(), job, known, first)
	if n := len(a.asked()); n != asked {
		t.Errorf("asked for %v again", a.asked()[asked:])
	}
	if !second.final || len(second.Conditions) != 2 || second.Pods[0].Containers[0].LogTail != "boom" {
		t.Errorf("evidence %+v", second.Evidence)
	}
}
