package kube

import (
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

func TestSlotOf(t *testing.T) {
	t.Parallel()
	owner := aCronJob("backup")
	slot := at(t, "10:00:00")
	annotate := func(key, value string) func(*batchv1.Job) {
		return func(job *batchv1.Job) { job.Annotations = map[string]string{key: value} }
	}
	name := func(name string) func(*batchv1.Job) {
		return func(job *batchv1.Job) { job.Name = name }
	}
	tests := map[string]struct {
		job  *batchv1.Job
		want time.Time // zero: none
	}{
		"annotation":             {aJob(owner, slot), slot},
		"annotation with a zone": {aJob(owner, slot, annotate(annotationSlot, "2026-03-02T19:00:00+09:00")), slot},
		"name before 1.28":       {aJob(owner, slot, annotate("x", "y")), slot},
		"the next century":       {aJob(owner, slot, annotate(annotationSlot, "2126-03-02T10:00:00Z")), slot},
		"beyond what JSON holds": {aJob(owner, slot, annotate(annotationSlot, "9999-12-31T23:59:59-14:00")), slot},
		"before what JSON holds": {aJob(owner, slot, annotate(annotationSlot, "0000-01-01T00:00:00+14:00")), slot},
		"a clock ahead":          {aJob(owner, slot, annotate(annotationSlot, "2026-03-02T10:30:00Z")), slot.Add(30 * time.Minute)},
		"bad annotation, name":   {aJob(owner, slot, annotate(annotationSlot, "soon")), slot},
		"manual":                 {aJob(owner, slot, annotate(annotationInstantiate, "manual")), time.Time{}},
		"a name by hand":         {aJob(owner, slot, annotate("x", "y"), name("backup-again")), time.Time{}},
		"a small number":         {aJob(owner, slot, annotate("x", "y"), name("backup-7")), time.Time{}},
		"another CronJob's":      {aJob(owner, slot, annotate("x", "y"), name("restore-"+minutes(slot))), time.Time{}},
		"the future":             {aJob(owner, slot, annotate("x", "y"), name("backup-"+minutes(slot.Add(time.Hour)))), time.Time{}},
		"more than a number":     {aJob(owner, slot, annotate("x", "y"), name("backup-"+minutes(slot)+"-x")), time.Time{}},
		"@every, with seconds":   {aJob(owner, slot, annotate(annotationSlot, "2026-03-02T10:00:17Z")), slot.Add(17 * time.Second)},
	}
	for what, tc := range tests {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			got, ok := slotOf(tc.job, owner.Name)
			if ok != !tc.want.IsZero() || !got.Equal(tc.want) {
				t.Errorf("slot %v, %v; want %v", got, ok, tc.want)
			}
		})
	}
}

func FuzzSlotFromName(f *testing.F) {
	f.Add("backup-29540760", "backup", int64(1772445601))
	f.Add("backup-", "backup", int64(0))
	f.Add("backup-99999999999999999999", "backup", int64(1772445601))
	f.Add("--1", "-", int64(61))
	f.Fuzz(func(t *testing.T, job, cronJob string, created int64) {
		when := time.Unix(created%(1<<36), 0)
		slot, ok := slotFromName(job, cronJob, when)
		if !ok {
			return
		}
		if slot.After(when.Add(earlySlot)) || slot.Before(when.Add(-oldestSlot)) || slot.Unix()%60 != 0 {
			t.Errorf("%q of %q, created at %v: slot %v", job, cronJob, when, slot)
		}
	})
}
