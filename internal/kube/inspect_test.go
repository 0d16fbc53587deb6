package kube

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// inspected is what an inspection of some CronJobs showed, and what time then judged.
type inspectedWorld struct {
	seen     []monitor.Observation
	verdicts []monitor.Verdict
}

func (w inspectedWorld) kinds() []string {
	var all []string
	for _, o := range w.seen {
		all = append(all, string(o.Kind))
	}
	return all
}

func (w inspectedWorld) evidence() *diagnose.Evidence {
	for _, o := range slices.Backward(w.seen) {
		if o.Kind == monitor.Inspected {
			return o.Evidence
		}
	}
	return nil
}

// inspect has a Source that has seen nothing look at Monitors, and lets the clock judge.
func inspect(t *testing.T, a *apiDouble, states ...monitor.State) inspectedWorld {
	t.Helper()
	source, err := NewFrom(Clients{API: a.client()}, Options{Recorder: &ledgerDouble{}, Defaults: Defaults{
		Grace: 10 * time.Minute, StartGrace: 5 * time.Minute,
	}})
	if err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	view, err := source.Inspect(t.Context(), states)
	if err != nil {
		t.Fatal(err)
	}
	seen, until := view.Seen, view.Until
	if until.Before(before) || until.After(time.Now()) {
		t.Errorf("the view is complete up to %v, asked at %v", until, before)
	}
	w := inspectedWorld{seen: seen}
	for _, state := range states {
		for _, o := range append(seen, monitor.Observation{Monitor: state.ID, Kind: monitor.Clock, At: until, SeenAt: until}) {
			if o.Monitor == state.ID {
				var v []monitor.Verdict
				state, v = monitor.Apply(state, o, until)
				w.verdicts = append(w.verdicts, v...)
			}
		}
	}
	return w
}

// hourly is a CronJob whose last slot was half an hour ago, and its State since then.
func hourly(name string, changes ...func(*batchv1.CronJob)) (*batchv1.CronJob, monitor.State, time.Time) {
	slot := time.Now().UTC().Add(-30 * time.Minute).Truncate(time.Minute)
	cj := aCronJob(name, append([]func(*batchv1.CronJob){func(cj *batchv1.CronJob) {
		cj.Spec.Schedule = fmt.Sprintf("%d * * * *", slot.Minute())
		cj.CreationTimestamp = metav1.NewTime(slot.Add(-5 * time.Minute))
	}}, changes...)...)
	o := Options{ControllerZone: "UTC", Defaults: Defaults{Grace: 10 * time.Minute, StartGrace: 5 * time.Minute}}
	d, _ := o.definition(cj)
	state, _ := monitor.Apply(monitor.State{}, monitor.Observation{
		ID: "first", Monitor: MonitorID(cj.UID), Kind: monitor.Defined, At: slot.Add(-5 * time.Minute), SeenAt: slot.Add(-5 * time.Minute),
		Definition: &d,
	}, slot)
	return cj, state, slot
}

// with adds a run to a State.
func with(t *testing.T, s monitor.State, job *batchv1.Job) monitor.State {
	t.Helper()
	facts := runFacts(job, podFacts{})
	s, verdicts := monitor.Apply(s, monitor.Observation{
		ID: job.Name, Monitor: s.ID, Kind: monitor.RunSeen, At: facts.CreatedAt, SeenAt: facts.CreatedAt, Run: &facts,
	}, facts.CreatedAt)
	if len(verdicts) != 0 {
		t.Fatalf("the test's own run is judged: %+v", verdicts)
	}
	return s
}

