package kube

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestSkew: however far apart the clocks are, a job that runs is not called missed, and one that does not is, when its grace is over
// by the cluster's clock.
func TestSkew(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-10 * time.Minute, -time.Minute, -2 * time.Second, 0, 2 * time.Second, time.Minute, 10 * time.Minute} {
		t.Run(ahead.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := newAPIWorld()
				api.ahead = ahead
				time.Sleep(2*time.Hour + 50*time.Minute - ahead) // 2:50 in the cluster
				s := newSite(t, api, Options{})
				settle()
				s.roll(t)
				s.promptly(t)
				s.complains(t, ahead.Abs() > tolerableSkew)
				if skew, known := s.source.Skew(); !known || (skew-ahead).Abs() > time.Second {
					t.Errorf("a skew of %s, %v; it is %s", skew, known, ahead)
				}
			})
		})
	}
}

// roll calls three slots of a job, of which the second has no run.
func (s *site) roll(t *testing.T) {
	t.Helper()
	cj := s.halfHourly("backup")
	first := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
	s.runs(cj, first)
	s.until(first.Add(50 * time.Minute))
	s.runs(cj, first.Add(time.Hour))
	s.until(first.Add(65 * time.Minute))
	if diff := cmp.Diff([]string{"03:00 succeeded", "03:30 missed", "04:00 succeeded"}, s.told()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// promptly checks that what was missed was so at the right time: not before its grace was over, and at once then.
func (s *site) promptly(t *testing.T) {
	t.Helper()
	for i, v := range s.verdicts {
		if late := s.decided[i].Sub(v.At); v.Judgement == monitor.Missed && (late < 0 || late > 2*time.Second || (late-v.Delay).Abs() > time.Second) {
			t.Errorf("%s %s: decided %s after the end of its grace, and told so by %s", v.Slot, v.Judgement, late, v.Delay)
		}
	}
	if lists := s.asked("list cronjobs") + s.asked("get cronjobs"); lists > 3 {
		t.Errorf("asked %d times for a single missed slot", lists)
	}
}

func (s *site) complains(t *testing.T, want bool) {
	t.Helper()
	if lines := s.lines("clock_differs"); (len(lines) == 1) != want || len(lines) > 1 {
		t.Errorf("logged %q", lines)
	}
}

// TestClockJumps: a clock is set in the middle, and either somebody notices and has them compared, or nobody does before the API
// server answers something the next time.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]time.Duration{
		"a little forward": 2 * time.Second, "a little back": -2 * time.Second, "forward": time.Minute, "back": -time.Minute,
		"far forward": 10 * time.Minute, "far back": -10 * time.Minute,
	} {
		for _, noticed := range []bool{true, false} {
			t.Run(name+map[bool]string{true: ", noticed", false: ", unnoticed"}[noticed], func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(2*time.Hour + 50*time.Minute)
					s := newSite(t, newAPIWorld(), Options{})
					settle()
					cj := s.halfHourly("backup")
					slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
					s.runs(cj, slot)
					s.until(slot.Add(15 * time.Minute))
					s.set(func(a *apiWorld) { a.ahead = by })
					if noticed {
						if err := s.source.CompareClocks(t.Context()); err != nil {
							t.Error(err)
						}
					}
					s.until(slot.Add(45 * time.Minute))
					s.breakWatches(false) // as an API server does within ten minutes
					settle()
					s.runs(cj, slot.Add(time.Hour))
					s.until(slot.Add(65 * time.Minute))
					if diff := cmp.Diff([]string{"03:00 succeeded", "03:30 missed", "04:00 succeeded"}, s.told()); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
					if noticed || by < 0 {
						s.promptly(t)
					}
					if lines := s.lines("clock_differs"); (len(lines) == 1) != (by.Abs() > tolerableSkew) {
						t.Errorf("logged %q", lines)
					}
				})
			})
		}
	}
}

// TestSkewIsOverOnce: the log says so once when clocks differ, and once when they do not any more.
func TestSkewIsOverOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, newAPIWorld(), Options{})
		settle()
		for _, ahead := range []time.Duration{time.Minute, time.Minute, 2 * time.Minute, 0, 0} {
			s.set(func(a *apiWorld) { a.ahead = ahead })
			for range 3 {
				if err := s.source.CompareClocks(t.Context()); err != nil {
					t.Error(err)
				}
			}
		}
		if n := len(s.lines("clock_differs")); n != 2 {
			t.Errorf("complained %d times", n)
		}
		if n := len(s.lines("clock_agrees_again")); n != 1 {
			t.Errorf("was content %d times", n)
		}
		if !slices.ContainsFunc(s.lines("clock_differs"), func(l string) bool { return len(l) > 0 }) {
			t.Error("no line")
		}
	})
}
