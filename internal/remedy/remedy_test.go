package remedy_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

// world is a cluster with one job and a book with one Incident of it.
type world struct {
	job    remedy.Job
	broken error // of each call of the cluster

	mu        sync.Mutex
	i         incident.Incident
	audited   []string
	jobs      map[string]string // name → order
	suspended string            // by which silence
	silences  map[string]incident.Silence
	unstored  error // of AskRerun
	asked     int   // for suspensions
}

func (w *world) Look(context.Context, monitor.ID) (remedy.Job, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.job, w.broken
}

func (w *world) Start(_ context.Context, s remedy.Start) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if order, there := w.jobs[s.Name]; there && order != s.Order {
		return &remedy.RefusedError{Reason: remedy.Used, Words: "it is there"}
	} else if !there && s.Barred != nil {
		return s.Barred
	}
	if w.broken == nil {
		w.jobs[s.Name] = s.Order
	}
	return w.broken
}

func (w *world) Suspend(_ context.Context, s incident.Silence) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil {
		w.suspended = s.ID
	}
	return w.broken
}

func (w *world) Resume(_ context.Context, s incident.Silence) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil && w.suspended != s.ID {
		return &remedy.RefusedError{Reason: remedy.NoSuspension, Words: "somebody resumed it by hand"}
	}
	if w.broken == nil {
		w.suspended = ""
	}
	return w.broken
}

func (w *world) Incident(context.Context, string) (incident.Incident, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.i, nil
}

func (w *world) AskRerun(_ context.Context, _ string, r incident.Rerun) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unstored != nil {
		return w.unstored
	}
	i, fresh, err := w.i.AskRerun(r)
	if fresh {
		w.audited = append(w.audited, r.Order)
	}
	w.i = i
	return err
}

func (w *world) SettleRerun(_ context.Context, _, job string, state incident.RerunState, problem string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.i, _ = w.i.SettleRerun(job, state, problem, time.Now())
	return nil
}

func (w *world) Silence(_ context.Context, s incident.Silence) (incident.Silence, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := s.Check(); err != nil {
		return s, err
	}
	if known, there := w.silences[s.ID]; there {
		return known, nil
	}
	w.silences[s.ID] = s
	return s, nil
}

func (w *world) EndSilence(_ context.Context, id string, by incident.Person, at time.Time) (incident.Silence, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.silences[id] = w.silences[id].End(by, at)
	return w.silences[id], nil
}

func (w *world) Suspensions(context.Context) ([]incident.Silence, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	var all []incident.Silence
	for _, s := range w.silences {
		all = append(all, s)
	}
	return all, nil
}

func (w *world) SettleSuspension(_ context.Context, id string, state incident.SuspensionState, problem string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.silences[id], _ = w.silences[id].SettleSuspension(state, problem, time.Now())
	return nil
}

// breaks has each call of the cluster end with an error; nil: it answers again.
func (w *world) breaks(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = err
}

// open is a world in which the job may be run again.
func open() (*world, *remedy.Desk) {
	w := &world{
		job: remedy.Job{
			Monitor: "kube/1", Cluster: "prod", Namespace: "billing", Name: "close", UID: "1", Spec: "abc", Images: []string{"registry/close:1.4"},
			Declared: ownership.RerunSafe,
		},
		i: incident.Incident{ID: "i1", Monitor: "kube/1", Kind: incident.Failing, Status: incident.Open, Notice: incident.Notice{
			Subject: incident.Subject{Source: monitor.SourceKubernetes, Spec: "abc"},
		}},
		jobs: map[string]string{}, silences: map[string]incident.Silence{},
	}
	return w, &remedy.Desk{Cluster: w, Book: w, Log: slog.New(slog.DiscardHandler), Changed: func() {}}
}

func ann() incident.Person { return incident.Person{ID: "slack/U1", Name: "@ann"} }

