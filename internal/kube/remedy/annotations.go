package remedy

import (
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

const prefix = "rollcall.dev/"

// What a CronJob declares.
const (
	annotationRerun     = prefix + "rerun"
	annotationRerunNote = prefix + "rerun-note"
)

// What a Job says that was made here.
const (
	// annotationInstantiate is what kubectl create job --from sets, for whoever tells runs by hand from those by schedule.
	annotationInstantiate = "cronjob.kubernetes.io/instantiate"

	annotationRerunOf  = prefix + "rerun-of" // UID of the CronJob
	annotationIncident = prefix + "incident"
	annotationAttempt  = prefix + "rerun-attempt"
	annotationOrder    = prefix + "rerun-order"
	annotationBy       = prefix + "rerun-by"
	annotationReason   = prefix + "rerun-reason"
)

// What a CronJob says that was suspended here.
const (
	annotationSuspendedBy     = prefix + "suspended-by" // id of the Silence
	annotationSuspendedUntil  = prefix + "suspended-until"
	annotationSuspendedReason = prefix + "suspended-reason"
	// annotationResumedBy stays until it is suspended again: whoever is to resume it once more finds that it is done.
	annotationResumedBy = prefix + "resumed-by" // id of the Silence
)

// declared is what a CronJob says of being run again; a word that nobody knows says nothing.
func declared(annotations map[string]string) string {
	word := strings.TrimSpace(annotations[annotationRerun])
	if !slices.Contains(ownership.RerunWords(), word) {
		return ""
	}
	return word
}
