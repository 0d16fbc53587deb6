package checkin_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// history plays what happens to a check-in into the State of its Monitor, as the ledger does.
type history struct {
	c     checkin.CheckIn
	s     monitor.State
	start time.Time
	n     int
}

// begin is the history of a check-in that is defined at noon.
func begin(spec schedule.Spec) *history {
	start := time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	h := &history{start: start, c: checkin.CheckIn{
		ID: "XyZZy", Name: "Nightly", Origin: checkin.FromAPI, Schedule: spec, Grace: 10 * time.Minute, CreatedAt: start, Generation: 1,
	}}
	h.define(0)
	return h
}

func (h *history) apply(at time.Duration, o monitor.Observation) {
	h.n++
	now := h.start.Add(at)
	o.ID, o.Monitor, o.At, o.SeenAt = string(rune('a'+h.n)), h.c.Monitor(), now, now
	h.s, _ = monitor.Apply(h.s, o, now)
}

func (h *history) define(at time.Duration) {
	h.c.Generation++
	h.apply(at, monitor.Observation{Kind: monitor.Defined, Definition: new(h.c.Definition())})
}

func (h *history) suspend(at time.Duration, yes bool) {
	h.c.Suspended = yes
	h.define(at)
}

// report has the job say how it ended.
func (h *history) report(at time.Duration, how monitor.Outcome) {
	now := h.start.Add(at)
	h.apply(at, monitor.Observation{Kind: monitor.CheckedIn, Run: &monitor.RunFacts{
		ID: monitor.RunID(at.String()), CreatedAt: now, StartedAt: now, FinishedAt: now, Outcome: how,
	}})
}

// stand lets time pass until then, and says how it is doing.
func (h *history) stand(at time.Duration) checkin.Standing {
	h.apply(at, monitor.Observation{Kind: monitor.Clock, Since: h.start})
	return checkin.Stand(h.c, h.s, h.start.Add(at))
}

const (
	good = monitor.OutcomeSucceeded
	bad  = monitor.OutcomeFailed
)

// TestStanding plays real histories: the roll begins at 12:00, slots are at full hours, the grace is ten minutes.
func TestStanding(t *testing.T) {
	t.Parallel()
	hourly, every := schedule.Cron("0 * * * *", ""), schedule.Every(time.Hour)
	for name, tc := range map[string]struct {
		spec     schedule.Spec
		play     func(*history)
		at       time.Duration
		status   checkin.Status
		missing  bool
		missed   int
		expected time.Duration // 0: none
	}{
		"pending before the first slot": {hourly, nil, 59 * time.Minute, checkin.Pending, false, 0, time.Hour},
		"the same without a calendar":   {every, nil, 59 * time.Minute, checkin.Pending, false, 0, time.Hour},
		"late within the grace":         {hourly, nil, 69 * time.Minute, checkin.Late, false, 0, time.Hour},
		"never ran":                     {hourly, nil, 70 * time.Minute, checkin.Down, true, 1, 2 * time.Hour},
		"never ran, twice":              {every, nil, 131 * time.Minute, checkin.Down, true, 2, 3 * time.Hour},
		"never ran, and 50 times":       {hourly, nil, 50*time.Hour + 30*time.Minute, checkin.Down, true, 50, 51 * time.Hour},
		"reporting": {hourly, func(h *history) { h.report(61*time.Minute, good) },
			100 * time.Minute, checkin.Up, false, 0, 2 * time.Hour},
		"reporting before the first slot": {hourly, func(h *history) { h.report(time.Minute, good) },
			30 * time.Minute, checkin.Up, false, 0, time.Hour},
		"a period counts from the report": {every, func(h *history) { h.report(30*time.Minute, good) },
			80 * time.Minute, checkin.Up, false, 0, 90 * time.Minute},
		"missing after a report": {every, func(h *history) { h.report(30*time.Minute, good) },
			101 * time.Minute, checkin.Down, true, 1, 150 * time.Minute},
		"missing 30 times after a report": {hourly, func(h *history) { h.report(61*time.Minute, good) },
			31*time.Hour + 10*time.Minute, checkin.Down, true, 30, 32 * time.Hour},
		"a failure is no silence": {hourly, func(h *history) { h.report(61*time.Minute, bad) },
			100 * time.Minute, checkin.Down, false, 0, 2 * time.Hour},
		"failures before a silence are no part of it": {hourly, func(h *history) {
			for i := range 5 {
				h.report(time.Duration(i+1)*time.Hour+time.Minute, bad)
			}
		}, 30*time.Hour + 10*time.Minute, checkin.Down, true, 25, 31 * time.Hour},
		"reporting again": {hourly, func(h *history) { h.stand(200 * time.Minute); h.report(201*time.Minute, good) },
			210 * time.Minute, checkin.Up, false, 0, 4 * time.Hour},
		"a failure ends the silence too": {every, func(h *history) { h.stand(200 * time.Minute); h.report(201*time.Minute, bad) },
			210 * time.Minute, checkin.Down, false, 0, 261 * time.Minute},
		"missing again": {every, func(h *history) { h.stand(200 * time.Minute); h.report(201*time.Minute, good) },
			272 * time.Minute, checkin.Down, true, 1, 321 * time.Minute},
		"paused": {hourly, func(h *history) { h.stand(71 * time.Minute); h.suspend(72*time.Minute, true) },
			5 * time.Hour, checkin.Paused, false, 0, 0},
		"paused before its first report": {every, func(h *history) { h.suspend(time.Minute, true) },
			5 * time.Hour, checkin.Paused, false, 0, 0},
		"after a pause nothing was missed in it": {hourly, func(h *history) {
			h.report(time.Minute, good)
			h.suspend(2*time.Minute, true)
			h.stand(5 * time.Hour)
			h.suspend(5*time.Hour+time.Minute, false)
		}, 5*time.Hour + 30*time.Minute, checkin.Up, false, 0, 6 * time.Hour},
		"a slot of the pause waits for nothing": {hourly, func(h *history) {
			h.report(time.Minute, good)
			h.suspend(2*time.Minute, true)
			h.suspend(61*time.Minute, false)
		}, 62 * time.Minute, checkin.Up, false, 0, 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := begin(tc.spec)
			if tc.play != nil {
				tc.play(h)
			}
			st := h.stand(tc.at)
			var expected time.Duration
			if !st.ExpectedAt.IsZero() {
				expected = st.ExpectedAt.Sub(h.start)
			}
			if st.Status != tc.status || st.Missing != tc.missing || st.Missed != tc.missed || expected != tc.expected {
				t.Errorf("%s, missing %v, %d missed, expected after %s; want %s, %v, %d, %s",
					st.Status, st.Missing, st.Missed, expected, tc.status, tc.missing, tc.missed, tc.expected)
			}
		})
	}
}

// TestStandingOfWhatTheLedgerHasNotHeardOf: the zero State is that of a check-in that was made just now.
func TestStandingOfWhatTheLedgerHasNotHeardOf(t *testing.T) {
	t.Parallel()
	st := checkin.Stand(checkin.CheckIn{ID: "XyZZy", Schedule: schedule.Every(time.Hour)}, monitor.State{}, time.Now())
	if st != (checkin.Standing{Status: checkin.Pending}) {
		t.Errorf("%+v", st)
	}
}
