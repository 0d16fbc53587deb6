package monitor_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// day is when all stories happen: a Tuesday.
var day = time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)

func clockTime(s string) time.Time {
	t, err := time.Parse("15:04:05", s)
	if err != nil {
		if t, err = time.Parse("15:04", s); err != nil {
			panic(err)
		}
	}
	return day.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second)
}

// story is a Monitor's life, told in observations; it notes each verdict as a line.
type story struct {
	state   monitor.State
	def     monitor.Definition
	since   time.Time
	silence monitor.Silence
	verdict []string
}

func begin(change func(*monitor.Definition)) *story {
	s := &story{since: clockTime("00:00"), def: monitor.Definition{
		Source: monitor.SourceKubernetes, Namespace: "billing", Name: "close", CreatedAt: clockTime("01:30"),
		Schedule: schedule.Cron("0 * * * *", "UTC"), Concurrency: monitor.Allow,
		Grace: 10 * time.Minute, StartGrace: 5 * time.Minute,
	}}
	if change != nil {
		change(&s.def)
	}
	s.define("01:30", nil)
	return s
}

func (s *story) apply(at string, o monitor.Observation) *story {
	o.Monitor, o.SeenAt = "kube/1", clockTime(at)
	if o.At.IsZero() {
		o.At = o.SeenAt
	}
	before := fmt.Sprintf("%+v", s.state)
	next, verdicts := monitor.Apply(s.state, o, o.SeenAt)
	if fmt.Sprintf("%+v", s.state) != before {
		panic("Apply changed its argument")
	}
	s.state = next
	for _, v := range verdicts {
		s.verdict = append(s.verdict, line(v))
	}
	return s
}

func line(v monitor.Verdict) string {
	words := []string{"manual"}
	if !v.Slot.IsZero() {
		words[0] = v.Slot.UTC().Format("15:04")
	}
	words = append(words, string(v.Judgement))
	for _, f := range v.Flags {
		words = append(words, string(f))
	}
	if v.Cause.Code != "" {
		words = append(words, string(v.Cause.Code))
	}
	if v.Revises != "" {
		words = append(words, "revises", string(v.Revises))
	}
	return strings.Join(words, " ")
}

func (s *story) define(at string, change func(*monitor.Definition)) *story {
	if change != nil {
		change(&s.def)
	}
	s.def.Generation++
	d := s.def
	o := monitor.Observation{Kind: monitor.Defined, Definition: &d}
	if clockTime(at).Equal(s.since) {
		o.Since = d.CreatedAt // it was there when the watching began
	}
	return s.apply(at, o)
}

func (s *story) clock(at string) *story {
	return s.apply(at, monitor.Observation{Kind: monitor.Clock, Since: s.since, Silence: s.silence})
}

// job reports a run: its slot ("" for a manual one), when it was created, and how it is now.
func (s *story) job(at, slot, created string, change func(*monitor.RunFacts)) *story {
	f := monitor.RunFacts{ID: monitor.RunID("job-" + created), Name: "close-" + created, CreatedAt: clockTime(created)}
	if slot == "" {
		f.Manual = true
	} else {
		f.Slot = clockTime(slot)
	}
	if change != nil {
		change(&f)
	}
	return s.apply(at, monitor.Observation{Kind: monitor.RunSeen, Run: &f})
}

func started(at string) func(*monitor.RunFacts) {
	return func(f *monitor.RunFacts) { f.StartedAt = clockTime(at) }
}

func ended(at string, o monitor.Outcome) func(*monitor.RunFacts) {
	return func(f *monitor.RunFacts) {
		f.StartedAt, f.FinishedAt, f.Outcome = f.CreatedAt, clockTime(at), o
	}
}

