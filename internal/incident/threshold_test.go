package incident_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// hours plays a day of an hourly job that reports by check-in, from 01:00 on: an hour is s (a success), f (a failure), m (nothing comes),
// p (paused) or g (a run goes on too long). It returns what is told.
func hours(day time.Time, d monitor.Definition, what string) []string {
	d.Source, d.Name, d.Schedule, d.Grace, d.MaxDuration = monitor.SourceCheckIn, "close", schedule.Cron("0 * * * *", "UTC"), 10*time.Minute, 20*time.Minute
	var s monitor.State
	var all []incident.Incident
	var told []string
	apply := func(o monitor.Observation) {
		o.Monitor, o.SeenAt = "checkin/1", o.At
		next, verdicts := monitor.Apply(s, o, o.At)
		s = next
		for _, v := range verdicts {
			var open []incident.Incident
			for _, i := range all {
				if i.Status != incident.Resolved {
					open = append(open, i)
				}
			}
			for _, i := range incident.Apply(open, s, v, func() string { return strconv.Itoa(len(all) + 1) }) {
				n := i.Notice
				told = append(told, fmt.Sprintf("%s %s %s ×%d of %d slots since %s", o.At.Format("15:04"), i.Kind, n.Change, n.Count, len(n.Slots), n.OpenedAt.Format("15:04")))
				if at, _ := strconv.Atoi(i.ID); at > len(all) {
					all = append(all, i)
				} else {
					all[at-1] = i
				}
			}
		}
	}
	define := func(at time.Time, paused bool) {
		d.Generation++
		d.Suspended = paused
		def := d
		apply(monitor.Observation{Kind: monitor.Defined, At: at, Definition: &def})
	}
	define(day.Add(30*time.Minute), false)
	for i, c := range what {
		slot := day.Add(time.Duration(i+1) * time.Hour)
		report := func(after time.Duration, o monitor.Outcome) {
			at := slot.Add(after)
			apply(monitor.Observation{Kind: monitor.CheckedIn, At: at, Run: &monitor.RunFacts{ID: monitor.RunID(at.String()), Unnamed: true, Outcome: o}})
		}
		switch c {
		case 's':
			report(time.Minute, monitor.OutcomeSucceeded)
		case 'f':
			report(time.Minute, monitor.OutcomeFailed)
		case 'g':
			report(time.Minute, monitor.Unfinished)
		case 'p':
			define(slot.Add(-time.Minute), true)
			define(slot.Add(time.Minute), false)
		}
		apply(monitor.Observation{Kind: monitor.Clock, At: slot.Add(30 * time.Minute)})
		if c == 'g' {
			report(50*time.Minute, monitor.OutcomeFailed)
		}
	}
	return told
}

// TestThresholds: so many bad verdicts in a row before anybody is told, so many good ones before it is over.
func TestThresholds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fail, recover int
		what          string
		want          []string
	}{
		"the first, by default": {0, 0, "fs", []string{"01:01 failing opened ×1 of 1 slots since 01:01", "02:01 failing resolved ×1 of 1 slots since 01:01"}},
		"the first, by the number": {1, 1, "ms", []string{
			"01:30 absent opened ×1 of 1 slots since 01:10", "02:01 absent resolved ×1 of 1 slots since 01:10",
		}},
		"never three in a row": {3, 0, "ffsffsmms", nil},
		"three in a row": {3, 0, "sfffs", []string{
			"04:01 failing opened ×3 of 3 slots since 02:01", "05:01 failing resolved ×3 of 3 slots since 02:01",
		}},
		"and more": {2, 0, "fffs", []string{
			"02:01 failing opened ×2 of 2 slots since 01:01", "03:01 failing repeated ×3 of 3 slots since 01:01", "04:01 failing resolved ×3 of 3 slots since 01:01",
		}},
		"of all kinds": {3, 0, "fgms", []string{
			"03:30 absent opened ×3 of 3 slots since 01:01", "04:01 absent resolved ×3 of 3 slots since 01:01",
		}},
		"a pause neither counts nor begins anew": {2, 0, "mpfs", []string{
			"03:01 failing opened ×2 of 2 slots since 01:10", "04:01 failing resolved ×2 of 2 slots since 01:10",
		}},
		"recovered after two": {0, 2, "fsfss", []string{
			"01:01 failing opened ×1 of 1 slots since 01:01", "03:01 failing repeated ×2 of 2 slots since 01:01", "05:01 failing resolved ×2 of 2 slots since 01:01",
		}},
		"there again after two": {0, 2, "mss", []string{
			"01:30 absent opened ×1 of 1 slots since 01:10", "03:01 absent resolved ×1 of 1 slots since 01:10",
		}},
		"a run that fails is no recovery, but one is there": {0, 2, "mfss", []string{
			"01:30 absent opened ×1 of 1 slots since 01:10", "02:01 absent resolved ×1 of 1 slots since 01:10",
			"02:01 failing opened ×1 of 1 slots since 02:01", "04:01 failing resolved ×1 of 1 slots since 02:01",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := hours(day, monitor.Definition{FailAfter: tt.fail, RecoverAfter: tt.recover}, tt.what)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// TestThresholdIsNamed: the first message says how often, and since when.
func TestThresholdIsNamed(t *testing.T) {
	t.Parallel()
	s := monitor.State{ID: "kube/1", Definition: monitor.Definition{FailAfter: 3}, ConsecutiveBad: 3}
	v := bad(4, monitor.Failed, "ExitCode")
	v.InARow, v.RowSince = 3, day.Add(2*time.Hour)
	opened := incident.Apply(nil, s, v, func() string { return "1" })
	if len(opened) != 1 || opened[0].Notice.Cause.Summary != "; 3 in a row since 2026-11-24 02:00 UTC" {
		t.Errorf("%+v", opened)
	}
}
