package kube

import (
	"slices"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/diagnose"
)

// preference is what evidence is to be about.
type preference struct {
	active        bool   // the pods that go on: the run has not ended, and they say why
	failedIndexes string // the indexes that failed for good; empty: any
}

// prefer says which pods of a Job tell most of it.
func prefer(job *batchv1.Job) preference {
	p := preference{active: !failing(job)}
	if outcome, _ := outcomeOf(job); outcome != "" {
		p.active = false
	}
	if job.Status.FailedIndexes != nil {
		p.failedIndexes = *job.Status.FailedIndexes
	}
	return p
}

// ranked orders pods by what they are worth as evidence, the best first: those that are preferred, those that failed, the others. Of
// those that failed the newest of each index comes before all others, so that different indexes are seen. Among equals the newest
// come first.
func ranked(pods []podEntry, want preference) []podEntry {
	all := slices.Clone(pods)
	slices.SortStableFunc(all, func(a, b podEntry) int { return b.created.Compare(a.created) })
	const (
		first = iota
		firstOfIndex
		anotherOfIndex
		last
	)
	rank, seen := map[types.UID]int{}, map[string]bool{}
	for _, e := range all {
		index := e.pod.Index
		switch {
		case want.active && !e.gone && ended(e.pod) == 0:
			rank[e.uid] = first
		case !e.failed:
			rank[e.uid] = last
		case seen[index] || index != "" && !diagnose.HasIndex(want.failedIndexes, index):
			rank[e.uid] = anotherOfIndex
		default:
			rank[e.uid], seen[index] = firstOfIndex, true
		}
	}
	slices.SortStableFunc(all, func(a, b podEntry) int { return rank[a.uid] - rank[b.uid] })
	return all
}

// worthReading marks the pods that are gone, and returns those of the others whose logs and events are read: the preferred ones, then
// the newest.
func worthReading(pods []diagnose.Pod, live map[string]string, want preference) []*diagnose.Pod {
	var there []*diagnose.Pod
	for i := range slices.Backward(pods) {
		p := &pods[i]
		_, alive := live[p.Name]
		if p.Gone = !alive; alive {
			there = append(there, p)
		}
	}
	if want.active {
		slices.SortStableFunc(there, func(a, b *diagnose.Pod) int { return ended(*a) - ended(*b) })
	}
	return there[:min(len(there), maxLogs)]
}

// ended is 1 for a pod of which no container starts again, and 0 for one that goes on.
func ended(p diagnose.Pod) int {
	if p.Phase == string(corev1.PodFailed) || p.Phase == string(corev1.PodSucceeded) {
		return 1
	}
	return 0
}

// chosen returns the pods that evidence shows, oldest first, each with what was captured of it before.
func chosen(pods []podEntry, want preference, before *diagnose.Evidence) []diagnose.Pod {
	best := ranked(pods, want)
	best = best[:min(len(best), maxEvidencePods)]
	slices.SortStableFunc(best, func(a, b podEntry) int { return a.created.Compare(b.created) })
	all := make([]diagnose.Pod, 0, len(best))
	for _, entry := range best {
		p := entry.pod
		p.Gone, p.Containers = entry.gone, slices.Clone(p.Containers)
		if before != nil {
			for _, was := range before.Pods {
				if was.Name == p.Name {
					p = richer(was, p)
				}
			}
		}
		all = append(all, p)
	}
	return all
}
