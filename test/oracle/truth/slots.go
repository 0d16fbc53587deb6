package truth

import (
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/kubernetes/pkg/util/parsers"
)

// planOf reads a schedule as the controller does; nil where it starts nothing.
func planOf(s batchv1.CronJobSpec) cron.Schedule {
	expr := s.Schedule
	if s.TimeZone != nil {
		if _, err := time.LoadLocation(*s.TimeZone); err != nil {
			return nil
		}
		if !strings.Contains(expr, "TZ") {
			expr = "TZ=" + *s.TimeZone + " " + expr
		}
	}
	plan, err := parsers.ParseCronScheduleWithPanicRecovery(expr)
	if err != nil {
		return nil
	}
	return plan
}

// slots are the instants at which the CronJob was due until end, by the schedule that held then, ascending. A schedule that counts
// from the last start is read anew from each start.
func (c *CronJob) slots(end time.Time) []time.Time {
	if !c.Deleted.IsZero() && c.Deleted.Before(end) {
		end = c.Deleted
	}
	var all []time.Time
	for i := 0; i < len(c.Versions); {
		v := c.Versions[i]
		next := i + 1
		for next < len(c.Versions) && sameGrid(v, c.Versions[next]) {
			next++
		}
		until := end
		if next < len(c.Versions) && c.Versions[next].At.Before(end) {
			until = c.Versions[next].At
		}
		all = append(all, v.slots(until)...)
		i = next
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// sameGrid reports whether two versions are due at the same instants.
func sameGrid(a, b Version) bool {
	at, bt := timingOf(a.Spec), timingOf(b.Spec)
	at.suspended, bt.suspended = false, false
	return at == bt && (!relative(planOf(a.Spec)) || a.LastScheduled.Equal(b.LastScheduled))
}

func relative(plan cron.Schedule) bool {
	_, ok := plan.(cron.ConstantDelaySchedule)
	return ok
}

func (v Version) slots(until time.Time) []time.Time {
	plan := planOf(v.Spec)
	if plan == nil {
		return nil
	}
	from := v.At
	if relative(plan) {
		if from = v.LastScheduled; from.IsZero() {
			from = v.Stamp
		}
	}
	var all []time.Time
	for t := plan.Next(from); !t.IsZero() && !t.After(until); t = plan.Next(t) {
		if t.After(v.At) {
			all = append(all, t.UTC())
		}
	}
	return all
}
