package monitor_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// teller draws what jobs report.
type teller struct {
	*rand.Rand
	now     time.Time
	def     monitor.Definition
	cluster bool // it is a job of the cluster, which reports beside that
	jobs    map[int64]monitor.RunFacts
}

func (t *teller) chance(percent int) bool { return t.IntN(100) < percent }

func (t *teller) upTo(d time.Duration) time.Duration { return time.Duration(t.Int64N(int64(d)) + 1) }

// definition draws one, and edits of it.
func (t *teller) definition() monitor.Definition {
	d := t.def
	d.Generation++
	d.Source, d.CreatedAt = monitor.SourceCheckIn, day
	if t.cluster {
		d.Source, d.StartGrace, d.Confirm = monitor.SourceKubernetes, 5*time.Minute, t.chance(50)
		d.Concurrency = []monitor.Concurrency{monitor.Allow, monitor.Forbid, monitor.Replace}[t.IntN(3)]
	}
	if d.Generation == 1 || t.chance(30) {
		d.Schedule = []schedule.Spec{
			schedule.Cron("*/10 * * * *", "UTC"), schedule.Cron("0 * * * *", "Europe/Berlin"), schedule.Every(15 * time.Minute),
			schedule.Cron("@every 20m", ""), schedule.Cron("* * * * *", "UTC"),
		}[t.IntN(5)]
	}
	d.Grace = t.upTo(20 * time.Minute)
	d.Early, d.MaxDuration, d.MinDuration, d.Suspended = 0, 0, 0, t.chance(10)
	if t.chance(50) {
		d.Early = t.upTo(20 * time.Minute)
	}
	if t.chance(50) {
		d.MaxDuration = t.upTo(time.Hour)
	}
	if t.chance(30) {
		d.MinDuration = t.upTo(10 * time.Minute)
	}
	t.def = d
	return d
}

// next draws an observation; what is reported may be hours old, and may say nonsense.
func (t *teller) next(i int) monitor.Observation {
	t.now = t.now.Add(t.upTo(8 * time.Minute))
	o := monitor.Observation{ID: fmt.Sprint(i), Monitor: "checkin/1", At: t.now, SeenAt: t.now}
	if t.chance(25) {
		o.At = o.At.Add(-t.upTo(3 * time.Hour))
	}
	switch n := t.IntN(100); {
	case i == 0 || n < 2:
		d := t.definition()
		o.Kind, o.Definition, o.At = monitor.Defined, &d, t.now
		return o
	case n < 4 && t.chance(20):
		o.Kind, o.At = monitor.Removed, t.now
		return o
	case n < 40:
		o.Kind, o.At = monitor.Clock, t.now.Add(-t.upTo(time.Minute))
		return o
	case t.cluster && n < 75:
		f := t.job()
		o.Kind, o.At, o.Run = monitor.RunSeen, t.now, &f
		if t.chance(10) {
			o.Kind = monitor.RunGone
		}
		return o
	case n < 50:
		o.Kind = monitor.Logged
	default:
		o.Kind = monitor.CheckedIn
	}
	o.Run = &monitor.RunFacts{ID: monitor.RunID(fmt.Sprint("run-", t.IntN(6)))}
	if t.cluster {
		o.Run.ID = monitor.RunID(fmt.Sprint("job-", t.now.Unix()/600-t.Int64N(3)))
	}
	if t.chance(40) {
		o.Run.ID, o.Run.Unnamed = monitor.RunID(fmt.Sprint("report-", i)), true
	}
	if t.chance(60) {
		o.Run.Outcome = []monitor.Outcome{succeeded, failed}[t.IntN(2)]
		o.Run.FinishedAt = o.At
		o.Evidence = &diagnose.Evidence{Report: &diagnose.Report{}}
	}
	if t.chance(30) {
		o.Run.StartedAt = o.At.Add(-t.upTo(time.Hour) + 10*time.Minute)
	}
	return o
}

// job is the newest job of the cluster, or one of those before it, as it is now.
func (t *teller) job() monitor.RunFacts {
	n := t.now.Unix()/600 - t.Int64N(3)
	f, known := t.jobs[n]
	if !known {
		f = monitor.RunFacts{ID: monitor.RunID(fmt.Sprint("job-", n)), CreatedAt: t.now, Slot: time.Unix(n*600, 0).UTC(), Manual: t.chance(10)}
		if f.Manual {
			f.Slot = time.Time{}
		}
	}
	if f.StartedAt.IsZero() && t.chance(70) {
		f.StartedAt = t.now
	}
	if f.Outcome == monitor.Unfinished && t.chance(50) {
		f.FinishedAt, f.Outcome = t.now, []monitor.Outcome{succeeded, succeeded, failed}[t.IntN(3)]
	}
	if t.jobs == nil {
		t.jobs = map[int64]monitor.RunFacts{}
	}
	t.jobs[n] = f
	return f
}

// TestHistories: whatever is reported in whatever order, Apply does not panic, judges no slot a second time without saying what it
// revises, and remembers a bounded State.
func TestHistories(t *testing.T) {
	t.Parallel()
	seeds := uint64(30)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		history(t, seed, false)
		history(t, seed, true)
	}
}

// FuzzHistories is TestHistories with more seeds.
func FuzzHistories(f *testing.F) {
	f.Add(uint64(1), false)
	f.Add(uint64(1), true)
	f.Fuzz(func(t *testing.T, seed uint64, cluster bool) { history(t, seed, cluster) })
}

// stored is a State as the ledger keeps it.
func stored(t *testing.T, s monitor.State) string {
	t.Helper()
	doc, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func history(t *testing.T, seed uint64, cluster bool) {
	t.Helper()
	tell := &teller{Rand: rand.New(rand.NewPCG(seed, 1)), now: day, cluster: cluster}
	var s monitor.State
	said := map[string]monitor.Judgement{}
	for i := range 200 {
		o := tell.next(i)
		check := i%5 == 0
		var before string
		if check {
			before = stored(t, s)
		}
		next, verdicts := monitor.Apply(s, o, o.SeenAt)
		if check {
			again, repeated := monitor.Apply(s, o, o.SeenAt)
			if stored(t, s) != before || stored(t, again) != stored(t, next) || len(repeated) != len(verdicts) {
				t.Fatalf("seed %d, observation %d: Apply is not pure", seed, i)
			}
		}
		s = next
		for _, v := range verdicts {
			was, known := said[v.Key()]
			if !v.Slot.IsZero() && (known || !cluster) && (was != v.Revises || v.Judgement == "") {
				t.Fatalf("seed %d, observation %d (%+v, run %+v): %s was %q, and %q revises %q", seed, i, o, o.Run, v.Key(), was, v.Judgement, v.Revises)
			}
			said[v.Key()] = v.Judgement
		}
		maps.DeleteFunc(said, func(key string, _ monitor.Judgement) bool {
			// A run of the cluster may name a slot that is long forgotten.
			return cluster && !slices.ContainsFunc(s.Slots, func(s monitor.Slot) bool { return monitor.Verdict{Slot: s.At}.Key() == key })
		})
		if len(s.Runs) > 150 || len(s.Slots) > 400 {
			t.Fatalf("seed %d: %d runs, %d slots", seed, len(s.Runs), len(s.Slots))
		}
		s.NextCheck()
	}
}
