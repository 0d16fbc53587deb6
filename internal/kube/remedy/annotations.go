package remedy

import (
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

const annotationPrefix = "rollcall.dev/"

// What a CronJob declares.
const (
	annotationRerun     = annotationPrefix + "rerun"
	annotationRerunNote = annotationPrefix + "rerun-note"
)

// What a Job says that was made here.
const (
	// annotationInstantiate is what kubectl create job --from sets, for whoever tells runs by hand from those by schedule.
	annotationInstantiate = "cronjob.kubernetes.io/instantiate"

	annotationRerunOf  = annotationPrefix + "rerun-of" // UID of the CronJob
	annotationIncident = annotationPrefix + "incident"
	annotationAttempt  = annotationPrefix + "rerun-attempt"
	annotationOrder    = annotationPrefix + "rerun-order"
	annotationBy       = annotationPrefix + "rerun-by"
	annotationReason   = annotationPrefix + "rerun-reason"
)

// What a CronJob says that was suspended here.
const (
	annotationSuspendedBy     = annotationPrefix + "suspended-by" // id of the Silence
	annotationSuspendedUntil  = annotationPrefix + "suspended-until"
	annotationSuspendedReason = annotationPrefix + "suspended-reason"
	// annotationResumedBy stays until it is suspended again: whoever is to resume it once more, or still to suspend it, finds that it is done.
	annotationResumedBy = annotationPrefix + "resumed-by" // id of the Silence
)

// declared is what a CronJob says of being run again; a word that nobody knows says nothing.
func declared(annotations map[string]string) string {
	word := strings.TrimSpace(annotations[annotationRerun])
	if !slices.Contains(ownership.RerunWords(), word) {
		return ""
	}
	return word
}