const (
	succeeded = monitor.OutcomeSucceeded
	failed    = monitor.OutcomeFailed
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"a run in time that succeeds": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).clock("02:10").job("02:20", "02:00", "02:00", ended("02:20", succeeded)),
			[]string{"02:00 succeeded"},
		},
		"a run that fails, seen twice": {
			begin(nil).job("02:20", "02:00", "02:00", ended("02:20", failed)).job("02:21", "02:00", "02:00", ended("02:20", failed)),
			[]string{"02:00 failed FailedWithoutTrace"},
		},
		"retries that succeed are flaky, not failed": {
			begin(nil).
				job("02:01", "02:00", "02:00", func(f *monitor.RunFacts) { f.FailedPods = 2; f.StartedAt = clockTime("02:00") }).
				clock("02:15").
				job("02:20", "02:00", "02:00", ended("02:20", succeeded)),
			[]string{"02:00 succeeded flaky RetriedToSuccess"},
		},
		"no run within the grace": {
			begin(nil).clock("02:09:59").clock("02:10").clock("02:11"),
			[]string{"02:00 missed NoJob"},
		},
		"the very first slot of a new job is expected too": {
			begin(func(d *monitor.Definition) { d.CreatedAt = clockTime("01:59:59") }).clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
		"a late run revises missed": {
			begin(nil).clock("02:10").job("02:40", "02:00", "02:30", ended("02:40", succeeded)),
			[]string{"02:00 missed NoJob", "02:00 succeeded late revises missed"},
		},
		"two slots missed, only the newest is caught up": {
			begin(nil).clock("03:10").job("03:40", "03:00", "03:30", ended("03:40", succeeded)),
			[]string{"02:00 missed NoJob", "03:00 missed NoJob", "03:00 succeeded late revises missed"},
		},
		"a job whose containers never start is stuck, and may still fail": {
			begin(nil).job("02:00", "02:00", "02:00", nil).clock("02:04:59").clock("02:05").clock("02:10").
				job("02:30", "02:00", "02:00", ended("02:30", failed)),
			[]string{"02:00 stuck NotStarted", "02:00 failed FailedWithoutTrace revises stuck"},
		},
		"a started container ends the start grace": {
			begin(nil).job("02:00", "02:00", "02:00", nil).job("02:01", "02:00", "02:00", started("02:01")).clock("02:30"),
			nil,
		},
		"an older snapshot takes nothing back": {
			begin(nil).job("02:01", "02:00", "02:00", started("02:01")).job("02:02", "02:00", "02:00", nil).clock("02:30"),
			nil,
		},
		"a job that a queue holds back is not stuck": {
			begin(nil).job("02:00", "02:00", "02:00", func(f *monitor.RunFacts) { f.Suspended = true }).clock("02:30"),
			nil,
		},
		"a manual run answers no slot": {
			begin(nil).job("01:55", "", "01:50", ended("01:55", failed)).clock("02:10"),
			[]string{"manual failed manual FailedWithoutTrace", "02:00 missed NoJob"},
		},
		"suspended slots are not missed": {
			begin(nil).define("01:40", func(d *monitor.Definition) { d.Suspended = true }).clock("03:30").
				define("03:40", func(d *monitor.Definition) { d.Suspended = false }).clock("04:10"),
			[]string{"02:00 suspended Suspended", "03:00 suspended Suspended", "04:00 missed NoJob"},
		},
		"a late run after the suspension revises": {
			begin(nil).define("01:40", func(d *monitor.Definition) { d.Suspended = true }).
				define("02:40", func(d *monitor.Definition) { d.Suspended = false }).clock("02:45").
				job("02:50", "02:00", "02:40", ended("02:50", succeeded)),
			[]string{"02:00 suspended Suspended", "02:00 succeeded late revises suspended"},
		},
		"a changed schedule counts from the change on": {
			begin(nil).define("01:50", func(d *monitor.Definition) { d.Schedule = schedule.Cron("30 * * * *", "UTC") }).
				clock("02:15").clock("02:40"),
			[]string{"02:30 missed NoJob"},
		},
		"nothing is expected of a deleted job": {
			begin(nil).apply("01:59", monitor.Observation{Kind: monitor.Removed}).clock("02:30"),
			nil,
		},
		"deleted within the grace of a slot": {
			begin(nil).clock("02:05").apply("02:06", monitor.Observation{Kind: monitor.Removed}).clock("02:30"),
			nil,
		},
		"a stale definition changes nothing": {
			begin(nil).apply("01:40", monitor.Observation{Kind: monitor.Defined, Definition: &monitor.Definition{Suspended: true}}).clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
		"the scheduler started the slot while nobody saw it": {
			begin(nil).define("02:05", func(d *monitor.Definition) { d.LastScheduledAt = clockTime("02:00") }).clock("02:10"),
			[]string{"02:00 unknown RunNotSeen"},
		},
		"slots that passed while nobody watched are unknown, later ones are missed": {
			func() *story {
				s := begin(nil)
				s.since = clockTime("03:30")
				return s.define("05:30", func(d *monitor.Definition) { d.LastScheduledAt = clockTime("05:00") }).
					job("05:31", "05:00", "05:00", ended("05:10", succeeded)).clock("05:31")
			}(),
			[]string{"05:00 succeeded", "02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen", "04:00 missed PassedOver"},
		},
		"a run deleted before it ended": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).
				apply("02:30", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00")}}),
			[]string{"02:00 unknown RunDeleted"},
		},
		"a run replaced by the next": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
				apply("03:00", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00")}}).
				job("03:00", "03:00", "03:00", nil),
			[]string{"02:00 replaced ReplacedByNextRun"},
		},
		"a run replaced by the next, which is seen first": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
				job("03:00", "03:00", "03:00", nil).
				apply("03:00", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00")}}),
			[]string{"02:00 replaced ReplacedByNextRun"},
		},
		"a run replaced by a scheduler that is slow to create the next": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
				apply("03:00", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00")}}).
				clock("03:01").job("03:00", "03:00", "03:01", nil),
			[]string{"02:00 replaced ReplacedByNextRun"},
		},
		"a run deleted when the next was due, and none came": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
				apply("03:00", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00")}}).
				clock("03:01").clock("03:02"),
			[]string{"02:00 unknown RunDeleted"},
		},
		"a run that somebody deletes is not replaced, whatever the policy": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
				apply("02:30", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00")}}).
				clock("02:31").job("03:00", "03:00", "03:00", nil),
			[]string{"02:00 unknown RunDeleted"},
		},
		"a manual run that somebody deletes under Replace": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("01:50", "", "01:50", started("01:50")).
				apply("01:55", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-01:50", Name: "close-01:50", Manual: true}}),
			[]string{"manual unknown manual RunDeleted"},
		},
		"a finished run that is cleaned up changes nothing": {
			begin(nil).job("02:20", "02:00", "02:00", ended("02:20", succeeded)).
				apply("02:30", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00")}}),
			[]string{"02:00 succeeded"},
		},
		"what ended long before the roll began is history": {
			begin(func(d *monitor.Definition) { d.CreatedAt = day.AddDate(0, -1, 0) }).
				job("01:31", "00:00", "00:00", ended("00:20", failed)).job("01:31", "01:00", "01:00", ended("01:20", failed)),
			[]string{"01:00 failed FailedWithoutTrace"},
		},
		"Forbid with the previous run active": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Forbid }).
				job("02:00", "02:00", "02:00", started("02:00")).
				apply("03:10", monitor.Observation{Kind: monitor.Inspected, Evidence: &diagnose.Evidence{
					ActiveRuns: []diagnose.ActiveRun{{Name: "close-02:00", CreatedAt: clockTime("02:00")}},
				}}).clock("03:10"),
			[]string{"03:00 skipped PreviousRunActive"},
		},
		"quota refuses the Job": {
			begin(nil).apply("02:10", monitor.Observation{Kind: monitor.Inspected, Evidence: &diagnose.Evidence{
				Events: []diagnose.Event{{Type: "Warning", Reason: "FailedCreate", Object: "CronJob/close", Message: "exceeded quota: none", Count: 4}},
			}}).clock("02:10"),
			[]string{"02:00 missed QuotaExceeded"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNextCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  string
	}{
		"the end of the next slot's grace":                     {begin(nil), "02:10"},
		"an open slot":                                         {begin(nil).clock("02:05"), "02:10"},
		"a pending run's start grace":                          {begin(nil).job("02:00", "02:00", "02:00", nil), "02:05"},
		"a run that has ended leaves the next one":             {begin(nil).job("02:00", "02:00", "02:00", ended("02:01", succeeded)), "03:10"},
		"a run that goes on for an hour may have ended unseen": {begin(nil).job("02:00", "02:00", "02:00", started("02:00")), "03:00"},
		"and was there then, so later again": {
			begin(func(d *monitor.Definition) { d.Schedule = schedule.Cron("0 2 * * *", "UTC") }).
				job("02:00", "02:00", "02:00", started("02:00")).clock("06:00"), "08:00",
		},
		"after a missed slot": {begin(nil).clock("02:10"), "03:10"},
		"suspended":           {begin(func(d *monitor.Definition) { d.Suspended = true }), ""},
		"removed":             {begin(nil).apply("01:40", monitor.Observation{Kind: monitor.Removed}), ""},
		"removed, as an inspection that took long saw it before": {
			begin(nil).apply("01:40", monitor.Observation{Kind: monitor.Removed}).define("01:39", nil), "",
		},
		"removed, and watched again": {
			begin(nil).apply("01:40", monitor.Observation{Kind: monitor.Removed}).define("01:41", nil), "02:10",
		},
		"unreadable schedule": {begin(func(d *monitor.Definition) { d.Schedule.Expr = "every day" }), ""},
		"an impossible date":  {begin(func(d *monitor.Definition) { d.Schedule.Expr = "0 0 31 2 *" }), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.story.state.NextCheck()
			if tt.want == "" {
				if !got.IsZero() {
					t.Fatalf("NextCheck = %s, want none", got)
				}
				return
			}
			if !got.Equal(clockTime(tt.want)) {
				t.Errorf("NextCheck = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestConsecutiveBadCountsSlotsOnce(t *testing.T) {
	t.Parallel()
	s := begin(nil).clock("03:10").
		job("04:00", "04:00", "04:00", nil).clock("04:05").job("04:30", "04:00", "04:00", ended("04:30", failed))
	if s.state.ConsecutiveBad != 3 {
		t.Errorf("ConsecutiveBad = %d after two missed and one stuck that failed, want 3", s.state.ConsecutiveBad)
	}
	s.job("05:10", "05:00", "05:00", ended("05:10", succeeded))
	if s.state.ConsecutiveBad != 0 || !s.state.LastSuccess.Equal(clockTime("05:10")) {
		t.Errorf("after a success: %d bad in a row, last success %s", s.state.ConsecutiveBad, s.state.LastSuccess)
	}
}

func TestStateStaysSmall(t *testing.T) {
	t.Parallel()
	s := begin(func(d *monitor.Definition) { d.Schedule = schedule.Cron("* * * * *", "UTC") })
	for i := range 600 {
		slot := clockTime("01:31").Add(time.Duration(i) * time.Minute).Format("15:04")
		s.job(slot, slot, slot, ended(slot, succeeded))
	}
	if len(s.state.Slots) > 21 || len(s.state.Runs) > 21 {
		t.Errorf("after 600 runs the state remembers %d slots and %d runs", len(s.state.Slots), len(s.state.Runs))
	}
	if len(s.verdict) != 600 {
		t.Errorf("%d verdicts for 600 runs", len(s.verdict))
	}
}
