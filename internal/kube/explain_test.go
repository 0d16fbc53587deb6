package kube

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// only returns the one verdict on a slot without a run that is expected.
func only(t *testing.T, w inspectedWorld, j monitor.Judgement, code diagnose.Code) monitor.Verdict {
	t.Helper()
	absent := slices.DeleteFunc(w.verdicts, func(v monitor.Verdict) bool { return v.Run != "" })
	if len(absent) != 1 || absent[0].Judgement != j || absent[0].Cause.Code != code {
		t.Fatalf("verdicts %+v, want %s because of %s", w.verdicts, j, code)
	}
	return absent[0]
}

// The controller finds the name taken, starts nothing and says nothing.
func TestExplainTakenName(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	for name, change := range map[string]func(*batchv1.Job){
		"nobody's": func(j *batchv1.Job) { j.OwnerReferences = nil },
		"another's": func(j *batchv1.Job) {
			j.OwnerReferences[0] = metav1.OwnerReference{Kind: "Workflow", Name: "w", UID: "w", Controller: new(true)}
		},
		"made by kubectl": func(j *batchv1.Job) {
			j.OwnerReferences[0].Controller = nil
			j.Annotations = map[string]string{annotationInstantiate: "manual"}
		},
		"of the one before": func(j *batchv1.Job) { j.OwnerReferences[0].UID = "the CronJob that had this name before" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := aJob(cj, slot, change)
			a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job}}
			v := only(t, inspect(t, a, state), monitor.Missed, diagnose.NameTaken)
			if !strings.Contains(v.Cause.Summary, job.Name) {
				t.Errorf("cause %+v", v.Cause)
			}
		})
	}
	t.Run("of another slot", func(t *testing.T) {
		t.Parallel()
		job := aJob(cj, slot.Add(-time.Hour), func(j *batchv1.Job) { j.OwnerReferences = nil })
		a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job}}
		only(t, inspect(t, a, state), monitor.Missed, diagnose.NoJob)
	})
}

// A slot in a namespace that is being deleted alarms nobody.
func TestExplainEndingNamespace(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, ending: slot.Add(-time.Minute)}
	only(t, inspect(t, a, state), monitor.Suspended, diagnose.NamespaceDeleted)
	a = &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, ending: slot.Add(20 * time.Minute)}
	only(t, inspect(t, a, state), monitor.Missed, diagnose.NoJob)
	a = &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, refuse: map[string]int{"*/namespaces/shop": http.StatusForbidden}}
	if v := only(t, inspect(t, a, state), monitor.Missed, diagnose.NoJob); len(v.Evidence.Gaps) != 0 {
		t.Errorf("gaps %v", v.Evidence.Gaps)
	}
}

// Forbid waits for a run, and the message says what that run waits for.
func TestExplainWhatForbidWaitsFor(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup", func(cj *batchv1.CronJob) { cj.Spec.ConcurrencyPolicy = batchv1.ForbidConcurrent })
	before := aJob(cj, slot.Add(-time.Hour))
	works := withStatus(running("main", slot.Add(-time.Hour)))
	tests := map[string]struct {
		pods   []corev1.Pod
		events []corev1.Event
		want   string
	}{
		"it works": {[]corev1.Pod{*aPod(before, "p", works)}, nil, "(begun 1h before this slot)"},
		"a sidecar": {
			[]corev1.Pod{*aPod(before, "p", withStatus(terminated("main", 0, slot.Add(-time.Hour), slot.Add(-50*time.Minute))), func(p *corev1.Pod) {
				p.Status.Phase = corev1.PodRunning
				p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: "proxy"})
				p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, running("proxy", slot.Add(-time.Hour)))
			})},
			nil, `because container "main" has ended with exit code 0, but container "proxy" still runs`,
		},
		"a quota": {
			nil, []corev1.Event{anEvent("Job", before.Name, string(before.UID), "FailedCreate", "exceeded quota: compute", slot.Add(-time.Minute))},
			`because the quota "compute"`,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &apiDouble{
				t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*before}, pods: tc.pods, events: tc.events,
				logs: map[string]string{"p/main": "row 7"},
			}
			v := only(t, inspect(t, a, state), monitor.Skipped, diagnose.PreviousRunActive)
			if !strings.Contains(v.Cause.Summary, tc.want) {
				t.Errorf("cause %s", v.Cause.Summary)
			}
			if slices.ContainsFunc(a.asked(), func(uri string) bool { return strings.Contains(uri, "/log") }) {
				t.Error("a log was read that nobody is shown")
			}
		})
	}
}

