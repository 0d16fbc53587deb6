package truth

import (
	"fmt"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// Story tells all that happened and all that was observed and said, in the order of time.
func Story(in Input) string {
	type line struct {
		at   time.Time
		text string
	}
	var lines []line
	tell := func(at time.Time, format string, args ...any) {
		lines = append(lines, line{at, fmt.Sprintf(format, args...)})
	}
	for _, s := range in.Sights {
		tell(s.From, "-- Rollcall sees (resumes: %t)", s.Resumes)
		tell(s.To, "-- Rollcall is blind")
	}
	for _, s := range in.Controller {
		tell(s.From, "-- the controller acts")
		tell(s.To, "-- the controller is away")
	}
	for _, e := range in.Journal {
		switch o := e.Object.(type) {
		case *batchv1.CronJob:
			zone := ""
			if o.Spec.TimeZone != nil {
				zone = *o.Spec.TimeZone
			}
			tell(e.At, "%s: %s CronJob %s (%s) %q %s %s suspend=%t last=%s active=%d", e.Actor, e.Verb, o.Name, o.UID, o.Spec.Schedule, zone,
				o.Spec.ConcurrencyPolicy, o.Spec.Suspend != nil && *o.Spec.Suspend, o.Status.LastScheduleTime, len(o.Status.Active))
		case *batchv1.Job:
			tell(e.At, "%s: %s Job %s (%s) slot %s %v", e.Actor, e.Verb, o.Name, o.UID,
				o.Annotations[batchv1.CronJobScheduledTimestampAnnotation], conditions(o))
		case *corev1.Pod:
			tell(e.At, "%s: %s Pod %s %s", e.Actor, e.Verb, o.Name, o.Status.Phase)
		}
	}
	for _, c := range Timelines(in.Journal) {
		id := monitor.ID("kube/" + string(c.UID))
		for _, v := range in.Store.Spoken(id) {
			tell(v.At, "   ==> %s: slot %s %s %s%v revises %q, cause %s",
				c.Name, v.Slot.Format("02T15:04:05"), v.Run, v.Judgement, v.Flags, v.Revises, v.Cause.Code)
		}
		for _, o := range in.Store.Facts(id) {
			text := ""
			switch {
			case o.Run != nil:
				text = fmt.Sprintf("%s slot %s started %t %s", o.Run.ID, o.Run.Slot.Format("02T15:04:05"), !o.Run.StartedAt.IsZero(), o.Run.Outcome)
			case o.Definition != nil:
				text = fmt.Sprintf("%s suspended %t last %s", o.Definition.Schedule, o.Definition.Suspended, o.Definition.LastScheduledAt.Format("02T15:04:05"))
			case o.Kind == monitor.Clock:
				text = fmt.Sprintf("since %s", o.Since.Format("02T15:04:05"))
			}
			tell(o.SeenAt, "      o %s %s %s", o.Kind, o.Monitor, text)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	var text strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&text, "%s %s\n", l.at.UTC().Format("2006-01-02T15:04:05.000"), l.text)
	}
	return text.String()
}

func conditions(job *batchv1.Job) []batchv1.JobConditionType {
	var all []batchv1.JobConditionType
	for _, c := range job.Status.Conditions {
		all = append(all, c.Type)
	}
	return all
}
