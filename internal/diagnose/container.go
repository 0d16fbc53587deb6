package diagnose

import (
	"fmt"
	"slices"
)

// end is how the container, or else its previous instance, ended.
func (c Container) end() (LastState, bool) {
	if c.State == "terminated" {
		code := int32(0)
		if c.ExitCode != nil {
			code = *c.ExitCode
		}
		return LastState{Reason: c.Reason, Message: c.Message, ExitCode: code, Signal: c.Signal, FinishedAt: c.FinishedAt}, true
	}
	if c.Last != nil {
		return *c.Last, true
	}
	return LastState{}, false
}

// failed reports whether it was a bad end.
func (l LastState) failed() bool { return l.ExitCode != 0 || l.Signal != 0 || l.Reason == "OOMKilled" }

// signal quotes the end of a container.
func (l LastState) signal() string {
	s := fmt.Sprintf("terminated: %s, exit code %d", orWord(l.Reason, "no reason"), l.ExitCode)
	if l.Message != "" {
		s += ": " + l.Message
	}
	return s
}

// started reports whether the container, or an instance of it before, ever ran.
func (c Container) started() bool {
	if l, ok := c.end(); ok {
		return l.Reason != "StartError" && l.Reason != "ContainerCannotRun"
	}
	return c.State == "running"
}

// started reports whether a container of the pod ever ran.
func (p Pod) started() bool { return slices.ContainsFunc(p.Containers, Container.started) }

// kind is what to call a container.
func (c Container) kind() string {
	switch {
	case c.Sidecar:
		return "sidecar container"
	case c.Init:
		return "init container"
	default:
		return "container"
	}
}

// logs is the step that shows what a container printed.
func (p Pod) logs(c Container) string {
	previous := ""
	if c.State != "terminated" {
		previous = " --previous"
	}
	return fmt.Sprintf("kubectl logs %s -n NAMESPACE -c %s%s", named(p.Name, "POD"), named(c.Name, "CONTAINER"), previous)
}
