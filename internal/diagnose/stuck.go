package diagnose

import (
	"fmt"
	"slices"
	"strings"
)

// The codes of a run whose containers do not start.
const (
	ImagePull         Code = "ImagePull"
	ContainerConfig   Code = "ContainerConfig"
	Unschedulable     Code = "Unschedulable"
	VolumeMount       Code = "VolumeMount"
	PodRefused        Code = "PodRefused"
	QuotaExceeded     Code = "QuotaExceeded"
	WaitingForCheckIn Code = "CheckInImage"
	NotStarted        Code = "NotStarted"
)

// CheckInContainer is the name of the init container that Rollcall adds to jobs where it was asked to.
const CheckInContainer = "rollcall-checkin"

// Stuck says why no container of a run has started.
func Stuck(e Evidence) Cause {
	return first(e, []rule{waiting, unschedulable, volume, creationRefused}, func(e Evidence) Cause {
		return Cause{
			Code: NotStarted, Summary: "the Job exists and no container of it has started",
			Advice: []string{"kubectl describe the Job and its pods"},
		}
	})
}

// waiting looks at the containers that the node cannot start.
func waiting(e Evidence) (Cause, bool) {
	for _, v := range slices.Backward(e.Pods) {
		for _, c := range v.Containers {
			cause, ok := waitingFor(c)
			if !ok {
				continue
			}
			cause.Container, cause.Signal = c.Name, c.Reason+": "+c.Message
			if c.Name == CheckInContainer {
				cause.Code = WaitingForCheckIn
				cause.Summary = "the check-in container that Rollcall added cannot start, and holds the job up: " + cause.Summary
				cause.Advice = []string{"remove the annotation rollcall.dev/checkin, or make Rollcall's image reachable for the node"}
			}
			return cause, true
		}
	}
	return Cause{}, false
}

func waitingFor(c Container) (Cause, bool) {
	if c.State != "waiting" {
		return Cause{}, false
	}
	switch c.Reason {
	case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable":
		return Cause{
			Code: ImagePull, Summary: fmt.Sprintf("the image %q of container %q cannot be pulled", c.Image, c.Name),
			Advice: []string{
				"check the image's name and tag, and the pull secret of the pod's service account",
				"the Job never fails by itself because of this: it waits, and with Forbid so do all later runs",
			},
		}, true
	case "CreateContainerConfigError":
		return Cause{
			Code: ContainerConfig, Summary: fmt.Sprintf("container %q refers to configuration that is not there", c.Name),
			Advice: []string{"the message names the missing ConfigMap, Secret or key: create it, or correct the reference"},
		}, true
	case "CreateContainerError", "RunContainerError", "CreatePodSandboxError":
		return Cause{
			Code: CannotRun, Summary: fmt.Sprintf("the node cannot create container %q", c.Name),
			Advice: []string{"check command, mounts and security context against the message"},
		}, true
	default:
		return Cause{}, false
	}
}

func unschedulable(e Evidence) (Cause, bool) {
	for _, p := range e.Pods {
		for _, c := range p.Conditions {
			if c.Type == "PodScheduled" && c.Status == "False" {
				return Cause{
					Code: Unschedulable, Summary: "no node takes the pod", Signal: c.Reason + ": " + c.Message,
					Advice: []string{"compare requests, node selectors, tolerations and affinity with what the nodes offer"},
				}, true
			}
		}
	}
	return Cause{}, false
}

func volume(e Evidence) (Cause, bool) {
	for _, ev := range slices.Backward(e.Events) {
		if ev.Reason == "FailedMount" || ev.Reason == "FailedAttachVolume" {
			return Cause{
				Code: VolumeMount, Summary: "a volume of the pod cannot be mounted", Signal: ev.Reason + ": " + ev.Message,
				Advice: []string{"check the claim, and whether another node still holds the volume"},
			}, true
		}
	}
	return Cause{}, false
}

// creationRefused looks for the API server's refusal to create the Job or its pods.
func creationRefused(e Evidence) (Cause, bool) {
	for _, ev := range slices.Backward(e.Events) {
		if ev.Reason != "FailedCreate" {
			continue
		}
		what := "the Job's pods"
		if strings.HasPrefix(ev.Object, "CronJob/") {
			what = "the Job"
		}
		c := Cause{
			Code: PodRefused, Summary: "the API server refuses to create " + what, Signal: ev.Message,
			Advice: []string{"the message names who refuses it and why; it is retried until then"},
		}
		if strings.Contains(ev.Message, "exceeded quota") {
			c.Code, c.Summary = QuotaExceeded, "a quota of the namespace does not allow "+what
			c.Advice = []string{"kubectl describe resourcequota in the namespace; raise the quota or free what uses it"}
		}
		if ev.Count > 1 {
			c.Summary += fmt.Sprintf(" (%d attempts)", ev.Count)
		}
		return c, true
	}
	return Cause{}, false
}
