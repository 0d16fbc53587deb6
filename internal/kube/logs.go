package kube

import (
	"context"
	"fmt"
	"io"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/kube/redact"
)

const (
	// logLines and logBytes bound the log tail that evidence keeps.
	logLines = 40
	logBytes = 4 << 10
	// logFetch bounds what is read for it. The API server counts limitBytes from the beginning of the tail, so the bound has to
	// be above what the lines can hold, or the end, which matters most, would be cut off.
	logFetch = 512 << 10
	// logWindow is how much of that is searched for secrets: the tail, and room before it, so that a secret that the cut would
	// go through is recognised.
	logWindow = 64 << 10
)

// log puts the end of the log of the container that matters into the pod's description.
func (c capturer) log(ctx context.Context, namespace string, p *diagnose.Pod, gaps *gaps) {
	i := speaker(p.Containers)
	if i < 0 {
		return
	}
	k := &p.Containers[i]
	text, err := c.readLog(ctx, namespace, p.Name, *k)
	if err != nil {
		if k.LogTail == "" {
			gaps.add(fmt.Sprintf("the log of container %s in pod %s", k.Name, p.Name), "get on pods/log", err)
		}
		return
	}
	k.LogTail = logTail(text)
}

func (c capturer) readLog(ctx context.Context, namespace, pod string, k diagnose.Container) (string, error) {
	lines, limit := int64(logLines), int64(logFetch)
	stream, err := c.api.CoreV1().Pods(namespace).GetLogs(pod, &corev1.PodLogOptions{
		Container: k.Name, TailLines: &lines, LimitBytes: &limit,
		// A container that was started again has a new log; how the instance before it ended is what is asked.
		Previous: k.State == "running" && k.Last != nil,
	}).Stream(ctx)
	if err != nil {
		return "", err
	}
	defer stream.Close()
	text, err := io.ReadAll(io.LimitReader(stream, logFetch))
	if err != nil && len(text) == 0 {
		return "", err
	}
	return string(text), nil
}

// logTail is the end of a log as evidence keeps it.
func logTail(text string) string {
	if len(text) > logWindow {
		text = text[len(text)-logWindow:]
		if _, rest, ok := strings.Cut(text, "\n"); ok {
			text = rest
		}
	}
	return tail(redact.Text(text), logLines, logBytes)
}

// speaker returns the index of the container whose log says why: the first that ended badly, the first whose previous
// instance did, or else one of the workload that ever ran: the one that the pod calls its main one, one that is done, or the first;
// -1 where none did.
func speaker(containers []diagnose.Container) int {
	for i, k := range containers {
		if endedBadly(k) && !k.Sidecar {
			return i
		}
	}
	for i, k := range containers {
		if k.Last != nil && (k.Last.ExitCode != 0 || k.Last.Reason == "OOMKilled") && !k.Sidecar {
			return i
		}
	}
	best := -1
	for i, k := range containers {
		switch {
		case k.Init || k.State != "running" && k.State != "terminated":
		case k.Main:
			return i
		case best < 0 || k.State == "terminated" && containers[best].State == "running":
			best = i
		}
	}
	return best
}