// A run that takes longer than it should is looked at as one that does not start is, log and all.
func TestExplainARunThatGoesOn(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup", func(cj *batchv1.CronJob) { cj.Annotations = map[string]string{annotationMaxDuration: "20m"} })
	job := aJob(cj, slot)
	main, proxy := terminated("main", 0, slot, slot.Add(time.Minute)), running("proxy", slot)
	for name, tc := range map[string]struct {
		containers []corev1.ContainerStatus
		logs       map[string]string
		refuse     map[string]int
		code       diagnose.Code
		log        string
		gaps       int
	}{
		"at work":           {[]corev1.ContainerStatus{running("main", slot)}, map[string]string{"p/main": "row 7"}, nil, diagnose.RunsTooLong, "row 7", 0},
		"held by a sidecar": {[]corev1.ContainerStatus{proxy, main}, map[string]string{"p/main": "done"}, nil, diagnose.SidecarOutlivesMain, "done", 0},
		"without the right to logs": {
			[]corev1.ContainerStatus{proxy, main}, nil, map[string]int{"*/log": http.StatusForbidden}, diagnose.SidecarOutlivesMain, "", 1,
		},
		"without the right to events": {
			[]corev1.ContainerStatus{running("main", slot)}, map[string]string{"p/main": "row 7"}, map[string]int{"*/events": http.StatusForbidden},
			diagnose.RunsTooLong, "row 7", 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pod := aPod(job, "p", func(p *corev1.Pod) {
				p.Status.Phase, p.Status.ContainerStatuses = corev1.PodRunning, tc.containers
				p.Spec.Containers = []corev1.Container{{Name: "proxy"}, {Name: "main"}}
			})
			a := &apiDouble{
				t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job}, pods: []corev1.Pod{*pod}, logs: tc.logs, refuse: tc.refuse,
				events: []corev1.Event{anEvent("Pod", "p", string(pod.UID), "Started", "Container started", slot)},
			}
			facts := runFacts(job, podFacts{startedAt: slot})
			state, _ := monitor.Apply(state, monitor.Observation{
				ID: "started", Monitor: state.ID, Kind: monitor.RunSeen, At: slot, SeenAt: slot, Run: &facts,
			}, slot)
			w := inspect(t, a, state)
			if len(w.verdicts) != 1 || w.verdicts[0].Judgement != monitor.Running {
				t.Fatalf("verdicts %+v", w.verdicts)
			}
			v := w.verdicts[0]
			if v.Cause.Code != tc.code || v.Cause.LogTail != tc.log || len(v.Evidence.Gaps) != tc.gaps {
				t.Errorf("cause %+v, gaps %q", v.Cause, v.Evidence.Gaps)
			}
		})
	}
}

// Without the right to events a slot is still judged, and the message says what it does not know.
func TestExplainWithoutEvents(t *testing.T) {
	t.Parallel()
	cj, state, _ := hourly("backup")
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, refuse: map[string]int{"*/events": http.StatusForbidden}}
	v := only(t, inspect(t, a, state), monitor.Missed, diagnose.NoJob)
	if !strings.Contains(v.Cause.Summary, "could not be read") || len(v.Evidence.Gaps) != 1 {
		t.Errorf("cause %q, gaps %v", v.Cause.Summary, v.Evidence.Gaps)
	}
}

// The controller started a run, and its Job is gone: it says so itself.
func TestExplainAVanishedJob(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	cj.Status.LastScheduleTime = &metav1.Time{Time: slot}
	cj.ResourceVersion = "11"
	event := anEvent("CronJob", "backup", string(cj.UID), "MissingJob", "Active job went missing: "+jobName(cj, slot), slot.Add(time.Minute))
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, events: []corev1.Event{event}}
	v := only(t, inspect(t, a, state), monitor.Unknown, diagnose.Deleted)
	if !strings.Contains(v.Cause.Signal, "went missing") {
		t.Errorf("cause %+v", v.Cause)
	}
	a = &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}}
	only(t, inspect(t, a, state), monitor.Unknown, diagnose.NotSeen)
}

func TestWouldBeOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"backup-29924820": "backup", "a-b-1": "a-b", "backup": "", "backup-": "", "-1": "", "backup-x1": "", "backup-29924820-abc": "",
	} {
		job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "shop"}}
		if got := wouldBeOf(job).Name; got != want {
			t.Errorf("%s could be of %q, want %q", name, got, want)
		}
	}
}