func TestInspectAbsence(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	old := metav1.NewMicroTime(slot.Add(-time.Minute))
	a := &apiDouble{
		t: t, cronJobs: []batchv1.CronJob{*cj},
		lease:  &coordinationv1.Lease{TypeMeta: metav1.TypeMeta{APIVersion: "coordination.k8s.io/v1", Kind: "Lease"}, Spec: coordinationv1.LeaseSpec{RenewTime: &old}},
		events: []corev1.Event{anEvent("CronJob", "backup", string(cj.UID), "FailedCreate", "quota", slot)},
	}
	w := inspect(t, a, state)
	if diff := cmp.Diff([]string{"defined", "inspected"}, w.kinds()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	e := w.evidence()
	if e.SchedulerSilentSince == nil || !e.SchedulerSilentSince.Equal(old.UTC()) || len(e.Events) != 1 || e.Job != "" {
		t.Errorf("evidence %+v", e)
	}
	if len(w.verdicts) != 1 || w.verdicts[0].Judgement != monitor.Missed || w.verdicts[0].Slot != slot {
		t.Errorf("verdicts %+v", w.verdicts)
	}
}

// An old Lease means nothing where the scheduler is seen to work.
func TestInspectSchedulerWorksWithoutItsLease(t *testing.T) {
	t.Parallel()
	old := metav1.NewMicroTime(time.Now().Add(-time.Hour))
	lease := &coordinationv1.Lease{TypeMeta: metav1.TypeMeta{APIVersion: "coordination.k8s.io/v1", Kind: "Lease"}, Spec: coordinationv1.LeaseSpec{RenewTime: &old}}
	missed, missedState, slot := hourly("missed")
	fine, fineState, _ := hourly("fine", func(cj *batchv1.CronJob) { cj.Status.LastScheduleTime = &metav1.Time{Time: slot} })
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*missed, *fine}, jobs: []batchv1.Job{*aJob(fine, slot)}, lease: lease}
	if e := inspect(t, a, missedState, fineState).evidence(); e == nil || e.SchedulerSilentSince != nil {
		t.Errorf("evidence %+v", e)
	}
}

func TestInspectFindsTheRun(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	job := aJob(cj, slot, withCondition(batchv1.JobComplete, "", slot.Add(time.Minute)))
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job}}
	w := inspect(t, a, state)
	if diff := cmp.Diff([]string{"defined", "run_seen"}, w.kinds()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(w.verdicts) != 1 || w.verdicts[0].Judgement != monitor.Succeeded {
		t.Errorf("verdicts %+v", w.verdicts)
	}
	for _, request := range a.asked() {
		if strings.Contains(request, "events") || strings.Contains(request, "leases") {
			t.Errorf("asked for causes of nothing: %s", request)
		}
	}
}

func TestInspectFailedRunCarriesItsEvidence(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	job := aJob(cj, slot, withCondition(batchv1.JobFailed, "BackoffLimitExceeded", slot.Add(time.Minute)))
	pod := aPod(job, "p", withStatus(terminated("main", 3, slot, slot)))
	a := &apiDouble{
		t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job}, pods: []corev1.Pod{*pod}, logs: map[string]string{"p/main": "boom"},
	}
	w := inspect(t, a, state)
	if len(w.verdicts) != 1 || w.verdicts[0].Cause.Code != diagnose.ExitCode || w.verdicts[0].Cause.LogTail != "boom" {
		t.Errorf("verdicts %+v", w.verdicts)
	}
	if o := w.seen[1]; o.ID != "job/"+string(job.UID)+"/finished" {
		t.Errorf("the watch would call it something else: %s", o.ID)
	}
}

func TestInspectForbid(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup", func(cj *batchv1.CronJob) { cj.Spec.ConcurrencyPolicy = batchv1.ForbidConcurrent })
	before := aJob(cj, slot.Add(-time.Hour), withCondition(batchv1.JobComplete, "", slot.Add(5*time.Minute)))
	earlier := aJob(cj, slot.Add(-2*time.Hour), withCondition(batchv1.JobComplete, "", slot.Add(-time.Hour)))
	a := &apiDouble{
		t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*before, *earlier},
		events: []corev1.Event{anEvent("CronJob", "backup", string(cj.UID), "JobAlreadyActive", "not starting", slot)},
	}
	w := inspect(t, a, state)
	e := w.evidence()
	if e == nil || len(e.ActiveRuns) != 1 || e.ActiveRuns[0].Name != before.Name {
		t.Fatalf("evidence %+v", e)
	}
	last := w.verdicts[len(w.verdicts)-1]
	if last.Judgement != monitor.Skipped || last.Cause.Code != diagnose.PreviousRunActive {
		t.Errorf("verdict %+v", last)
	}
}

