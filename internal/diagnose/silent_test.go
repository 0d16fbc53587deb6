package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

func TestASilentScheduler(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, time.November, 20, 16, 52, 10, 0, time.UTC)
	until := since.Add(time.Hour)
	for name, tc := range map[string]struct {
		evidence        diagnose.Evidence
		summary, signal string
	}{
		"by its Lease": {
			diagnose.Evidence{SchedulerSilentSince: &since},
			"the cluster schedules nothing: kube-controller-manager has been silent since 16:52:10 UTC",
			"Lease kube-system/kube-controller-manager last renewed 2026-11-20T16:52:10Z",
		},
		"over, by its Lease": {
			diagnose.Evidence{SchedulerSilentSince: &since, SchedulerSilentUntil: &until},
			"the cluster scheduled nothing: kube-controller-manager was silent from 16:52:10 UTC to 17:52:10 UTC",
			"Lease kube-system/kube-controller-manager last renewed 2026-11-20T16:52:10Z",
		},
		"inferred: nothing is said of what was not seen": {
			diagnose.Evidence{SchedulerSilentSince: &since, SchedulerInferred: 7},
			"the cluster schedules nothing: 7 CronJobs were due, and none was started since 16:52:10 UTC",
			"no scheduled Job was created since 16:52:10 UTC, as far as is watched; no Lease of kube-controller-manager tells whether it lives",
		},
		"over, inferred": {
			diagnose.Evidence{SchedulerSilentSince: &since, SchedulerSilentUntil: &until, SchedulerInferred: 7},
			"the cluster scheduled nothing: 7 CronJobs were due, and none was started from 16:52:10 UTC to 17:52:10 UTC",
			"no scheduled Job was created from 16:52:10 UTC to 17:52:10 UTC, as far as is watched; " +
				"no Lease of kube-controller-manager tells whether it lives",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := diagnose.Missed(tc.evidence, diagnose.Due{Slot: since.Add(time.Minute)})
			if c.Code != diagnose.ControllerDown || c.Summary != tc.summary || c.Signal != tc.signal || len(c.Advice) < 2 {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestALostRunSaysWhatIsStillKnown(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, time.November, 20, 17, 0, 1, 0, time.UTC)
	const lost = "Job close-1 ended, or was deleted, while Rollcall could not see it, and is gone"
	for name, tc := range map[string]struct {
		success         time.Time
		summary, signal string
	}{
		"no success":              {time.Time{}, lost + "; the CronJob knows of no success since it was started", ""},
		"an earlier one":          {created.Add(-time.Hour), lost + "; the CronJob knows of no success since it was started", "status.lastSuccessfulTime 2026-11-20T16:00:01Z"},
		"one that may be its own": {created.Add(time.Minute), lost + "; the CronJob knows of a success after it was started, which may have been this run's", "status.lastSuccessfulTime 2026-11-20T17:01:01Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c := diagnose.RunLost("close-1", created, tc.success); c.Code != diagnose.EndNotSeen || c.Summary != tc.summary || c.Signal != tc.signal {
				t.Errorf("%+v", c)
			}
		})
	}
}
