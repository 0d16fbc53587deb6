package ledger_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

func jobID(n int) monitor.ID { return monitor.ID(fmt.Sprintf("kube/%d", n)) }

// cronJob is one of many that are due every hour; lastScheduled is what the cluster says it started last.
func cronJob(id monitor.ID, now, lastScheduled time.Time) monitor.Observation {
	return monitor.Observation{ID: fmt.Sprint("cronjob/", id, "/", now.UnixNano()), Monitor: id, Kind: monitor.Defined, At: now, SeenAt: now,
		Definition: &monitor.Definition{
			Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "shop", Name: string(id), CreatedAt: now, Generation: now.UnixNano(),
			Schedule: schedule.Cron("0 * * * *", "UTC"), Grace: 2 * time.Minute, StartGrace: time.Minute, LastScheduledAt: lastScheduled,
		}}
}

func cronJobs(n int, now time.Time) []monitor.Observation {
	var all []monitor.Observation
	for i := range n {
		all = append(all, cronJob(jobID(i), now, time.Time{}))
	}
	return all
}

// job is a run of one of them that was started for a slot at an instant, and goes on.
func job(id monitor.ID, slot, created time.Time) monitor.Observation {
	name := fmt.Sprintf("%s-%d", id, slot.Unix()/60)
	return monitor.Observation{ID: "job/" + name, Monitor: id, Kind: monitor.RunSeen, At: created, SeenAt: created, Run: &monitor.RunFacts{
		ID: monitor.RunID(name), Name: name, Slot: slot, CreatedAt: created, StartedAt: created,
	}}
}

// silentSince has inspections show a scheduler that has been silent since an instant.
func silentSince(since time.Time) func(monitor.State) []monitor.Observation {
	return func(s monitor.State) []monitor.Observation {
		now := time.Now()
		return []monitor.Observation{{
			ID: fmt.Sprint("inspected/", s.ID, "/", now.UnixNano()), Monitor: s.ID, Kind: monitor.Inspected, At: now, SeenAt: now,
			Evidence: &diagnose.Evidence{CapturedAt: now, SchedulerSilentSince: &since},
		}}
	}
}

// actions counts what the outbox holds.
func (h *house) actions() map[notify.Action]int {
	h.t.Helper()
	deliveries, err := h.store.Deliveries(h.t.Context(), store.DeliveryFilter{}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	counts := map[notify.Action]int{}
	for _, d := range deliveries {
		counts[d.Message.Action]++
	}
	return counts
}

// newest is the newest incident of a kind.
func (h *house) newest(kind incident.Kind) incident.Incident {
	h.t.Helper()
	all, err := h.store.Incidents(h.t.Context(), store.IncidentFilter{Monitor: monitor.ClusterID("prod")}, "", 0)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, i := range all {
		if i.Kind == kind {
			return i
		}
	}
	h.t.Fatalf("there is no incident of kind %s", kind)
	return incident.Incident{}
}

// mustCount compares what a shared incident counts.
func mustCount(t *testing.T, i incident.Incident, status incident.Status, count, jobs int) {
	t.Helper()
	if i.Status != status || i.Count != count || i.Notice.Count != count || i.Notice.Jobs != jobs {
		t.Errorf("%s: %s, %d slots of %d jobs, told as %d; want %s, %d of %d", i.Kind, i.Status, i.Count, i.Notice.Jobs, i.Notice.Count, status, count, jobs)
	}
}

// TestASilentSchedulerIsOneCause: 500 CronJobs are silent for three slots, through a restart of ours: one message, one recovery.
func TestASilentSchedulerIsOneCause(t *testing.T) {
	t.Parallel()
	const n = 500
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(n, start)...)
		h.inspector.show(silentSince(start.Add(59 * time.Minute)))
		time.Sleep(90 * time.Minute)
		mustCount(t, h.newest(incident.Stalled), incident.Open, n, n)
		h = h.reopen(10 * time.Minute)
		time.Sleep(time.Until(start.Add(3*time.Hour + 10*time.Minute)))
		mustCount(t, h.newest(incident.Stalled), incident.Open, 3*n, n)

		h.inspector.show(nil)
		var back []monitor.Observation
		for i := range n {
			back = append(back, job(jobID(i), start.Add(3*time.Hour), time.Now()))
		}
		h.record(back...)
		mustCount(t, h.newest(incident.Stalled), incident.Resolved, 3*n, n)
		if diff := cmp.Diff(map[notify.Action]int{notify.Post: 1, notify.Update: 3, notify.Reply: 1}, h.actions()); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
		h.mustHaveTold(t, h.told(start), []string{"1h2m0s post opened missed ×500", "3h10m0s reply resolved missed ×1500"})
	})
}