func TestInspectGone(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	state = with(t, state, aJob(cj, slot))
	anew := cj.DeepCopy()
	anew.UID = "another"
	unwanted := cj.DeepCopy()
	unwanted.Annotations = map[string]string{"rollcall.dev/monitor": "false"}
	for name, cronJobs := range map[string][]batchv1.CronJob{"deleted": nil, "made anew": {*anew}, "not to be watched": {*unwanted}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := inspect(t, &apiDouble{t: t, cronJobs: cronJobs}, state)
			if diff := cmp.Diff([]string{"removed"}, w.kinds()); diff != "" || len(w.verdicts) != 0 {
				t.Errorf("verdicts %+v; (-want +got):\n%s", w.verdicts, diff)
			}
		})
	}
}

// TestInspectGoneAgain: that a CronJob is gone is news each time when the ledger believes otherwise.
func TestInspectGoneAgain(t *testing.T) {
	t.Parallel()
	cj, state, _ := hourly("backup")
	told := deleted(cj.UID, state.FirstSeen).observation(cj.UID).ID
	if w := inspect(t, &apiDouble{t: t}, state); len(w.seen) != 1 || w.seen[0].ID == told {
		t.Errorf("what was told before as %s is told as %+v", told, w.seen)
	}
}

func TestInspectVanishedRun(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	state = with(t, state, aJob(cj, slot))
	w := inspect(t, &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}}, state)
	if diff := cmp.Diff([]string{"defined", "run_gone"}, w.kinds()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(w.verdicts) != 1 || w.verdicts[0].Judgement != monitor.Unknown {
		t.Errorf("verdicts %+v", w.verdicts)
	}
}

// TestInspectGoneBeforeTheWatch: a run that went while nobody watched was not in the way of what was due after that, under Forbid.
func TestInspectGoneBeforeTheWatch(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	job := aJob(cj, slot)
	state = with(t, state, job)
	source, err := NewFrom(Clients{API: (&apiDouble{t: t}).client()}, Options{Recorder: &ledgerDouble{}})
	if err != nil {
		t.Fatal(err)
	}
	now := slot.Add(80 * time.Minute)
	for name, test := range map[string]struct{ since, want time.Time }{
		"it was gone when the watch began":         {slot.Add(10 * time.Minute), slot.Add(10 * time.Minute)},
		"since when there is a watch is not known": {time.Time{}, now},
		"it was created after the watch began":     {job.CreationTimestamp.Add(-time.Second), now},
		"the watch begins now":                     {now.Add(time.Second), now},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gone := source.vanished(t.Context(), cj.UID, &inspection{state: state}, test.since, now)
			if len(gone) != 1 || !gone[0].At.Equal(test.want) || !gone[0].SeenAt.Equal(now) || !gone[0].Run.Lost {
				t.Errorf("told %+v, want that it was gone at %v", gone, test.want)
			}
		})
	}
}

