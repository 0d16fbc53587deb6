package diagnose

import (
	"cmp"
	"slices"
	"time"
)

// endRule looks at the bad end of one container of a pod.
type endRule func(Evidence, Pod, Container, LastState) (Cause, bool)

// containerEnded says how a container of the pod ended badly: that of which the ends of the others are the consequence.
func containerEnded(e Evidence, p Pod) (Cause, bool) {
	bad, ok := culprit(e, p)
	if !ok {
		return Cause{}, false
	}
	for _, f := range []endRule{outOfMemory, probeFailed, statusUnknown, cannotRun, killed, initFailed, exitCode} {
		if cause, ok := f(e, p, bad.Container, bad.last); ok {
			cause.Signal, cause.ExitCode = bad.last.signal(), &bad.last.ExitCode
			cause.Container, cause.LogTail = bad.Name, bad.LogTail
			return cause, true
		}
	}
	return Cause{}, false
}

// Culprit names the container of the pod whose bad end is told, so that its log can be read; false where none ended badly.
func Culprit(p Pod) (container string, ok bool) {
	bad, ok := culprit(Evidence{}, p)
	return bad.Name, ok
}

// badEnd is a container that ended badly, or whose previous instance did.
type badEnd struct {
	Container

	last LastState
	rank int
	main bool
}

// The ranks of bad ends, the likeliest culprit first.
const (
	mainOutOfMemory = iota
	byItself
	sidecarByItself // before anything else ended badly
	toldToStop
	sidecarStopped // the cluster ends sidecars, and what ends later may end of that
)

// culprit is the container whose bad end explains those of the others. Ordinary containers come before sidecars, and among those of
// one rank the one that ended first: what ends later by a signal most often ends because the pod did. SIGTERM is no failure of the
// container that gets it, SIGKILL may be (memory).
func culprit(e Evidence, p Pod) (badEnd, bool) {
	var ends []badEnd
	main := p.main()
	for i, c := range p.Containers {
		last, ok := c.end()
		if !ok || !last.failed() {
			continue
		}
		_, probed := probeFailed(e, p, c, last)
		b := badEnd{Container: c, last: last, rank: byItself, main: i == main}
		switch {
		case c.Sidecar && last.stopped() && !probed:
			b.rank = sidecarStopped
		case c.Sidecar:
			b.rank = sidecarByItself
		case b.main && last.Reason == "OOMKilled":
			b.rank = mainOutOfMemory
		case last.stopped() && !last.forced() && !probed:
			b.rank = toldToStop
		}
		ends = append(ends, b)
	}
	if len(ends) == 0 {
		return badEnd{}, false
	}
	for i, b := range ends {
		others := func(o badEnd) bool { return !o.Sidecar && sooner(o.last, b.last) <= 0 }
		if b.rank == sidecarByItself && slices.ContainsFunc(ends, others) {
			ends[i].rank = sidecarStopped
		}
	}
	return slices.MinFunc(ends, func(a, b badEnd) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), sooner(a.last, b.last), falseFirst(a.last.stopped(), b.last.stopped()), falseFirst(!a.main, !b.main))
	}), true
}

// main is the index of the container that matters: the one that the pod names, or else the first, as kubectl has it; -1 without any.
func (p Pod) main() int {
	if named := slices.IndexFunc(p.Containers, func(c Container) bool { return c.Main }); named >= 0 {
		return named
	}
	return slices.IndexFunc(p.Containers, func(c Container) bool { return !c.Init })
}

// stopped reports whether a signal ended the container that others are sent as well: it says nothing of why.
func (l LastState) stopped() bool {
	return l.Reason != "OOMKilled" && (l.forced() || l.ExitCode == 143 || l.Signal == 15)
}

// forced reports whether it was SIGKILL.
func (l LastState) forced() bool { return l.ExitCode == 137 || l.Signal == 9 }

// sooner compares when two containers ended; what is not known comes last.
func sooner(a, b LastState) int {
	return cmp.Or(falseFirst(a.FinishedAt.IsZero(), b.FinishedAt.IsZero()), a.FinishedAt.Compare(b.FinishedAt))
}

// falseFirst compares two answers.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// again is the pod with the containers of its workload that were started again, as their instances before ended.
func (p Pod) again() Pod {
	var before []Container
	for _, c := range p.Containers {
		if c.Restarts > 0 && !c.Sidecar {
			before = append(before, c.before()...)
		}
	}
	p.Containers = before
	return p
}

// before is the container as its previous instance ended; none where that is not known. The log of a container that has ended is that
// of its last instance.
func (c Container) before() []Container {
	if c.Last == nil {
		return nil
	}
	if c.State == "terminated" {
		c.LogTail = ""
	}
	c.State, c.Reason, c.Message, c.ExitCode, c.Signal, c.FinishedAt = "waiting", "", "", nil, 0, time.Time{}
	return []Container{c}
}
