package kube

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/redact"
)

const (
	// logLines and logBytes bound the log tail that evidence keeps.
	logLines = 40
	logBytes = 4 << 10
	// logFetch bounds what is read for it at a time. The API server counts limitBytes from the beginning of the tail: of lines that hold
	// more, the end is missing, which matters most. Fewer lines are then asked for.
	logFetch = 512 << 10
	// logWindow is how much of that is searched for secrets: the tail, and room before it, so that a secret that the cut would
	// go through is recognised.
	logWindow = 64 << 10
)

// log puts the end of the log of the container that matters into the pod's description.
func (c capturer) log(ctx context.Context, namespace string, p *diagnose.Pod, gaps *gaps) {
	i := speaker(*p)
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

// logText is the end of a log as it was read, and where it is known to be incomplete.
type logText struct {
	text         string
	above, below bool // lines before it were left out for their length; what follows it could not be read
}

// readLog reads the end of a log: as many lines as are wanted, or, of long ones, as many as can be read to their end. It asks a
// handful of times at most, since it halves their number.
func (c capturer) readLog(ctx context.Context, namespace, pod string, k diagnose.Container) (logText, error) {
	var read logText
	for lines := logLines; lines > 0; lines /= 2 {
		text, whole, err := c.readLines(ctx, namespace, pod, k, lines)
		if err != nil {
			if read.text == "" {
				return logText{}, err
			}
			break
		}
		read = logText{text: text, above: lines < logLines, below: !whole}
		if whole {
			break
		}
	}
	return read, nil
}

// readLines reads the last lines of a log, up to logFetch bytes of them, and reports whether that is all of them.
func (c capturer) readLines(ctx context.Context, namespace, pod string, k diagnose.Container, n int) (text string, whole bool, err error) {
	lines, limit := int64(n), int64(logFetch+1)
	stream, err := c.api.CoreV1().Pods(namespace).GetLogs(pod, &corev1.PodLogOptions{
		Container: k.Name, TailLines: &lines, LimitBytes: &limit,
		// A container that was started again has a new log; how the instance before it ended is what is asked.
		Previous: k.State == "running" && k.Last != nil,
	}).Stream(ctx)
	if err != nil {
		return "", false, err
	}
	defer stream.Close()
	all, err := io.ReadAll(io.LimitReader(stream, limit))
	if err != nil && len(all) == 0 {
		return "", false, err
	}
	return string(all[:min(len(all), logFetch)]), err == nil && len(all) <= logFetch, nil
}

// logTail is the end of a log as evidence keeps it. Where something is missing, at either end, stands an ellipsis.
func logTail(read logText) string {
	const ellipsis = "…"
	text, above := read.text, read.above
	if len(text) > logWindow {
		text, above = text[len(text)-logWindow:], true
		if _, rest, ok := strings.Cut(text, "\n"); ok {
			text = rest
		}
	}
	text = tail(redact.Text(text), logLines, logBytes-len(ellipsis+"\n"+ellipsis))
	if above && !strings.HasPrefix(text, ellipsis) && strings.Count(text, "\n") < logLines-1 {
		text = ellipsis + "\n" + text
	}
	if read.below {
		text += ellipsis
	}
	return text
}

// speaker returns the index of the container whose log says why: the one whose bad end is told, unless it is a sidecar, or else one of
// the workload that ever ran: the one that the pod calls its main one, one that is done, or the first; -1 where none did.
func speaker(p diagnose.Pod) int {
	containers := p.Containers
	if name, ok := diagnose.Culprit(p); ok {
		i := slices.IndexFunc(containers, func(k diagnose.Container) bool { return k.Name == name })
		if i >= 0 && !containers[i].Sidecar {
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
