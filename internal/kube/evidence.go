package kube

import (
	"context"
	"slices"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"

	"rollcall.dev/rollcall/internal/diagnose"
)

const (
	// captureTimeout bounds how long evidence may hold up the fact that it belongs to.
	captureTimeout = 2 * time.Second
	// maxEvidencePods and maxLogs bound the pods of one Evidence, and how many of them show their log.
	maxEvidencePods = 5
	maxLogs         = 3
)

// captured is the evidence of a run.
type captured struct {
	*diagnose.Evidence
	final bool           // taken once the Job had failed for good: there is nothing more to come
	heard map[string]int // by pod, how many ends of its containers its log was read after
}

// capturer takes evidence from the API server.
type capturer struct {
	api     kubernetes.Interface
	metrics Metrics
	clock   *clock
	deaf    bool               // logs are not asked for
	configs metadata.Interface // asks for the versions of what runs read; nil: nobody does
	secrets bool               // also of Secrets
}

// failure captures what can be seen of a run that fails: now, plus what was captured before and is gone by now. It takes
// captureTimeout at most and has no error: what cannot be read becomes a gap.
func (c capturer) failure(ctx context.Context, job *batchv1.Job, pods *podBook, before captured) captured {
	_, failed := conditionTrue(job, batchv1.JobFailed)
	if before.complete(pods) {
		return captured{Evidence: c.remembered(job, pods, before), final: failed, heard: before.heard}
	}
	ctx, cancel := context.WithTimeout(ctx, captureTimeout)
	defer cancel()
	began := time.Now()
	var gaps gaps
	live := c.pods(ctx, job, pods, &gaps)
	e := describeJob(job)
	e.CapturedAt = c.clock.now().UTC()
	e.Pods = chosen(pods.pods, prefer(job), before.Evidence)
	heard := heardOf(pods.pods, before)
	var reading sync.WaitGroup
	var events eventLog
	reading.Go(func() { c.events(ctx, job.Namespace, "Job", job.Name, string(job.UID), &events, &gaps) })
	for _, p := range worthReading(e.Pods, live, prefer(job)) {
		uid := live[p.Name]
		if !c.deaf && (heard[p.Name] < ends(*p) || ends(*p) == 0) {
			reading.Go(func() { c.log(ctx, job.Namespace, p, &gaps) })
		}
		reading.Go(func() { c.events(ctx, job.Namespace, "Pod", p.Name, uid, &events, &gaps) })
	}
	reading.Wait()
	e.Events = events.newest()
	if before.Evidence != nil && len(e.Events) == 0 {
		e.Events = before.Events
	}
	e.Gaps = gaps.list()
	c.metrics.Captured(time.Since(began), len(e.Gaps))
	for _, p := range e.Pods {
		if slices.ContainsFunc(p.Containers, func(k diagnose.Container) bool { return k.LogTail != "" }) {
			heard[p.Name] = ends(p)
		}
	}
	return captured{Evidence: &e, final: failed, heard: heard}
}

// complete reports whether everything was captured before and nothing can have come since: every pod had ended, and its log was
// read. Between FailureTarget and Failed lie milliseconds then, and asking again would only delay the message.
func (c captured) complete(pods *podBook) bool {
	if c.Evidence == nil || len(c.Gaps) > 0 || len(pods.pods) == 0 {
		return false
	}
	shown := map[string]bool{}
	for _, p := range c.Pods {
		shown[p.Name] = true
	}
	for _, e := range pods.pods {
		if e.pod.Phase != string(corev1.PodFailed) && e.pod.Phase != string(corev1.PodSucceeded) {
			return false
		}
		if shown[e.pod.Name] && c.heard[e.pod.Name] < ends(e.pod) || !shown[e.pod.Name] && len(c.Pods) < maxEvidencePods {
			return false
		}
	}
	return true
}

// heardOf says up to which end of its containers each pod's log has been read: it does not have to be read again.
func heardOf(pods []podEntry, before captured) map[string]int {
	heard := map[string]int{}
	for _, e := range pods {
		heard[e.pod.Name] = e.heard
	}
	for name, n := range before.heard {
		heard[name] = max(heard[name], n)
	}
	return heard
}

// pods brings the book up to date with the pods that exist right now, and returns their UIDs by name. Where the watch has shown
// every pod that the Job counts as failed, that is all there is to know: a list would only wait, up to 100 ms, until the API
// server's cache has caught up with etcd (KEP-2340).
func (c capturer) pods(ctx context.Context, job *batchv1.Job, known *podBook, gaps *gaps) map[string]string {
	if n := known.ended(); n > 0 && n >= int(job.Status.Failed) {
		return known.live()
	}
	list, err := c.api.CoreV1().Pods(job.Namespace).List(ctx, metav1.ListOptions{
		LabelSelector: batchv1.JobNameLabel + "=" + job.Name, Limit: listLimit,
	})
	if err != nil {
		gaps.add("the pods of Job "+job.Name, "list on pods", err)
		return known.live()
	}
	live := map[string]string{}
	for i := range list.Items {
		p := &list.Items[i]
		if owner, ok := ownerJob(p); ok && owner == job.UID {
			known.see(p, false)
			live[p.Name] = string(p.UID)
		}
	}
	return live
}

// remembered is the evidence of a run as it can be told without asking anybody.
func (c capturer) remembered(job *batchv1.Job, pods *podBook, before captured) *diagnose.Evidence {
	e := describeJob(job)
	e.CapturedAt = c.clock.now().UTC()
	e.Pods = chosen(pods.pods, prefer(job), before.Evidence)
	if before.Evidence != nil {
		e.Events, e.Gaps = before.Events, before.Gaps
	}
	return &e
}

// endedBadly reports whether a state is the bad end of a container.
func endedBadly(c diagnose.Container) bool {
	return c.State == "terminated" && c.ExitCode != nil && (*c.ExitCode != 0 || c.Reason == "OOMKilled")
}
