package incident_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// town is a cluster with its jobs over several batches, as the ledger keeps them.
type town struct {
	cluster monitor.State
	jobs    map[monitor.ID]monitor.State
	all     []incident.Incident
	told    []string
}

// event is what befalls the cluster in a batch.
type event func(*town, *incident.Cluster)

func newTown() *town {
	return &town{cluster: monitor.NewCluster(monitor.ClusterID("prod"), day), jobs: map[monitor.ID]monitor.State{}}
}

// batch lets events happen in one commit, and notes what was told.
func (w *town) batch(events ...event) *town {
	var open []incident.Incident
	for _, i := range w.all {
		if i.Status != incident.Resolved {
			open = append(open, i)
		}
	}
	n := len(w.all)
	c := incident.NewCluster(w.cluster, open, func() string { n++; return strconv.Itoa(n) })
	for _, e := range events {
		e(w, c)
	}
	for _, i := range c.Changed() {
		w.told = append(w.told, fmt.Sprintf("%s %s %s: %d of %d", i.ID, i.Kind, i.Notice.Change, i.Count, i.Notice.Jobs))
		if at := slices.IndexFunc(w.all, func(k incident.Incident) bool { return k.ID == i.ID }); at >= 0 {
			w.all[at] = i
		} else {
			w.all = append(w.all, i)
		}
	}
	w.cluster = c.State
	return w
}

func (w *town) join(c *incident.Cluster, v monitor.Verdict) {
	if id := c.Wants(v); id != "" {
		at := slices.IndexFunc(w.all, func(k incident.Incident) bool { return k.ID == id })
		if at >= 0 {
			c.Lend(w.all[at])
		}
	}
	s, ok := w.jobs[v.Monitor]
	if !ok {
		s = monitor.State{ID: v.Monitor, Definition: monitor.Definition{Namespace: "shop", Name: string(v.Monitor[5:])}}
	}
	s, joined := c.Join(s, v)
	w.jobs[v.Monitor] = s
	if !joined {
		w.told = append(w.told, "own: "+string(v.Monitor))
	}
}

// lost is the slot of a job at an hour, missed in a silence that began at another; decided is when its grace was over.
func lost(job string, hour int, silentSince time.Duration) event {
	return func(w *town, c *incident.Cluster) {
		v := verdict(hour, monitor.Missed)
		since := day.Add(silentSince)
		v.Monitor, v.Cause = monitor.ID("kube/"+job), diagnose.ControllerSilent(since, time.Time{}, 0)
		v.Evidence = &diagnose.Evidence{SchedulerSilentSince: &since}
		w.join(c, v)
	}
}

// unseen is the slot of a job at an hour of which nobody saw what became of it, found out at another.
func unseen(job string, hour int, decided time.Duration) event {
	return func(w *town, c *incident.Cluster) {
		v := verdict(hour, monitor.Unknown)
		v.Monitor, v.Cause, v.DecidedAt = monitor.ID("kube/"+job), diagnose.RunNotSeen(diagnose.Evidence{}, day), day.Add(decided)
		v.Delay = v.DecidedAt.Sub(v.At)
		w.join(c, v)
	}
}

// starts is a run that the scheduler started at an instant.
func starts(at time.Duration) event {
	return func(_ *town, c *incident.Cluster) {
		c.Started(monitor.RunFacts{Name: "sitemap-1", Slot: day.Add(at).Truncate(time.Hour), CreatedAt: day.Add(at)}, day.Add(at))
	}
}

func passes(at time.Duration) event {
	return func(_ *town, c *incident.Cluster) { c.Pass(day.Add(at)) }
}

const (
	h = time.Hour
	m = time.Minute
)

func TestWhatManyJobsShareIsToldOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		town *town
		want []string
	}{
		"a batch is one change": {
			newTown().batch(lost("a", 1, h), lost("b", 1, h), lost("a", 2, h)),
			[]string{"1 stalled opened: 3 of 2"},
		},
		"more of it later": {
			newTown().batch(lost("a", 1, h)).batch(lost("a", 2, h)).batch(lost("b", 2, h)),
			[]string{"1 stalled opened: 1 of 1", "1 stalled repeated: 2 of 1", "1 stalled repeated: 3 of 2"},
		},
		"the same slot twice is one": {
			newTown().batch(lost("a", 1, h)).batch(lost("a", 1, h)),
			[]string{"1 stalled opened: 1 of 1"},
		},
		"the scheduler is back": {
			newTown().batch(lost("a", 1, h)).batch(starts(2*h), starts(2*h+m)).batch(starts(3 * h)),
			[]string{"1 stalled opened: 1 of 1", "1 stalled resolved: 1 of 1"},
		},
		"a run from before it fell silent": {
			newTown().batch(lost("a", 1, h)).batch(starts(h - m)).batch(starts(h + 5*time.Second)),
			[]string{"1 stalled opened: 1 of 1"},
		},
		"found, and over at once": {
			newTown().batch(lost("a", 1, h), starts(2*h)),
			[]string{"1 stalled opened: 1 of 1", "1 stalled resolved: 1 of 1"},
		},
		"slots whose grace ends after it": {
			newTown().batch(lost("a", 1, h)).batch(starts(3*h)).batch(lost("a", 2, h), lost("b", 2, h)),
			[]string{"1 stalled opened: 1 of 1", "1 stalled resolved: 1 of 1", "1 stalled repeated: 3 of 2"},
		},
		"it falls silent again": {
			newTown().batch(lost("a", 1, h)).batch(starts(2 * h)).batch(lost("a", 5, 4*h)),
			[]string{"1 stalled opened: 1 of 1", "1 stalled resolved: 1 of 1", "2 stalled opened: 1 of 1"},
		},
		"what nobody saw": {
			newTown().batch(unseen("a", 1, 9*h), unseen("a", 2, 9*h), unseen("b", 1, 9*h)).batch(unseen("b", 8, 9*h+10*m)),
			[]string{"1 blind opened: 3 of 2", "1 blind repeated: 4 of 2"},
		},
		"no more of it comes to light": {
			newTown().batch(unseen("a", 1, 9*h)).batch(unseen("a", 2, 9*h+30*m)).batch(passes(10 * h)).batch(passes(10*h + 30*m)),
			[]string{"1 blind opened: 1 of 1", "1 blind repeated: 2 of 1", "1 blind resolved: 2 of 1"},
		},
		"a second blindness": {
			newTown().batch(unseen("a", 1, 9*h)).batch(unseen("a", 10, 11*h)),
			[]string{"1 blind opened: 1 of 1", "1 blind resolved: 1 of 1", "2 blind opened: 1 of 1"},
		},
		"one that does not end is told every day": {
			newTown().batch(unseen("a", 1, 2*h)).batch(everyHalfHour("a", 2*h+30*m, 47)...).batch(unseen("b", 26, 26*h)),
			[]string{"1 blind opened: 1 of 1", "1 blind repeated: 48 of 1", "1 blind resolved: 48 of 1", "2 blind opened: 1 of 1"},
		},
		"each for itself": {
			newTown().batch(unseen("a", 1, 9*h), lost("a", 8, 8*h)).batch(starts(10 * h)),
			[]string{"1 blind opened: 1 of 1", "2 stalled opened: 1 of 1", "2 stalled resolved: 1 of 1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, tc.town.told); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

func everyHalfHour(job string, from time.Duration, n int) []event {
	var all []event
	for i := range n {
		all = append(all, unseen(job, 2+i, from+time.Duration(i)*30*m))
	}
	return all
}

// A slot of a silence whose incident was forgotten meanwhile is told as the job's own.
func TestAnIncidentThatIsNotThereAnyMore(t *testing.T) {
	t.Parallel()
	w := newTown().batch(lost("a", 1, h)).batch(starts(3 * h))
	w.all = nil
	w.batch(lost("a", 2, h))
	want := []string{"1 stalled opened: 1 of 1", "1 stalled resolved: 1 of 1", "own: kube/a"}
	if diff := cmp.Diff(want, w.told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestWhatASharedNoticeSays(t *testing.T) {
	t.Parallel()
	w := newTown()
	var all []event
	for slot := range 10 {
		for job := range 100 {
			all = append(all, lost(strconv.Itoa(job), 1+slot, h-2*m))
		}
	}
	w.batch(all...).batch(starts(12 * h))
	i := w.all[0]
	if i.Count != 1000 || len(i.Members) != incident.MaxMembers || len(i.Notice.Affected) != incident.MaxAffected || i.Status != incident.Resolved {
		t.Errorf("count %d, %d members, %d affected, %s", i.Count, len(i.Members), len(i.Notice.Affected), i.Status)
	}
	n := i.Notice
	n.Affected, n.Cause = n.Affected[:1], diagnose.Cause{}
	want := incident.Notice{
		Incident: "1", Kind: incident.Stalled, Change: incident.Recovery, Severity: incident.High, Judgement: monitor.Missed, Lasting: monitor.Missed,
		Subject: incident.Subject{Monitor: "cluster/prod", Source: monitor.SourceCluster, Cluster: "prod", Name: "prod"},
		Slot:    day.Add(10 * h), At: day.Add(12 * h), DecidedAt: day.Add(12 * h), OpenedAt: day.Add(h - 2*m), ResolvedAt: day.Add(12 * h),
		Count: 1000, Jobs: 100, RunName: "sitemap-1",
		Affected: []incident.Affected{{Monitor: "kube/0", Job: "shop/0", Slots: []time.Time{day.Add(h)}}},
	}
	if diff := cmp.Diff(want, n); diff != "" {
		t.Errorf("notice (-want +got):\n%s", diff)
	}
	if i.Cause.Code != diagnose.ControllerDown || w.cluster.Silence.Incident != "1" || !w.cluster.Silence.Until.Equal(day.Add(12*h)) {
		t.Errorf("cause %s, silence %+v", i.Cause.Code, w.cluster.Silence)
	}
}

func TestAJobThatIsDueOftenDoesNotCrowdOutTheOthers(t *testing.T) {
	t.Parallel()
	w := newTown()
	for slot := range 60 {
		w.batch(lost("minutely", 1+slot, h))
	}
	w.batch(lost("hourly", 2, h))
	want := []incident.Affected{
		{Monitor: "kube/minutely", Job: "shop/minutely", Slots: []time.Time{day.Add(h), day.Add(2 * h), day.Add(3 * h)}},
		{Monitor: "kube/hourly", Job: "shop/hourly", Slots: []time.Time{day.Add(2 * h)}},
	}
	if diff := cmp.Diff(want, w.all[0].Notice.Affected); diff != "" {
		t.Errorf("affected (-want +got):\n%s", diff)
	}
}

func TestHowLateABlindnessWasNoticed(t *testing.T) {
	t.Parallel()
	w := newTown().batch(unseen("a", 5, 9*h), unseen("a", 2, 9*h))
	if n := w.all[0].Notice; n.Late != 7*h-10*m || !n.OpenedAt.Equal(day.Add(2*h)) || !n.Slot.Equal(day.Add(5*h)) {
		t.Errorf("late by %s, from %s to %s", n.Late, n.OpenedAt, n.Slot)
	}
}

func TestWhichVerdictsAreShared(t *testing.T) {
	t.Parallel()
	silent := diagnose.ControllerSilent(day, time.Time{}, 0)
	for name, tc := range map[string]struct {
		verdict monitor.Verdict
		want    incident.Kind
	}{
		"the scheduler is silent":          {monitor.Verdict{Judgement: monitor.Missed, Cause: silent}, incident.Stalled},
		"a run that nobody saw":            {monitor.Verdict{Judgement: monitor.Unknown, Cause: diagnose.RunNotSeen(diagnose.Evidence{}, day)}, incident.Blind},
		"a run whose end nobody saw":       {monitor.Verdict{Judgement: monitor.Unknown, Cause: diagnose.RunLost("j", day, day)}, incident.Blind},
		"a run that somebody deleted":      {monitor.Verdict{Judgement: monitor.Unknown, Cause: diagnose.RunDeleted(diagnose.Evidence{}, "j")}, ""},
		"a run that failed":                {monitor.Verdict{Judgement: monitor.Failed, Cause: diagnose.Cause{Code: diagnose.ExitCode}}, ""},
		"a slot without a run, and no why": {monitor.Verdict{Judgement: monitor.Missed, Cause: diagnose.Cause{Code: diagnose.NoJob}}, ""},
	} {
		kind, shared := incident.Shares(tc.verdict)
		if kind != tc.want || shared != (tc.want != "") || shared && !kind.Shared() {
			t.Errorf("%s: %q, %v", name, kind, shared)
		}
	}
}
