package kube

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// maxEvidence is the most that somebody can make evidence take in the store, in bytes. What is usual is a tenth of it.
const maxEvidence = 768 << 10

// However much a cluster says, what is kept of it has an end.
func TestEvidenceIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x\xffü", 2000)
	job := aJob(aCronJob("backup"), at(t, "10:00:00"), withCondition(batchv1.JobFailed, long, at(t, "10:00:09")))
	for range 200 {
		job.Status.Conditions = append(job.Status.Conditions, batchv1.JobCondition{Type: "Other", Reason: long, Message: long})
	}
	job.Status.FailedIndexes, job.Spec.ManagedBy = &long, &long
	var events []diagnose.Event
	var unread gaps
	known := &podBook{}
	for i := range 7 {
		p := aPod(job, fmt.Sprintf("p%02d", i), func(p *corev1.Pod) {
			p.Annotations = map[string]string{batchv1.JobCompletionIndexAnnotation: long}
			p.Status.Phase, p.Status.Reason, p.Status.Message = corev1.PodFailed, long, long
			for range 200 {
				p.Status.Conditions = append(p.Status.Conditions, corev1.PodCondition{Type: "Other", Reason: long, Message: long})
			}
			for c := range 20 {
				k := terminated(fmt.Sprintf("c%d", c), 1, at(t, "10:00:02"), at(t, "10:00:08"))
				k.State.Terminated.Reason, k.State.Terminated.Message, k.ImageID = long, long, long
				k.LastTerminationState = k.State
				p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: k.Name, Image: long})
				p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, k)
			}
		})
		known.see(p, false)
		e := anEvent("Pod", p.Name, string(p.UID), long, long, at(t, "10:00:05"))
		e.Count = -5
		events = append(events, describeEvent(&e), describeEvent(&e))
		unread.add("the log of pod "+p.Name, "get on pods/log", errors.New(long))
	}
	before := captured{Evidence: &diagnose.Evidence{Events: newestEvents(events), Gaps: unread.list()}}
	e := capturer{metrics: unmeasured{}}.remembered(job, known, before)
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > maxEvidence || len(text) < 10_000 || len(e.Pods) != maxEvidencePods || len(e.Events) != 14 || len(e.Gaps) != 7 {
		t.Errorf("%d bytes, %d pods, %d events, %d gaps", len(text), len(e.Pods), len(e.Events), len(e.Gaps))
	}
}

// What says something is kept of very many containers.
func TestTellingContainers(t *testing.T) {
	t.Parallel()
	pod := aPod(aJob(aCronJob("backup"), at(t, "10:00:00")), "p", func(p *corev1.Pod) {
		for c := range 40 {
			k := running(fmt.Sprintf("c%d", c), at(t, "10:00:02"))
			if c == 38 {
				k = terminated("c38", 3, at(t, "10:00:02"), at(t, "10:00:08"))
			}
			p.Spec.Containers = append(p.Spec.Containers, corev1.Container{Name: k.Name})
			p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, k)
		}
		p.Annotations = map[string]string{mainAnnotation: "c30"}
	})
	kept := describePod(pod).Containers
	if len(kept) != maxContainers || kept[maxContainers-1].Name != "c38" || kept[maxContainers-2].Name != "c30" || kept[0].Name != "c0" {
		t.Errorf("kept %+v", kept)
	}
}

// Nobody checks what an event says of the object that it is about.
func TestAnEventIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 500_000)
	e := anEvent("Pod", "p", "p", "BackOff", "m", at(t, "10:00:05"))
	e.Type, e.InvolvedObject.Kind, e.InvolvedObject.Name = long, long, long
	text, err := json.Marshal(describeEvent(&e))
	if err != nil || len(text) > 4*maxName+maxObjectName+256 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	e = anEvent("Pod", strings.Repeat("p", maxObjectName), "p", "BackOff", "m", at(t, "10:00:05"))
	if got := describeEvent(&e).Object; got != "Pod/"+e.InvolvedObject.Name {
		t.Errorf("the name that a pod may have is cut: %q", got)
	}
}

// A CronJob may have any number of runs that go on.
func TestActiveRunsAreBounded(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup", func(cj *batchv1.CronJob) { cj.Spec.ConcurrencyPolicy = batchv1.ForbidConcurrent })
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}}
	for n := range 40 {
		a.jobs = append(a.jobs, *aJob(cj, slot.Add(-time.Duration(n+1)*time.Hour)))
	}
	for _, o := range inspect(t, a, state).seen {
		if o.Kind != monitor.Inspected {
			continue
		}
		if e := o.Evidence; e.Job != "" && e.Job != jobName(cj, slot) {
			if len(e.ActiveRuns) > 0 {
				t.Errorf("of a run that is there, no rule reads what else goes on: %+v", e.ActiveRuns)
			}
		} else if len(e.ActiveRuns) != maxActiveRuns || e.ActiveRuns[0].Name != jobName(cj, slot.Add(-40*time.Hour)) {
			t.Errorf("%d runs, the first of them %s", len(e.ActiveRuns), e.ActiveRuns[0].Name)
		}
	}
}

func TestLabelsAreBounded(t *testing.T) {
	t.Parallel()
	cj := aCronJob("backup")
	cj.Labels = map[string]string{"app": "shop"}
	for n := range 1000 {
		cj.Labels[fmt.Sprintf("label-%04d", n)] = "x"
	}
	var out strings.Builder
	s := &Source{options: Options{Logger: slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))}}
	c := s.options.defined(cj, at(t, "10:00:00"), time.Time{})
	if kept := c.definition.Labels; len(kept) != maxLabels || kept["app"] != "shop" || kept["label-0000"] != "x" {
		t.Errorf("%d labels: %v", len(kept), kept)
	}
	if s.report(c); !strings.Contains(out.String(), "labels_left_out") || !strings.Contains(out.String(), "labels=937") {
		t.Errorf("logged %q", out.String())
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("exceeded quota: a, requested: pods=1", 64)
	f.Add("\xff\xfe", 3)
	f.Add("password=hunter2", 8)
	f.Add(strings.Repeat("ü", 5000), 1024)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < len("…") || limit > 4096 {
			t.Skip()
		}
		if got := message(text, limit); len(got) > limit || !utf8.ValidString(got) {
			t.Errorf("%d bytes of %d: %q", len(got), limit, got)
		}
	})
}
