package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

func suspend(d *monitor.Definition)     { d.Suspended = true }
func resume(d *monitor.Definition)      { d.Suspended = false }
func atHalfPast(d *monitor.Definition)  { d.Schedule = schedule.Cron("30 * * * *", "UTC") }
func everyMinute(d *monitor.Definition) { d.Schedule = schedule.Cron("* * * * *", "UTC") }
func lastAt(slot string) func(*monitor.Definition) {
	return func(d *monitor.Definition) { d.LastScheduledAt = clockTime(slot) }
}

// watchedSince says from when on nothing escapes the source.
func (s *story) watchedSince(at string) *story {
	s.since = clockTime(at)
	return s
}

// TestBlind: what was not seen is judged as far as it can be proven, and is unknown beyond that.
func TestBlind(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"nothing was started since: every slot is missed": {
			begin(lastAt("01:00")).watchedSince("04:30").define("04:30", nil).clock("04:30"),
			[]string{"02:00 missed NoJob", "03:00 missed NoJob", "04:00 missed NoJob"},
		},
		"edited while nobody watched: nobody knows which slots there were": {
			begin(lastAt("01:00")).watchedSince("04:20").define("04:20", atHalfPast).clock("04:20").clock("04:40"),
			[]string{"02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen", "04:00 unknown RunNotSeen", "04:30 missed NoJob"},
		},
		"suspended while nobody watched": {
			begin(lastAt("01:00")).watchedSince("03:20").define("03:20", suspend).clock("03:20").define("04:20", resume).clock("04:20"),
			[]string{"02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen", "04:00 suspended Suspended"},
		},
		"resumed while nobody watched": {
			begin(func(d *monitor.Definition) { suspend(d); lastAt("01:00")(d) }).watchedSince("03:20").define("03:20", resume).clock("03:20"),
			[]string{"02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen"},
		},
		"suspended all the time": {
			begin(suspend).watchedSince("03:20").define("03:20", nil).define("03:30", resume).clock("03:30"),
			[]string{"02:00 suspended Suspended", "03:00 suspended Suspended"},
		},
		"a late start that left no trace revises what was said": {
			begin(nil).clock("02:10").watchedSince("02:50").define("02:50", lastAt("02:00")).clock("02:50"),
			[]string{"02:00 missed NoJob", "02:00 unknown RunNotSeen revises missed"},
		},
		"claimed to be started, and a later one too before the first is judged": {
			begin(nil).define("02:01", lastAt("02:00")).define("02:02", suspend).define("03:01", func(d *monitor.Definition) { resume(d); lastAt("03:00")(d) }).
				clock("03:20"),
			[]string{"02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen"},
		},
		"started by a schedule that nobody saw, and gone without a trace": {
			begin(nil).watchedSince("02:50").define("02:50", func(d *monitor.Definition) { atHalfPast(d); lastAt("01:45")(d) }).clock("02:50"),
			[]string{"01:45 unknown RunNotSeen", "02:00 unknown RunNotSeen"},
		},
		"edited before it was seen for the first time: nobody knows when it was due until then": {
			begin(func(d *monitor.Definition) { d.CreatedAt, d.Revision = clockTime("01:29:30"), 2; everyMinute(d) }).clock("01:41"),
			[]string{"01:31 missed NoJob"},
		},
		"what passed before the roll began is not on it": {
			begin(func(d *monitor.Definition) { d.CreatedAt = clockTime("00:30") }).clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
		"unless it was never edited since": {
			begin(func(d *monitor.Definition) { d.CreatedAt, d.Revision = clockTime("00:30"), 1 }).clock("02:10"),
			[]string{"01:00 missed NoJob", "02:00 missed NoJob"},
		},
		"an edit that was taken back while nobody watched": {
			begin(func(d *monitor.Definition) { d.Revision = 3 }).watchedSince("03:20").
				define("03:20", func(d *monitor.Definition) { d.Revision = 5 }).clock("03:20").clock("04:10"),
			[]string{"02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen", "04:00 missed NoJob"},
		},
		"an edit of something else that was seen": {
			begin(func(d *monitor.Definition) { d.Revision = 3 }).
				define("02:05", func(d *monitor.Definition) { d.Revision = 4 }).clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
		"a job that is seen as soon as it is there is on the roll from its creation": {
			begin(func(d *monitor.Definition) {
				d.CreatedAt, d.Revision = clockTime("01:29:40"), 1
				d.Schedule = schedule.Cron("* * * * *", "UTC")
			}).clock("01:40"),
			[]string{"01:30 missed NoJob"},
		},
		"gone while nobody watched, and not replaced as far as anybody knows": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
				apply("03:30", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00")}}).
				job("03:30", "03:00", "03:00", started("03:00")).clock("03:31"),
			[]string{"02:00 unknown RunDeleted"},
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

// TestLost: a run that is found to be gone just when another one is started may have ended long before.
func TestLost(t *testing.T) {
	t.Parallel()
	s := begin(func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).job("02:00", "02:00", "02:00", started("02:00")).
		apply("03:00", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{
			ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00"), Lost: true,
		}}).job("03:00", "03:00", "03:00", nil).clock("03:01")
	want := []string{"02:00 unknown RunEndNotSeen"}
	if diff := cmp.Diff(want, s.verdict); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// TestReplaceAfterAllow: two runs go on side by side until the policy changes, and then one replaces both.
func TestReplaceAfterAllow(t *testing.T) {
	t.Parallel()
	gone := func(slot string) monitor.Observation {
		return monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: monitor.RunID("job-" + slot), Slot: clockTime(slot)}}
	}
	s := begin(nil).job("02:00", "02:00", "02:00", started("02:00")).job("03:00", "03:00", "03:00", started("03:00")).
		define("03:30", func(d *monitor.Definition) { d.Concurrency = monitor.Replace }).
		apply("04:00", gone("02:00")).apply("04:00", gone("03:00")).job("04:00", "04:00", "04:00", nil)
	want := []string{"02:00 replaced ReplacedByNextRun", "03:00 replaced ReplacedByNextRun"}
	if diff := cmp.Diff(want, s.verdict); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// TestLongAbsence: after a long time away nothing is left out because a run is seen before the clock, and the state stays bounded.
func TestLongAbsence(t *testing.T) {
	t.Parallel()
	s := begin(minutely).watchedSince("23:00")
	s.define("23:00", lastAt("22:59")).job("23:00", "22:59", "22:59", ended("23:00", succeeded)).clock("23:09").clock("23:09").clock("23:09")
	slots := 21*60 + 29 // 01:31 to 22:59
	if n := len(s.verdict); n != slots {
		t.Errorf("%d verdicts on %d slots", n, slots)
	}

	s = begin(minutely)
	s.def.Suspended = true
	s.define("01:31", nil)
	o := s.def
	o.Suspended, o.Generation = false, 99
	at := day.AddDate(1, 0, 0)
	next, _ := monitor.Apply(s.state, monitor.Observation{Monitor: "kube/1", Kind: monitor.Defined, Definition: &o, At: at, SeenAt: at}, at)
	if n := len(next.Slots); n > 11000 || n < 10000 {
		t.Errorf("after a year of suspension %d slots wait", n)
	}
	if newest := next.Slots[len(next.Slots)-1].At; at.Sub(newest) > time.Minute {
		t.Errorf("the newest slot is of %s", newest)
	}
}

// TestEvery: "@every" counts from the slot that was started last.
func TestEvery(t *testing.T) {
	t.Parallel()
	hourly := func(d *monitor.Definition) { d.Schedule = schedule.Cron("@every 1h", "UTC") }
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"from the creation": {
			begin(hourly).clock("02:39").clock("02:40").clock("03:40"),
			[]string{"02:30 missed NoJob", "03:30 missed NoJob"},
		},
		"from the slot that was started last, which a late start has shifted": {
			begin(hourly).clock("02:40").job("02:50", "02:47", "02:50", ended("02:51", succeeded)).clock("03:45").clock("03:57"),
			[]string{"02:30 missed NoJob", "02:47 succeeded", "03:47 missed NoJob"},
		},
		"edited: from the last start, not from the edit": {
			begin(hourly).job("02:30", "02:30", "02:30", ended("02:31", succeeded)).
				define("02:40", func(d *monitor.Definition) { d.Schedule = schedule.Cron("@every 45m", "UTC") }).clock("03:25"),
			[]string{"02:30 succeeded", "03:15 missed NoJob"},
		},
		"edited while nobody watched: what was due before is not counted from the last start": {
			begin(nil).watchedSince("05:10").define("05:10", func(d *monitor.Definition) { hourly(d); lastAt("02:15")(d) }).
				clock("05:10").clock("05:25"),
			[]string{
				"02:00 unknown RunNotSeen", "02:15 unknown RunNotSeen", "03:00 unknown RunNotSeen", "04:00 unknown RunNotSeen",
				"05:00 unknown RunNotSeen", "05:15 missed NoJob",
			},
		},
		"what the scheduler says it started last counts too": {
			begin(hourly).watchedSince("05:00").define("05:00", lastAt("04:47")).clock("05:00").clock("05:57"),
			[]string{"02:30 unknown RunNotSeen", "03:30 unknown RunNotSeen", "04:30 unknown RunNotSeen", "04:47 unknown RunNotSeen", "05:47 missed NoJob"},
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