// order is the order that takes up an offer.
func order(id string, o remedy.Offer) remedy.Order {
	return remedy.Order{ID: id, Incident: o.Incident, Attempt: o.Attempt, Spec: o.Spec, Offered: o.At, By: ann(), At: o.At}
}

func TestWhetherAJobMayBeRunAgain(t *testing.T) {
	t.Parallel()
	offered := func(*world, *remedy.Order) {}
	for name, c := range map[string]struct {
		before func(*world) // the offer
		after  func(*world, *remedy.Order)
		want   remedy.Reason
	}{
		"safe":                      {func(*world) {}, offered, ""},
		"safe if not running":       {func(w *world) { w.job.Declared = ownership.RerunSafeIfNotRunning }, offered, ""},
		"never":                     {func(w *world) { w.job.Declared = ownership.RerunNever }, offered, remedy.NeverAgain},
		"undeclared":                {func(w *world) { w.job.Declared = "" }, offered, remedy.Unchecked},
		"undeclared and looked at":  {func(w *world) { w.job.Declared = "" }, func(_ *world, o *remedy.Order) { o.Checked = true }, ""},
		"needs a check":             {func(w *world) { w.job.Declared = ownership.RerunNeedsCheck }, offered, remedy.Unchecked},
		"checked":                   {func(w *world) { w.job.Declared = ownership.RerunNeedsCheck }, func(_ *world, o *remedy.Order) { o.Checked = true }, ""},
		"a run goes on":             {func(w *world) { w.job.Running = []string{"close-1"} }, offered, remedy.Busy},
		"a run has begun":           {func(*world) {}, func(w *world, _ *remedy.Order) { w.job.Running = []string{"close-1"} }, remedy.Busy},
		"changed since the message": {func(w *world) { w.job.Spec = "new" }, offered, remedy.SpecChanged},
		"changed since the offer":   {func(*world) {}, func(w *world, _ *remedy.Order) { w.job.Spec, w.i.Notice.Subject.Spec = "new", "new" }, remedy.SpecChanged},
		"not known what failed":     {func(w *world) { w.i.Notice.Subject.Spec = "" }, offered, ""},
		"over":                      {func(w *world) { w.i.Status = incident.Resolved }, offered, remedy.Over},
		"over meanwhile":            {func(*world) {}, func(w *world, _ *remedy.Order) { w.i.Status = incident.Resolved }, remedy.Over},
		"a check-in":                {func(w *world) { w.i.Notice.Subject.Source = monitor.SourceCheckIn }, offered, remedy.NoJob},
		"of many":                   {func(w *world) { w.i.Kind = incident.Burst }, offered, remedy.NoJob},
		"late":                      {func(*world) {}, func(_ *world, o *remedy.Order) { o.At = o.At.Add(remedy.ValidFor + time.Second) }, remedy.Expired},
		"from the future":           {func(*world) {}, func(_ *world, o *remedy.Order) { o.Offered = o.At.Add(time.Hour) }, remedy.Expired},
		"an attempt that is not":    {func(*world) {}, func(_ *world, o *remedy.Order) { o.Attempt = 7 }, remedy.Expired},
		"somebody was faster": {func(*world) {}, func(w *world, _ *remedy.Order) {
			w.i.Reruns = []incident.Rerun{{Attempt: 1, Order: "other", Job: "x", State: incident.RerunStarted}}
		}, remedy.Used},
		"very often": {func(w *world) { w.i.Reruns = make([]incident.Rerun, incident.MaxReruns) }, offered, remedy.TooOften},
		"the cluster says no": {func(*world) {}, func(w *world, _ *remedy.Order) {
			w.broken = &remedy.RefusedError{Reason: remedy.NotAllowed, Words: "no right"}
		}, remedy.NotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, d := open()
			c.before(w)
			offer, err := d.Offer(t.Context(), "i1")
			if err == nil {
				o := order("o1", offer)
				c.after(w, &o)
				_, err = d.Run(t.Context(), o)
			}
			if remedy.Refused(err) != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			if (len(w.jobs) == 1) != (c.want == "") || (c.want != "") != (err != nil) {
				t.Errorf("jobs %v, error %v", w.jobs, err)
			}
		})
	}
}

func TestAnOrderIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	w, d := open()
	offer, err := d.Offer(t.Context(), "i1")
	if err != nil {
		t.Fatal(err)
	}
	var clicks sync.WaitGroup
	results := make([]error, 8)
	for n := range results {
		clicks.Go(func() { _, results[n] = d.Run(t.Context(), order(fmt.Sprint("o", n), offer)) })
	}
	clicks.Wait()
	done := 0
	for _, err := range results {
		switch remedy.Refused(err) {
		case "":
			done++
		case remedy.Used:
		default:
			t.Error(err)
		}
	}
	if done != 1 || len(w.jobs) != 1 || len(w.audited) != 1 {
		t.Errorf("%d were carried out, jobs %v, audited %v", done, w.jobs, w.audited)
	}
	again, err := d.Run(t.Context(), order(w.audited[0], offer))
	if err != nil || again.State != incident.RerunStarted || len(w.jobs) != 1 {
		t.Errorf("the same order again: %+v, %v", again, err)
	}
}

func TestNothingIsDoneWhatCannotBeStored(t *testing.T) {
	t.Parallel()
	w, d := open()
	offer, _ := d.Offer(t.Context(), "i1")
	w.unstored = errors.New("disk full")
	if _, err := d.Run(t.Context(), order("o1", offer)); !errors.Is(err, w.unstored) || len(w.jobs) > 0 {
		t.Errorf("%v, jobs %v", err, w.jobs)
	}
}

func TestWhatIsNotKnownMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	w, d := open()
	offer, _ := d.Offer(t.Context(), "i1")
	cluster := &faulty{world: w, err: errors.New("no answer")}
	d.Cluster = cluster
	if _, err := d.Run(t.Context(), order("o1", offer)); !errors.Is(err, cluster.err) || w.i.Reruns[0].State != incident.RerunAsked {
		t.Fatalf("%v, %+v", err, w.i.Reruns)
	}
	cluster.err = nil
	r, err := d.Run(t.Context(), order("o1", offer))
	if err != nil || r.State != incident.RerunStarted || w.i.Reruns[0].State != incident.RerunStarted || len(w.jobs) != 1 {
		t.Errorf("%+v, %v, %+v", r, err, w.i.Reruns)
	}
}

// faulty starts nothing while it has an error.
type faulty struct {
	*world
	err error
}

func (f *faulty) Start(ctx context.Context, s remedy.Start) error {
	if f.err != nil {
		return f.err
	}
	return f.world.Start(ctx, s)
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	i := incident.Incident{Notice: incident.Notice{Slot: now.Add(-time.Hour)}}
	j := remedy.Job{Name: "close", Declared: ownership.RerunSafe, NextSlot: now.Add(10 * time.Minute), Usual: 22 * time.Minute}
	for name, c := range map[string]struct {
		job  remedy.Job
		want int
	}{
		"the next run is near": {j, 2},
		"it is far":            {remedy.Job{Declared: ownership.RerunSafe, NextSlot: now.Add(time.Hour), Usual: 22 * time.Minute}, 1},
		"it is suspended":      {remedy.Job{Declared: ownership.RerunSafe, Suspended: true, NextSlot: j.NextSlot, Usual: j.Usual}, 2},
	} {
		o, err := remedy.Propose(i, c.job, now)
		if err != nil || len(o.Warnings) != c.want {
			t.Errorf("%s: %q, %v", name, o.Warnings, err)
		}
	}
}

func TestJobName(t *testing.T) {
	t.Parallel()
	for cronJob, want := range map[string]string{
		"close": "close-rerun-4cd9b767-2",
		"a-very-long-name-that-takes-all-that-a-cronjob-may-do": "a-very-long-name-that-takes-all-that-a-cronjob-rerun-4cd9b767-2",
	} {
		if got := remedy.JobName(cronJob, "i1", 2); got != want || len(got) > 63 {
			t.Errorf("%s: %s, want %s", cronJob, got, want)
		}
	}
}

