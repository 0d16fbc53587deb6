package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// An event that was over before the slot was due explains another slot.
func TestMissedByWhatHappenedSince(t *testing.T) {
	t.Parallel()
	due := diagnose.Due{Slot: slot()}
	refusal := ofCronJob("FailedCreate", "Error creating job: exceeded quota: batch")
	check(t, diagnose.Missed(refusal, due), diagnose.QuotaExceeded, "batch")
	refusal.Events[0].Last = after(-time.Minute)
	check(t, diagnose.Missed(refusal, due), diagnose.NoJob, "no event says why")
	refusal.Events[0].Last = time.Time{}
	check(t, diagnose.Missed(refusal, due), diagnose.QuotaExceeded, "batch")
	// What is said of a schedule is said once, long before.
	zone := ofCronJob("UnknownTimeZone", "invalid timeZone")
	zone.Events[0].Last = after(-12 * time.Hour)
	check(t, diagnose.Missed(zone, due), diagnose.UnknownTimeZone, "time zone")
}

func TestMissedOrder(t *testing.T) {
	t.Parallel()
	silent := after(-time.Minute)
	run := diagnose.ActiveRun{Name: "backup-1", CreatedAt: after(-3 * time.Hour)}
	quota := says("CronJob/backup", "FailedCreate", "exceeded quota: batch")
	tests := map[string]struct {
		evidence diagnose.Evidence
		due      diagnose.Due
		code     diagnose.Code
	}{
		"an active run explains nothing where overlap is allowed": {diagnose.Evidence{ActiveRuns: []diagnose.ActiveRun{run}}, diagnose.Due{}, diagnose.NoJob},
		"Forbid comes before the deadline that it makes pass": {
			diagnose.Evidence{ActiveRuns: []diagnose.ActiveRun{run}}, diagnose.Due{Forbid: true, StartingDeadline: new(time.Minute)}, diagnose.PreviousRunActive,
		},
		"so does a quota":                                   {diagnose.Evidence{Events: []diagnose.Event{quota}}, diagnose.Due{StartingDeadline: new(time.Minute)}, diagnose.QuotaExceeded},
		"and a silent controller":                           {diagnose.Evidence{SchedulerSilentSince: &silent}, diagnose.Due{StartingDeadline: new(time.Minute)}, diagnose.ControllerDown},
		"the slot that was started last is not passed over": {diagnose.Evidence{}, diagnose.Due{LastStarted: slot()}, diagnose.NoJob},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.due.Slot = slot()
			if got := diagnose.Missed(tt.evidence, tt.due); got.Code != tt.code {
				t.Errorf("%s %q, want %s", got.Code, got.Summary, tt.code)
			}
		})
	}
}

// The commands about the run that blocks name that run, not the one that never came.
func TestBlockedNamesTheBlocker(t *testing.T) {
	t.Parallel()
	onQuota := podsRefused("exceeded quota: compute")
	e := diagnose.Evidence{ActiveRuns: []diagnose.ActiveRun{{Name: "backup-1", CreatedAt: after(-3 * time.Hour), Evidence: &onQuota}}}
	c := diagnose.Missed(e, diagnose.Due{Slot: slot(), Forbid: true}).For(diagnose.Subject{Namespace: "shop", CronJob: "backup"})
	check(t, c, diagnose.PreviousRunActive, `because the quota "compute"`)
	advice := strings.Join(c.Advice, "\n")
	if !strings.Contains(advice, "kubectl describe job backup-1 -n shop") || !strings.Contains(advice, "kubectl delete job backup-1 -n shop") {
		t.Errorf("advice:\n%s", advice)
	}
}

// A name out of a message does not become a command.
func TestNamesAreCheckedBeforeTheyStandInCommands(t *testing.T) {
	t.Parallel()
	evil := "x;reboot"
	for _, c := range []diagnose.Cause{
		diagnose.Stuck(podsRefused("exceeded quota: " + evil + ", requested: pods=1, used: pods=1, limited: pods=1")),
		diagnose.Stuck(podsRefused(`error looking up service account shop/` + evil + `: serviceaccount "x" not found`)),
		diagnose.Stuck(podsRefused(`User "` + evil + `" cannot create resource "pods"`)),
		diagnose.Stuck(podsRefused(`AdmissionPolicy '` + evil + `' denied request: no`)),
		diagnose.Stuck(stuckOn("CreateContainerConfigError", `configmap "`+evil+`" not found`)),
	} {
		for _, step := range c.Advice {
			if strings.Contains(step, "reboot") {
				t.Errorf("%s: %s", c.Code, step)
			}
		}
	}
}
