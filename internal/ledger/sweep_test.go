package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

// cluster is a source with a clock of its own, which may hide some of its Monitors.
type cluster struct {
	mu     sync.Mutex
	ahead  time.Duration // of our clock
	behind time.Duration // how far the view ends before the clock
	hidden []monitor.ID
	asked  [][]monitor.ID
}

func (c *cluster) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *cluster) Inspect(_ context.Context, states []monitor.State) (monitor.View, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	view := monitor.View{Until: time.Now().Add(c.ahead - c.behind)}
	var asked []monitor.ID
	for _, s := range states {
		asked = append(asked, s.ID)
		if slices.Contains(c.hidden, s.ID) {
			view.Unseen = append(view.Unseen, s.ID)
		}
	}
	c.asked = append(c.asked, asked)
	return view, nil
}

func (c *cluster) set(f func(*cluster)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

func (c *cluster) inspections() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked)
}

// verdicts are what was decided, in words: Monitor, slot, judgement, and when by the clock of its source.
type verdicts struct {
	mu    sync.Mutex
	clock func(monitor.ID) time.Time
	lines []string
}

func (v *verdicts) committed(r ledger.Report) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, one := range r.Verdicts {
		v.lines = append(v.lines, fmt.Sprintf("%s %s %s at %s, after %s", one.Monitor, one.Slot.Format("15:04"), one.Judgement,
			v.clock(one.Monitor).UTC().Format("15:04:05"), one.Delay))
	}
}

func (v *verdicts) take() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	taken := v.lines
	v.lines = nil
	return taken
}

// roll is a ledger whose Monitors are due every ten minutes, with a grace of two.
type roll struct {
	*ledger.Ledger
	verdicts *verdicts
}

func openRoll(t *testing.T, inspectors map[monitor.Source]ledger.Inspector, clocks map[monitor.Source]func() time.Time) roll {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/rollcall.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := roll{verdicts: &verdicts{}}
	r.Ledger = ledger.New(ledger.Options{
		Store: s, Router: everybody{}, Inspectors: inspectors, Clocks: clocks, Committed: r.verdicts.committed,
	})
	r.verdicts.clock = func(id monitor.ID) time.Time { return r.Now(sourceOf(id)) }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func sourceOf(id monitor.ID) monitor.Source {
	if id[0] == 'k' {
		return monitor.SourceKubernetes
	}
	return monitor.SourceCheckIn
}

func (r roll) define(t *testing.T, ids ...monitor.ID) {
	t.Helper()
	for _, id := range ids {
		now := r.Now(sourceOf(id))
		if err := r.Record(t.Context(), monitor.Observation{ID: string(id), Monitor: id, Kind: monitor.Defined, At: now, SeenAt: now, Definition: &monitor.Definition{
			Source: sourceOf(id), Name: string(id), CreatedAt: now, Schedule: schedule.Cron("*/10 * * * *", "UTC"), Grace: 2 * time.Minute,
		}}); err != nil {
			t.Fatal(err)
		}
	}
}

func (r roll) want(t *testing.T, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(lines, r.verdicts.take()); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
}

// TestAnotherClock: what is told by a clock is judged by it, however far it is from ours, and is not late for that.
func TestAnotherClock(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-10 * time.Minute, -time.Minute, -2 * time.Second, 2 * time.Second, time.Minute, 10 * time.Minute} {
		t.Run(ahead.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &cluster{ahead: ahead}
				r := openRoll(t, map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: c},
					map[monitor.Source]func() time.Time{monitor.SourceKubernetes: c.now})
				time.Sleep(time.Hour)
				r.define(t, "kube/1", "own")
				first := c.now().Truncate(10 * time.Minute).Add(10 * time.Minute)
				time.Sleep(time.Until(first.Add(4*time.Minute - ahead)))
				line := fmt.Sprintf("kube/1 %s missed at %s, after 0s", first.UTC().Format("15:04"), first.Add(2*time.Minute).UTC().Format("15:04:05"))
				got := slices.DeleteFunc(r.verdicts.take(), func(s string) bool { return s[0] == 'o' })
				if diff := cmp.Diff([]string{line}, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if n := c.inspections(); n != 1 {
					t.Errorf("the source was asked %d times", n)
				}
			})
		})
	}
}

// TestAClockThatMoves: a sweeper that sleeps by a clock which was moved looks at it anew.
func TestAClockThatMoves(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]time.Duration{"forward": 5 * time.Minute, "back": -5 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &cluster{}
				r := openRoll(t, map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: c},
					map[monitor.Source]func() time.Time{monitor.SourceKubernetes: c.now})
				r.define(t, "kube/1")
				time.Sleep(6 * time.Minute)
				c.set(func(c *cluster) { c.ahead = by })
				r.ClockMoved()
				time.Sleep(time.Until(time.Date(2000, 1, 1, 0, 13, 0, 0, time.UTC).Add(-by)))
				r.want(t, "kube/1 00:10 missed at 00:12:00, after 0s")
			})
		})
	}
}

// TestAViewThatEndsEarly: the source is asked again when what was missing can have come, not every second until then.
func TestAViewThatEndsEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{behind: 5 * time.Minute}
		r := openRoll(t, map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: c}, nil)
		r.define(t, "kube/1")
		time.Sleep(17*time.Minute + time.Second)
		r.want(t, "kube/1 00:10 missed at 00:17:00, after 5m0s")
		if n := c.inspections(); n != 2 {
			t.Errorf("the source was asked %d times", n)
		}
	})
}

// TestWhatCannotBeSeenIsNotJudged, and what can be is, in time.
func TestWhatCannotBeSeenIsNotJudged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &cluster{hidden: []monitor.ID{"kube/1"}}
		r := openRoll(t, map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: c}, nil)
		r.define(t, "kube/1", "kube/2")
		time.Sleep(33 * time.Minute)
		r.want(t, "kube/2 00:10 missed at 00:12:00, after 0s", "kube/2 00:20 missed at 00:22:00, after 0s", "kube/2 00:30 missed at 00:32:00, after 0s")
		if n := c.inspections(); n < 20 || n > 30 {
			t.Errorf("the source was asked %d times, most of them for what cannot be seen; want once a minute", n)
		}
		c.set(func(c *cluster) { c.hidden = nil })
		time.Sleep(time.Minute + time.Second)
		got := r.verdicts.take()
		if len(got) != 3 || got[0][:17] != "kube/1 00:10 miss" {
			t.Errorf("seen again: %q", got)
		}
	})
}

// hanging is a source that does not answer.
type hanging struct{}

func (hanging) Inspect(ctx context.Context, _ []monitor.State) (monitor.View, error) {
	<-ctx.Done()
	return monitor.View{}, ctx.Err()
}

// TestASourceThatHangsHoldsUpNoOther sees that each source is swept by itself.
func TestASourceThatHangsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := openRoll(t, map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: hanging{}}, nil)
		r.define(t, "kube/1", "own")
		time.Sleep(13 * time.Minute)
		r.want(t, "own 00:10 missed at 00:12:00, after 0s")
	})
}
