package kube

import (
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

const (
	// annotationSlot is on every Job that a CronJob controller of 1.28 or later creates: the slot in RFC 3339
	// (batchv1.CronJobScheduledTimestampAnnotation).
	annotationSlot = batchv1.CronJobScheduledTimestampAnnotation
	// annotationInstantiate is "manual" on a Job of kubectl create job --from=cronjob/….
	annotationInstantiate = "cronjob.kubernetes.io/instantiate"
	// earlySlot is how much before its slot a Job may have been created, for clocks that differ. What its name says is believed less
	// than what its annotation does: a number is chosen by hand more easily.
	earlySlot      = time.Minute
	earlyAnnotated = time.Hour
	// oldestSlot is how long after its slot a Job may have been created: whatever is older is something that somebody chose.
	oldestSlot = 366 * 24 * time.Hour
)

// slotOf returns the slot that a Job answers; false for one that was started by hand, or by something that is not the CronJob
// controller.
func slotOf(job *batchv1.Job, cronJob string) (time.Time, bool) {
	if job.Annotations[annotationInstantiate] == "manual" {
		return time.Time{}, false
	}
	if value, ok := job.Annotations[annotationSlot]; ok {
		if at, err := time.Parse(time.RFC3339, value); err == nil && near(at, job.CreationTimestamp.Time, earlyAnnotated) {
			return at.UTC(), true
		}
	}
	return slotFromName(job.Name, cronJob, job.CreationTimestamp.Time)
}

// startOf is when the CronJob controller started a Job; zero for one that it did not.
func startOf(job *batchv1.Job) time.Time {
	owner, ok := OwnerCronJob(job)
	if !ok {
		return time.Time{}
	}
	if _, scheduled := slotOf(job, owner.Name); !scheduled {
		return time.Time{}
	}
	return job.CreationTimestamp.UTC()
}

// slotFromName reads the slot off the name that the CronJob controller gives its Jobs: the CronJob's name, a hyphen, and the
// slot in whole minutes since 1970 (getJobName in pkg/controller/cronjob).
func slotFromName(job, cronJob string, created time.Time) (time.Time, bool) {
	suffix, ok := strings.CutPrefix(job, cronJob+"-")
	if !ok || suffix == "" || strings.Trim(suffix, "0123456789") != "" {
		return time.Time{}, false
	}
	minutes, err := strconv.ParseInt(suffix, 10, 40)
	if err != nil {
		return time.Time{}, false
	}
	at := time.Unix(minutes*60, 0).UTC()
	if !near(at, created, earlySlot) {
		return time.Time{}, false
	}
	return at, true
}

// near reports whether a Job that was created at an instant may answer a slot. Anybody who may create Jobs may write down any slot:
// one in the future would take all that is due until then off the roll, and one beyond what JSON holds could not be stored.
func near(slot, created time.Time, early time.Duration) bool {
	return !storable(slot).IsZero() && !slot.After(created.Add(early)) && !slot.Before(created.Add(-oldestSlot))
}