// TestAJobThatStaysBroken is told by itself, after the scheduler is back.
func TestAJobThatStaysBroken(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(3, start)...)
		h.inspector.show(silentSince(start.Add(59 * time.Minute)))
		time.Sleep(70 * time.Minute)
		h.inspector.show(nil)
		h.record(job(jobID(0), start.Add(time.Hour), time.Now()), job(jobID(1), start.Add(time.Hour), time.Now()))
		time.Sleep(time.Until(start.Add(2 * time.Hour)))
		h.record(job(jobID(0), start.Add(2*time.Hour), time.Now()), job(jobID(1), start.Add(2*time.Hour), time.Now()))
		time.Sleep(10 * time.Minute)
		h.mustHaveTold(t, h.told(start), []string{
			"1h2m0s post opened missed ×3", "1h10m0s reply resolved missed ×3", "2h2m0s post opened missed ×1",
		})
	})
}

// TestWhatWasStartedUnseen ends a silence too, though nothing of it is left but what its CronJob says.
func TestWhatWasStartedUnseen(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(3, start)...)
		h.inspector.show(silentSince(start.Add(59 * time.Minute)))
		time.Sleep(70 * time.Minute)
		h.inspector.show(nil)
		h = h.reopen(2 * time.Hour)
		h.record(cronJob(jobID(0), time.Now(), start.Add(3*time.Hour)))
		i := h.newest(incident.Stalled)
		mustCount(t, i, incident.Resolved, 3, 3)
		if !i.ResolvedAt.Equal(start.Add(3 * time.Hour)) {
			t.Errorf("resolved at %s", i.ResolvedAt)
		}
		h.stop()
	})
}

// TestSlotsWhoseGraceEndsLater passed in the silence all the same.
func TestSlotsWhoseGraceEndsLater(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		d := cronJob(jobID(0), start, time.Time{})
		d.Definition.Schedule, d.Definition.Grace = schedule.Cron("* * * * *", "UTC"), 10*time.Minute
		h.record(d)
		h.inspector.show(silentSince(start.Add(30 * time.Second)))
		time.Sleep(15*time.Minute + 30*time.Second)
		h.inspector.show(nil)
		h.record(job(jobID(0), start.Add(15*time.Minute), time.Now()))
		mustCount(t, h.newest(incident.Stalled), incident.Resolved, 5, 1)
		for m := 16; m < 30; m++ {
			time.Sleep(time.Until(start.Add(time.Duration(m) * time.Minute)))
			h.record(job(jobID(0), time.Now(), time.Now()))
		}
		mustCount(t, h.newest(incident.Stalled), incident.Resolved, 14, 1)
		h.mustHaveTold(t, h.told(start), []string{"11m0s post opened missed ×1", "15m30s reply resolved missed ×5"})
	})
}

