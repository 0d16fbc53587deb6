package kube

import (
	"maps"
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/diagnose"
)

// maxPods bounds the pods of one run that are remembered in full.
const maxPods = 10

// podFacts is what the pods of a run say of it.
type podFacts struct {
	startedAt time.Time // when the first container of the workload started
	restarts  int32
}

// podBook remembers the pods of one run, deleted ones too: with restartPolicy OnFailure the controller deletes the pod, and
// its log, before anyone can look.
type podBook struct {
	pods     []podEntry // by creation, oldest first
	started  time.Time
	restarts map[types.UID]int32
}

// podEntry is one pod as last seen.
type podEntry struct {
	uid     types.UID
	created time.Time
	failed  bool
	gone    bool // deleted meanwhile
	tried   int  // how many ends of its containers there were when its log was asked for ahead
	heard   int  // the same, when that was answered
	pod     diagnose.Pod
}

// see takes in a snapshot and reports whether the facts changed by it.
func (b *podBook) see(p *corev1.Pod, gone bool) bool {
	before := b.facts()
	if b.restarts == nil {
		b.restarts = map[types.UID]int32{}
	}
	e := podEntry{uid: p.UID, created: storable(p.CreationTimestamp.Time), failed: podFailed(p), gone: gone, pod: describePod(p)}
	i := slices.IndexFunc(b.pods, func(known podEntry) bool { return known.uid == p.UID })
	if i >= 0 {
		e.pod = richer(b.pods[i].pod, e.pod)
		e.failed = e.failed || b.pods[i].failed
		e.tried, e.heard = b.pods[i].tried, b.pods[i].heard
		b.pods[i] = e
	} else {
		b.pods = append(b.pods, e)
		slices.SortStableFunc(b.pods, func(a, b podEntry) int { return a.created.Compare(b.created) })
		b.shrink()
	}
	if at := startedAt(p); !at.IsZero() && (b.started.IsZero() || at.Before(b.started)) {
		b.started = at
	}
	if n := restarts(p); n > b.restarts[p.UID] {
		b.restarts[p.UID] = n
	}
	return b.facts() != before
}

// shrink drops what tells least beyond maxPods: an old pod that did not fail, or another one of an index that is seen.
func (b *podBook) shrink() {
	if len(b.pods) <= maxPods {
		return
	}
	worst := ranked(b.pods, preference{})[maxPods].uid
	b.pods = slices.DeleteFunc(b.pods, func(e podEntry) bool { return e.uid == worst })
}

func (b *podBook) facts() podFacts {
	f := podFacts{startedAt: b.started}
	for _, n := range b.restarts {
		f.restarts += n
	}
	return f
}

// ended is how many of the pods are known to have failed for good: their containers do not start again.
func (b *podBook) ended() int {
	n := 0
	for _, e := range b.pods {
		if e.pod.Phase == string(corev1.PodFailed) {
			n++
		}
	}
	return n
}

// live returns the UIDs of the pods that were not deleted, by name.
func (b *podBook) live() map[string]string {
	live := map[string]string{}
	for _, e := range b.pods {
		if !e.gone {
			live[e.pod.Name] = string(e.uid)
		}
	}
	return live
}

// clone returns a copy that later snapshots do not touch.
func (b *podBook) clone() podBook {
	return podBook{pods: slices.Clone(b.pods), started: b.started, restarts: maps.Clone(b.restarts)}
}

// ownerJob returns the UID of the Job that a pod belongs to.
func ownerJob(p *corev1.Pod) (types.UID, bool) {
	for _, ref := range p.OwnerReferences {
		if ref.Kind == "Job" && groupOf(ref.APIVersion) == batchv1.GroupName && ref.UID != "" {
			return ref.UID, true
		}
	}
	return "", false
}

// startedAt is when the first container of the workload started; zero where none did. Init containers count: the workload has
// begun to be prepared. The check-in container and sidecars do not: they say nothing of the workload.
func startedAt(p *corev1.Pod) time.Time {
	var first time.Time
	each(p, func(c *corev1.Container, s *corev1.ContainerStatus, init bool) {
		if c.Name == diagnose.CheckInContainer || s == nil || (init && isSidecar(c)) {
			return
		}
		for _, state := range []corev1.ContainerState{s.LastTerminationState, s.State} {
			if at := notBefore(stateStarted(state), storable(p.CreationTimestamp.Time)); !at.IsZero() && (first.IsZero() || at.Before(first)) {
				first = at
			}
		}
	})
	return first
}

// stateStarted is when a container started; zero where it never did: a container that the runtime could not start has the
// reason StartError or ContainerCannotRun and a start at the epoch.
func stateStarted(s corev1.ContainerState) time.Time {
	var at time.Time
	switch {
	case s.Running != nil:
		at = storable(s.Running.StartedAt.Time)
	case s.Terminated != nil:
		at = storable(s.Terminated.StartedAt.Time)
	}
	if at.Unix() <= 0 {
		return time.Time{}
	}
	return at
}

func restarts(p *corev1.Pod) int32 {
	var n int32
	each(p, func(c *corev1.Container, s *corev1.ContainerStatus, init bool) {
		if s != nil && c.Name != diagnose.CheckInContainer && (!init || !isSidecar(c)) {
			n += s.RestartCount
		}
	})
	return n
}

func podFailed(p *corev1.Pod) bool {
	failed := p.Status.Phase == corev1.PodFailed
	each(p, func(_ *corev1.Container, s *corev1.ContainerStatus, _ bool) {
		if s == nil {
			return
		}
		for _, state := range []corev1.ContainerState{s.State, s.LastTerminationState} {
			failed = failed || (state.Terminated != nil && state.Terminated.ExitCode != 0)
		}
	})
	return failed
}

func isSidecar(c *corev1.Container) bool {
	return c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
}

// each calls f for every container of a pod, init containers first, in the order of the spec, with its status if it has one.
func each(p *corev1.Pod, f func(c *corev1.Container, s *corev1.ContainerStatus, init bool)) {
	find := func(statuses []corev1.ContainerStatus, name string) *corev1.ContainerStatus {
		for i := range statuses {
			if statuses[i].Name == name {
				return &statuses[i]
			}
		}
		return nil
	}
	for i := range p.Spec.InitContainers {
		c := &p.Spec.InitContainers[i]
		f(c, find(p.Status.InitContainerStatuses, c.Name), true)
	}
	for i := range p.Spec.Containers {
		c := &p.Spec.Containers[i]
		f(c, find(p.Status.ContainerStatuses, c.Name), false)
	}
}