// kept is open with a Keeper that runs until ctx ends.
func kept(ctx context.Context) (*world, *remedy.Desk) {
	w, d := open()
	k := remedy.NewKeeper(w, w, d.Log, true)
	d.Changed = k.Poke
	go func() { _ = k.Run(ctx) }()
	return w, d
}

// moved is the wish to have the job suspended for an hour.
func moved() remedy.Suspend {
	return remedy.Suspend{ID: "s1", Monitor: "kube/1", By: ann(), At: time.Now(), Until: time.Now().Add(time.Hour), Reason: "the ledger is moved"}
}

func TestAJobIsSuspendedUntilItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		w, d := kept(ctx)
		wish := moved()
		for range 2 { // the same wish twice is one
			if _, err := d.Suspend(ctx, wish); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if w.suspended != "s1" || w.silences["s1"].Suspends.State != incident.SuspensionHolds {
			t.Fatalf("suspended by %q: %+v", w.suspended, w.silences["s1"].Suspends)
		}
		wish.ID = "s2"
		if _, err := d.Suspend(ctx, wish); remedy.Refused(err) != remedy.Used {
			t.Errorf("by somebody else too: %v", err)
		}
		time.Sleep(59 * time.Minute)
		synctest.Wait()
		if w.suspended == "" {
			t.Error("it is resumed too early")
		}
		w.breaks(errors.New("no answer")) // the cluster is away when the time is over
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		w.breaks(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if w.suspended != "" || w.silences["s1"].Suspends.State != incident.SuspensionLifted {
			t.Errorf("it is not resumed: %q, %+v", w.suspended, w.silences["s1"].Suspends)
		}
		if _, err := d.Resume(ctx, "kube/1", ann(), time.Now()); remedy.Refused(err) != remedy.NoSuspension {
			t.Errorf("resumed twice: %v", err)
		}
	})
}

func TestAJobIsResumedByHand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		w, d := kept(ctx)
		wish := moved()
		if _, err := d.Suspend(ctx, wish); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if _, err := d.Resume(ctx, "kube/1", ann(), time.Now()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if s := w.silences["s1"]; w.suspended != "" || s.Suspends.State != incident.SuspensionLifted || s.EndedBy != ann() {
			t.Errorf("%q, %+v", w.suspended, s)
		}
	})
}

func TestASuspensionNeedsAnEndAndAReason(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*remedy.Suspend){
		"no end":      func(s *remedy.Suspend) { s.Until = time.Time{} },
		"a far end":   func(s *remedy.Suspend) { s.Until = s.At.AddDate(1, 0, 0) },
		"no reason":   func(s *remedy.Suspend) { s.Reason = " " },
		"nobody asks": func(s *remedy.Suspend) { s.By = incident.Person{} },
	} {
		w, d := open()
		wish := moved()
		change(&wish)
		if _, err := d.Suspend(t.Context(), wish); !errors.Is(err, incident.ErrSilence) || len(w.silences) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAKeeperWithNothingToDoAsksNothing, unless another process may have been asked.
func TestAKeeperWithNothingToDoAsksNothing(t *testing.T) {
	t.Parallel()
	for alone, want := range map[bool]int{true: 1, false: 13} {
		synctest.Test(t, func(t *testing.T) {
			w, d := open()
			ctx, cancel := context.WithCancel(t.Context())
			go func() { _ = remedy.NewKeeper(w, w, d.Log, alone).Run(ctx) }()
			time.Sleep(time.Hour)
			synctest.Wait()
			if w.asked != want {
				t.Errorf("alone %t: asked %d times in an hour, want %d", alone, w.asked, want)
			}
			cancel()
		})
	}
}