// TestAnOwnIncidentIsLeftAlone by what the cluster as a whole suffers.
func TestAnOwnIncidentIsLeftAlone(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(1, start)...)
		time.Sleep(65 * time.Minute)
		h.inspector.show(silentSince(start.Add(119 * time.Minute)))
		time.Sleep(time.Hour)
		own, err := h.store.Incidents(t.Context(), store.IncidentFilter{Monitor: jobID(0)}, "", 0)
		if err != nil || len(own) != 1 || own[0].Status != incident.Open || own[0].Count != 1 {
			t.Errorf("own incidents %+v, %v", own, err)
		}
		h.record(job(jobID(0), start.Add(2*time.Hour), time.Now()))
		time.Sleep(time.Minute)
		h.mustHaveTold(t, h.told(start), []string{
			"1h2m0s post opened missed ×1", "2h2m0s post opened missed ×1", "2h5m0s reply resolved missed ×1",
		})
	})
}

// TestBlindnessIsOneSummary: Rollcall is down for three slots of 100 CronJobs that were run meanwhile and left no trace. That is one
// message, also through another restart, and nothing after it; when no more of it comes to light it is over, without a word.
func TestBlindnessIsOneSummary(t *testing.T) {
	t.Parallel()
	const n = 100
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(n, start)...)
		time.Sleep(30 * time.Minute)
		h.inspector.show(func(s monitor.State) []monitor.Observation {
			now := time.Now()
			return []monitor.Observation{cronJob(s.ID, now, now.Truncate(time.Hour))}
		})
		h = h.reopen(150*time.Minute + time.Second) // the grace of the slot at 03:00 is not over
		time.Sleep(time.Second)
		mustCount(t, h.newest(incident.Blind), incident.Open, 3*n, n)
		h = h.reopen(time.Second)
		time.Sleep(30 * time.Minute)
		mustCount(t, h.newest(incident.Blind), incident.Open, 3*n, n)
		if late := h.newest(incident.Blind).Notice.Late; late != 118*time.Minute+time.Second {
			t.Errorf("noticed %s late", late)
		}
		var stopped []monitor.Observation
		for i := range n {
			o := cronJob(jobID(i), time.Now(), start.Add(3*time.Hour))
			o.Definition.Schedule = schedule.Cron("0 0 1 1 *", "UTC")
			stopped = append(stopped, o)
		}
		h.record(stopped...)
		time.Sleep(40 * time.Minute)
		mustCount(t, h.newest(incident.Blind), incident.Resolved, 3*n, n)
		synctest.Wait()
		before := h.calls.n.Load()
		time.Sleep(24 * time.Hour)
		if asked := h.calls.n.Load() - before; asked != 0 {
			t.Errorf("%d questions to the store in an idle day", asked)
		}
		if diff := cmp.Diff(map[notify.Action]int{notify.Post: 1, notify.Update: 1}, h.actions()); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
		h.mustHaveTold(t, h.told(start), []string{"3h0m1s post opened unknown ×300"})
	})
}

// TestTwoLeadersShareOneIncident: both find the same silence; whoever comes second joins, and nobody counts twice.
func TestTwoLeadersShareOneIncident(t *testing.T) {
	t.Parallel()
	const n = 40
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		other := open(t, h.path, h.inspector)
		h.record(cronJobs(n, start)...)
		other.record(cronJobs(n, start)...)
		h.inspector.show(silentSince(start.Add(59 * time.Minute)))
		for range 3 {
			h.calls.conflicts.Store(2)
			other.calls.conflicts.Store(1)
			time.Sleep(time.Hour)
		}
		time.Sleep(5 * time.Minute)
		mustCount(t, h.newest(incident.Stalled), incident.Open, 3*n, n)
		h.calls.conflicts.Store(1)
		h.record(job(jobID(0), start.Add(3*time.Hour), time.Now()))
		other.record(job(jobID(1), start.Add(3*time.Hour), time.Now()))
		mustCount(t, h.newest(incident.Stalled), incident.Resolved, 3*n, n)
		if counts := h.actions(); counts[notify.Post] != 1 || counts[notify.Reply] != 1 {
			t.Errorf("messages %v", counts)
		}
		other.stop()
		h.stop()
	})
}