func TestInspectStuck(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	job := aJob(cj, slot)
	state = with(t, state, job)
	pod := aPod(job, "p", withStatus(corev1.ContainerStatus{Name: "main", State: corev1.ContainerState{
		Waiting: &corev1.ContainerStateWaiting{Reason: "ImagePullBackOff", Message: "no such image"},
	}}))
	a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job}, pods: []corev1.Pod{*pod}}
	w := inspect(t, a, state)
	if len(w.verdicts) != 1 || w.verdicts[0].Judgement != monitor.Stuck || w.verdicts[0].Cause.Code != diagnose.ImagePull {
		t.Errorf("verdicts %+v", w.verdicts)
	}
	if e := w.evidence(); e == nil || e.Job != job.Name {
		t.Errorf("evidence %+v", e)
	}

	t.Run("it runs, and the watch has not shown it", func(t *testing.T) {
		t.Parallel()
		a := &apiDouble{t: t, cronJobs: a.cronJobs, jobs: a.jobs, pods: []corev1.Pod{*aPod(job, "p", withStatus(running("main", slot.Add(time.Minute))))}}
		w := inspect(t, a, state)
		if len(w.verdicts) != 0 || w.evidence() != nil {
			t.Errorf("verdicts %+v", w.verdicts)
		}
	})
}

// A stuck run, and a slot after it that nobody answered, each have their own evidence.
func TestInspectStuckAndAbsent(t *testing.T) {
	t.Parallel()
	cj, state, slot := hourly("backup")
	job := aJob(cj, slot.Add(-time.Hour))
	state = with(t, state, job)
	a := &apiDouble{
		t: t, cronJobs: []batchv1.CronJob{*cj}, jobs: []batchv1.Job{*job},
		events: []corev1.Event{
			anEvent("Job", job.Name, string(job.UID), "FailedCreate", "exceeded quota: pods", slot),
			anEvent("CronJob", "backup", string(cj.UID), "UnknownTimeZone", "Mars", slot),
		},
	}
	w := inspect(t, a, state)
	causes := map[monitor.Judgement]diagnose.Code{}
	for _, v := range w.verdicts {
		causes[v.Judgement] = v.Cause.Code
	}
	want := map[monitor.Judgement]diagnose.Code{monitor.Stuck: diagnose.QuotaExceeded, monitor.Missed: diagnose.UnknownTimeZone}
	if diff := cmp.Diff(want, causes); diff != "" {
		t.Errorf("causes (-want +got):\n%s", diff)
	}
}

func TestInspectBlind(t *testing.T) {
	t.Parallel()
	cj, state, _ := hourly("backup")
	for what, refuse := range map[string]map[string]int{
		"Jobs":                        {"*/jobs": http.StatusForbidden},
		"CronJobs, one by one or all": {"*/cronjobs/backup": http.StatusForbidden, "*/cronjobs": http.StatusForbidden},
	} {
		a := &apiDouble{t: t, cronJobs: []batchv1.CronJob{*cj}, refuse: refuse}
		source, err := NewFrom(Clients{API: a.client()}, Options{Recorder: &ledgerDouble{}})
		if err != nil {
			t.Fatal(err)
		}
		if view, err := source.Inspect(t.Context(), []monitor.State{state}); err == nil {
			t.Errorf("%s forbidden: seen %+v", what, view)
		}
	}
}

func TestInspectManyAsksOnce(t *testing.T) {
	t.Parallel()
	a := &apiDouble{t: t}
	var states []monitor.State
	for i := range 60 {
		cj, state, slot := hourly(fmt.Sprintf("job-%02d", i), func(cj *batchv1.CronJob) { cj.Namespace = fmt.Sprintf("ns-%d", i%20) })
		a.cronJobs = append(a.cronJobs, *cj)
		e := anEvent("CronJob", cj.Name, string(cj.UID), "FailedCreate", "quota", slot)
		e.Namespace = cj.Namespace
		a.events = append(a.events, e)
		states = append(states, state)
	}
	w := inspect(t, a, states...)
	if len(w.verdicts) != 60 {
		t.Errorf("%d verdicts", len(w.verdicts))
	}
	for _, v := range w.verdicts {
		if v.Evidence == nil || len(v.Evidence.Events) != 1 {
			t.Errorf("%s: evidence %+v", v.Monitor, v.Evidence)
		}
	}
	if asked := a.asked(); len(asked) != 4 { // CronJobs, Jobs, the Lease, events
		t.Errorf("%d requests for 60 CronJobs in 20 namespaces: %v", len(asked), asked)
	}
}
