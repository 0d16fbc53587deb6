package kube

import (
	"context"
	"slices"

	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/diagnose"
)

const (
	// listeners bounds how many logs are read ahead at a time.
	listeners = 8
	// maxAhead bounds the logs that are read ahead for one run: a Job may have thousands of pods.
	maxAhead = 10
)

// runKey names a run.
type runKey struct{ cronJob, job types.UID }

// listen reads the logs of pods as they fail, ahead of the failure of their Job: with TTL 0, a history limit of 0 or
// restartPolicy OnFailure, the log is gone in the instant in which the Job fails, and most often before it can be read.
func (s *Source) listen(ctx context.Context) {
	for {
		key, closed := s.failures.Get()
		if closed {
			return
		}
		if r, ok := s.book.job(key.cronJob, key.job); ok && ctx.Err() == nil {
			s.hear(ctx, key, r)
		}
		s.failures.Done(key)
	}
}

// hear reads the log of one pod of a run, and comes back for the next.
func (s *Source) hear(ctx context.Context, key runKey, r run) {
	i := r.unheard()
	if i < 0 {
		return
	}
	e := r.pods.pods[i]
	p := e.pod
	p.Containers = slices.Clone(p.Containers)
	reading, cancel := context.WithTimeout(ctx, captureTimeout)
	defer cancel()
	var unread gaps // whoever captures the failure tries again, and says so
	s.capture.log(reading, r.job.Namespace, &p, &unread)
	s.book.heard(key, e.uid, p, len(unread.list()) == 0)
}

// unheard returns the index of a pod that failed and whose log was not read since; -1 where there is none, or enough was read.
func (r *run) unheard() int {
	if r.heard >= maxAhead || r.told.gone || r.job == nil {
		return -1
	}
	return slices.IndexFunc(r.pods.pods, func(e podEntry) bool { return e.failed && !e.gone && ends(e.pod) > e.tried })
}

// ends counts how often containers of a pod ended badly.
func ends(p diagnose.Pod) int {
	n := 0
	for _, c := range p.Containers {
		if c.Last != nil {
			n += int(c.Restarts)
		}
		if endedBadly(c) {
			n++
		}
	}
	return n
}

// heard keeps the log of a pod, and asks for the next one.
func (b *book) heard(key runKey, pod types.UID, with diagnose.Pod, read bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.run(key.cronJob, key.job)
	if r == nil {
		return
	}
	r.heard++
	if i := slices.IndexFunc(r.pods.pods, func(e podEntry) bool { return e.uid == pod }); i >= 0 {
		e := &r.pods.pods[i]
		if e.tried = max(e.tried, ends(with)); read {
			e.heard = max(e.heard, ends(with))
		}
		e.pod.Containers = slices.Clone(e.pod.Containers)
		for j := range e.pod.Containers {
			c := &e.pod.Containers[j]
			for _, w := range with.Containers {
				if w.Name == c.Name && w.LogTail != "" {
					c.LogTail = w.LogTail
				}
			}
		}
	}
	if r.unheard() >= 0 {
		b.failed(key)
	}
}
