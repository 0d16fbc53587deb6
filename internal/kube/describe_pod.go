package kube

import (
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/redact"
)

// The bounds of evidence: of texts in bytes, of lists in entries.
const (
	maxConditions  = 16
	maxContainers  = 16
	maxImage       = 512
	maxMessage     = 1024
	maxIndex       = 16   // a completion index, which is a number unless somebody wrote another text there
	maxTermination = 2048 // a container's own last words (terminationMessagePath)
)

// mainAnnotation names the container of a pod that people mean, on pods into which something adds others (kubectl goes by it too).
const mainAnnotation = "kubectl.kubernetes.io/default-container"

// message makes a text of the cluster fit to keep.
func message(text string, limit int) string { return clip(redact.Text(clip(text, 4*limit)), limit) }

// describePod is a pod as evidence.
func describePod(p *corev1.Pod) diagnose.Pod {
	d := diagnose.Pod{
		Name:    p.Name,
		Node:    p.Spec.NodeName,
		Phase:   string(p.Status.Phase),
		Reason:  clip(p.Status.Reason, maxName),
		Message: message(p.Status.Message, maxMessage),
		Index:   clip(p.Annotations[batchv1.JobCompletionIndexAnnotation], maxIndex),
	}
	for _, c := range p.Status.Conditions[:min(len(p.Status.Conditions), maxConditions)] {
		d.Conditions = append(d.Conditions, diagnose.Condition{
			Type: clip(string(c.Type), maxName), Status: clip(string(c.Status), maxName),
			Reason: clip(c.Reason, maxName), Message: message(c.Message, maxMessage),
			At: storable(c.LastTransitionTime.Time),
		})
	}
	for _, k := range telling(p) {
		d.Containers = append(d.Containers, describeContainer(k, storable(p.CreationTimestamp.Time)))
	}
	return d
}

// containerSeen is a container of a pod with its status.
type containerSeen struct {
	*corev1.Container

	status     *corev1.ContainerStatus
	init, main bool
}

// telling returns the containers of a pod that have a status. Of very many the last of those that run or are done, and never failed,
// are left out: they say least.
func telling(p *corev1.Pod) []containerSeen {
	var all []containerSeen
	each(p, func(c *corev1.Container, s *corev1.ContainerStatus, init bool) {
		if s != nil {
			all = append(all, containerSeen{c, s, init, !init && p.Annotations[mainAnnotation] == c.Name})
		}
	})
	for i := len(all) - 1; i >= 0 && len(all) > maxContainers; i-- {
		s := all[i].status
		well := s.State.Running != nil || s.State.Terminated != nil && s.State.Terminated.ExitCode == 0
		if well && s.LastTerminationState.Terminated == nil && !all[i].main {
			all = slices.Delete(all, i, i+1)
		}
	}
	return all[:min(len(all), maxContainers)]
}

// describeContainer is a container of a pod as evidence. The clock of the node may be behind the one by which the pod was created.
func describeContainer(c containerSeen, created time.Time) diagnose.Container {
	s := c.status
	d := diagnose.Container{
		Name: c.Name, Init: c.init, Sidecar: c.init && isSidecar(c.Container), Main: c.main,
		Image: clip(c.Image, maxImage), ImageID: clip(s.ImageID, maxImage), Restarts: s.RestartCount, State: "waiting",
	}
	if limit, ok := c.Resources.Limits[corev1.ResourceMemory]; ok {
		d.MemoryLimit = limit.String()
	}
	switch {
	case s.State.Terminated != nil:
		t := s.State.Terminated
		d.State, d.Reason, d.Message = "terminated", clip(t.Reason, maxName), message(t.Message, maxTermination)
		d.ExitCode, d.Signal = &t.ExitCode, t.Signal
		d.StartedAt = notBefore(stateStarted(s.State), created)
		d.FinishedAt = notBefore(storable(t.FinishedAt.Time), latest(d.StartedAt, created))
	case s.State.Running != nil:
		d.State, d.StartedAt = "running", notBefore(stateStarted(s.State), created)
	case s.State.Waiting != nil:
		d.Reason, d.Message = clip(s.State.Waiting.Reason, maxName), message(s.State.Waiting.Message, maxTermination)
	}
	if t := s.LastTerminationState.Terminated; t != nil {
		d.Last = &diagnose.LastState{
			Reason: clip(t.Reason, maxName), Message: message(t.Message, maxTermination), ExitCode: t.ExitCode, Signal: t.Signal,
			FinishedAt: notBefore(storable(t.FinishedAt.Time), created),
		}
	}
	return d
}

// richer is the newer description of a pod with what only the older one still knew: a log that is gone by now, and how a
// container ended whose status was dropped.
func richer(older, newer diagnose.Pod) diagnose.Pod {
	for _, was := range older.Containers {
		found := false
		for i := range newer.Containers {
			is := &newer.Containers[i]
			if is.Name != was.Name {
				continue
			}
			found = true
			if is.LogTail == "" {
				is.LogTail = was.LogTail
			}
			if is.Last == nil {
				is.Last = was.Last
			}
		}
		if !found && len(newer.Containers) < maxContainers {
			newer.Containers = append(newer.Containers, was)
		}
	}
	if newer.Reason == "" {
		newer.Reason, newer.Message = older.Reason, older.Message
	}
	if newer.Node == "" {
		newer.Node = older.Node
	}
	return newer
}
