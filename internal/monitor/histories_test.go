package monitor_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// teller draws what jobs report.
type teller struct {
	*rand.Rand
	now time.Time
	def monitor.Definition
}

func (t *teller) chance(percent int) bool { return t.IntN(100) < percent }

func (t *teller) upTo(d time.Duration) time.Duration { return time.Duration(t.Int64N(int64(d)) + 1) }

// definition draws one, and edits of it.
func (t *teller) definition() monitor.Definition {
	d := t.def
	d.Generation++
	d.Source, d.CreatedAt = monitor.SourceCheckIn, day
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
	case n < 50:
		o.Kind = monitor.Logged
	default:
		o.Kind = monitor.CheckedIn
	}
	o.Run = &monitor.RunFacts{ID: monitor.RunID(fmt.Sprint("run-", t.IntN(6)))}
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

// TestHistories: whatever is reported in whatever order, Apply does not panic, judges no slot a second time without saying what it
// revises, and remembers a bounded State.
func TestHistories(t *testing.T) {
	t.Parallel()
	seeds := uint64(40)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		history(t, seed)
	}
}

// FuzzHistories is TestHistories with more seeds.
func FuzzHistories(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { history(t, seed) })
}

func history(t *testing.T, seed uint64) {
	t.Helper()
	tell := &teller{Rand: rand.New(rand.NewPCG(seed, 1)), now: day}
	var s monitor.State
	said := map[string]monitor.Judgement{}
	for i := range 200 {
		o := tell.next(i)
		before := fmt.Sprintf("%+v", s)
		next, verdicts := monitor.Apply(s, o, o.SeenAt)
		if fmt.Sprintf("%+v", s) != before {
			t.Fatalf("seed %d, observation %d: Apply changed its argument", seed, i)
		}
		again, repeated := monitor.Apply(s, o, o.SeenAt)
		if fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", next) || len(repeated) != len(verdicts) {
			t.Fatalf("seed %d, observation %d: Apply is not pure", seed, i)
		}
		s = next
		for _, v := range verdicts {
			was := said[v.Key()]
			if !v.Slot.IsZero() && (was != v.Revises || v.Judgement == "") {
				t.Fatalf("seed %d, observation %d (%+v, run %+v): %s was %q, and %q revises %q", seed, i, o, o.Run, v.Key(), was, v.Judgement, v.Revises)
			}
			said[v.Key()] = v.Judgement
		}
		if len(s.Runs) > 150 || len(s.Slots) > 400 {
			t.Fatalf("seed %d: %d runs, %d slots", seed, len(s.Runs), len(s.Slots))
		}
		s.NextCheck()
	}
}
