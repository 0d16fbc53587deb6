package kube

import (
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// The annotations of a CronJob that this package reads; all that begin with ours or foreign are passed on.
const (
	annotationPrefix = "rollcall.dev/"
	foreignPrefix    = "a8r.io/" // https://ambassadorlabs.github.io/k8s-for-humans/: owner, runbook, chat …

	// AnnotationCheckIn opts a CronJob in to the injected check-in container ("true").
	AnnotationCheckIn = annotationPrefix + "checkin"

	annotationMonitor     = annotationPrefix + "monitor"
	annotationConfirm     = annotationPrefix + "confirm"
	annotationGrace       = annotationPrefix + "grace"
	annotationMaxDuration = annotationPrefix + "max-duration"
	annotationMinDuration = annotationPrefix + "min-duration"
	annotationStartGrace  = annotationPrefix + "start-grace"
)

// idPrefix begins the ID of every Monitor of this source.
const idPrefix = "kube/"

// MonitorID is the Monitor that a CronJob is watched as.
func MonitorID(cronJob types.UID) monitor.ID { return monitor.ID(idPrefix + string(cronJob)) }

// cronJobUID is the reverse of MonitorID; false for a Monitor of another source.
func cronJobUID(id monitor.ID) (types.UID, bool) {
	uid, ok := strings.CutPrefix(string(id), idPrefix)
	return types.UID(uid), ok && uid != ""
}
