package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// tally is how many attempts of a run had failed when its deadline came, and how.
type tally struct {
	total int64
	kinds []string // how those ended that were seen, the oldest first
	last  Cause    // what the newest of them failed of
	// working is set where an attempt was still at work when the deadline came.
	working bool
}

// failedBefore counts the attempts that failed before a deadline; false where none is known to have done so.
func (e Evidence) failedBefore(deadline time.Time) (tally, bool) {
	var t tally
	unseen, stopped := int64(e.FailedPods), 0
	for _, p := range e.Pods {
		if p.Phase == "Succeeded" {
			continue
		}
		unseen--
		t.working = t.working || p.workedAt(deadline)
		why, n, ok := p.failedBefore(e, deadline)
		if !ok {
			stopped++
			continue
		}
		t.last, t.kinds, t.total = why, append(t.kinds, why.kind()), t.total+n
	}
	// Of pods that work side by side, those that were not looked at may be ones that the deadline stopped.
	if n := e.Declared.Completions; stopped <= 1 && (n == nil || *n <= 1) {
		t.total += max(unseen, 0)
	}
	return t, len(t.kinds) > 0
}

// workedAt reports whether the pod's workload went on until a deadline.
func (p Pod) workedAt(deadline time.Time) bool {
	return slices.ContainsFunc(p.Containers, func(c Container) bool {
		last, _ := c.end()
		return !c.Sidecar && (c.State == "running" || c.State == "terminated" && last.stoppedBy(deadline))
	})
}

// failedBefore is what the pod failed of before a deadline, and how often its work was tried by then.
func (p Pod) failedBefore(e Evidence, deadline time.Time) (why Cause, tries int64, ok bool) {
	why, ok = firstOf(e, p, refusedByNode, disrupted, podDeadline)
	if ok {
		tries = 1
		why.Container, why.LogTail = p.talked()
	}
	var bad []Container
	for _, c := range p.Containers {
		if c.Sidecar {
			continue
		}
		ends, n := c.failedBefore(deadline)
		bad, tries = append(bad, ends...), max(tries, n)
	}
	if !ok {
		p.Containers = bad
		why, ok = containerEnded(e, p)
	}
	return why, tries, ok
}

// failedBefore is the container as it last failed before a deadline, and how often it had by then; none where it had not.
func (c Container) failedBefore(deadline time.Time) (end []Container, times int64) {
	last, ended := c.end()
	if !ended || !last.failed() {
		return nil, 0
	}
	times = max(int64(c.Restarts), 0)
	switch {
	case c.State == "waiting", c.State == "terminated" && !last.stoppedBy(deadline):
		return []Container{c}, times + 1
	case c.State == "running":
		return []Container{c}, max(times, 1)
	case c.Last != nil && c.Last.failed():
		return c.before(), max(times, 1)
	default:
		return nil, 0
	}
}

// stoppedBy reports whether the container ended because a deadline came. A signal a little before it counts as well, since clocks
// differ.
func (l LastState) stoppedBy(deadline time.Time) bool {
	switch {
	case l.FinishedAt.IsZero() || deadline.IsZero():
		return l.stopped()
	case l.stopped():
		return !l.FinishedAt.Before(deadline.Add(-clockSlack))
	default:
		return !l.FinishedAt.Before(deadline)
	}
}

// String is "5 failed attempts (3 × exit code 3, 2 × OOMKilled)".
func (t tally) String() string {
	if t.total == 1 {
		return "a failed attempt"
	}
	text := fmt.Sprintf("%d failed attempts", t.total)
	if len(t.kinds) == 1 {
		return text
	}
	count := map[string]int{}
	var kinds []string
	for _, k := range t.kinds {
		if count[k]++; count[k] == 1 {
			kinds = append(kinds, k)
		}
	}
	slices.SortStableFunc(kinds, func(a, b string) int { return count[b] - count[a] })
	for i, k := range kinds {
		kinds[i] = fmt.Sprintf("%d × %s", count[k], k)
	}
	if n := t.total - int64(len(t.kinds)); n > 0 {
		kinds = append(kinds, fmt.Sprintf("%d not seen", n))
	}
	return text + " (" + strings.Join(kinds, ", ") + ")"
}

// kind is the end of an attempt in a word or two.
func (c Cause) kind() string {
	if c.ExitCode != nil && (c.Code == ExitCode || c.Code == InitFailed) {
		return fmt.Sprintf("exit code %d", *c.ExitCode)
	}
	return string(c.Code)
}
