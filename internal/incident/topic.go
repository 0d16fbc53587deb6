package incident

import (
	"fmt"
	"strings"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// TopicOf names what an Incident may have in common with others that begin at about the same time, and whether that is something that
// befalls jobs (a node, a registry, a quota) rather than something that a job may well do by itself. Incidents of one topic in great
// number are one burst. Empty: it is its Monitor's own affair.
func TopicOf(i Incident, d monitor.Definition) (topic string, befalls bool) {
	if i.Kind.Shared() {
		return "", false
	}
	parts := []string{d.Cluster, string(i.Cause.Code)}
	switch i.Cause.Code {
	case diagnose.NodeLost, diagnose.NodeShutdown, diagnose.Drained, diagnose.Preempted, diagnose.Evicted, diagnose.NodeRefused,
		diagnose.ContainerLost, diagnose.ImagePull, diagnose.PodSandbox, diagnose.Unschedulable, diagnose.SchedulerError, diagnose.SchedulerSilent,
		diagnose.AdmissionDenied, diagnose.WebhookUnreachable, diagnose.CreationForbidden, diagnose.HeldByQueue, diagnose.VolumeMount,
		diagnose.WaitingForCheckIn, diagnose.NotStarted, diagnose.NoJob, diagnose.PassedOver, diagnose.UnknownTimeZone:
		befalls = true
	case diagnose.QuotaExceeded, diagnose.RequestsMissing, diagnose.PodSecurity, diagnose.LimitRange, diagnose.ServiceAccountMissing:
		befalls = true
		parts = append(parts, d.Namespace)
	case diagnose.CheckInMissing, diagnose.OOMKilled, diagnose.Killed, diagnose.CannotRun, diagnose.ContainerConfig,
		diagnose.DeadlineExceeded, diagnose.FailedWithoutTrace, diagnose.CrashLooping, diagnose.BackoffLimit:
	case diagnose.ExitCode, diagnose.InitFailed, diagnose.ReportedFailure:
		if i.Cause.ExitCode != nil {
			parts = append(parts, fmt.Sprint(*i.Cause.ExitCode))
		}
	default: // a policy, an edit, a schedule: each job for itself
		return "", false
	}
	return strings.Join(parts, "/"), befalls
}
