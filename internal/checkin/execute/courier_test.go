package execute

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin/report"
	"rollcall.dev/rollcall/internal/checkin/spool"
)

const address = "https://rollcall.example/v1/check_in/SECRETID"

// service is one that is away until an instant, and knows what it was told.
type service struct {
	mu     sync.Mutex
	began  time.Time
	back   time.Duration // since began
	err    error         // what it answers when it is back
	tried  []time.Duration
	told   []string
	toldAt []report.Report
}

func (s *service) send(_ context.Context, r report.Report) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried = append(s.tried, time.Since(s.began))
	if time.Since(s.began) < s.back {
		return errors.New("connection refused")
	}
	if s.err != nil {
		return s.err
	}
	what := "start"
	if r.Ended != nil {
		what = fmt.Sprint(r.Ended.ExitCode)
	}
	s.told = append(s.told, r.RunID+" "+what)
	s.toldAt = append(s.toldAt, r)
	return nil
}

// witness is a courier with what it says.
type witness struct {
	*courier
	mu    sync.Mutex
	said  []string
	gave  int
	stops chan struct{}
}

func newWitness(s *service, open func() (*spool.Spool, error)) *witness {
	w := &witness{stops: make(chan struct{})}
	w.courier = &courier{
		url: address, patience: defaultPatience(), send: s.send, talkative: true, stop: w.stops, open: open,
		say: func(text string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.said = append(w.said, text)
		},
		gaveUp: func() { w.gave++ },
	}
	return w
}

func in(dir string) func() (*spool.Spool, error) {
	return func() (*spool.Spool, error) { return spool.Open(dir) }
}

func without() (*spool.Spool, error) { return nil, nil } //nolint:nilnil // what a courier does without one

func ending(id string, started time.Time, code int) report.Report {
	return report.New(address, id, started).With(report.End{FinishedAt: time.Now(), Duration: time.Since(started), ExitCode: code})
}

// entries counts what lies in a spool.
func entries(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// live has a courier tell a run of a length, and returns how long after the run's end it left.
func live(t *testing.T, w *witness, id string, length time.Duration) time.Duration {
	t.Helper()
	left := make(chan struct{})
	go func() {
		defer close(left)
		w.tell(t.Context())
	}()
	started := time.Now()
	w.post(report.New(address, id, started))
	time.Sleep(length)
	<-w.post(ending(id, started, 0))
	ended := time.Now()
	<-left
	return time.Since(ended)
}

func TestTold(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) func() (*spool.Spool, error){
		"with a spool": func(t *testing.T) func() (*spool.Spool, error) { t.Helper(); return in(t.TempDir()) },
		"without":      func(*testing.T) func() (*spool.Spool, error) { return without },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{began: time.Now()}
				w := newWitness(s, open(t))
				if took := live(t, w, "run", time.Minute); took != 0 {
					t.Errorf("left %s after the end", took)
				}
				if !slices.Equal(s.told, []string{"run start", "run 0"}) || len(w.said) > 0 {
					t.Errorf("told %q, said %q", s.told, w.said)
				}
			})
		})
	}
}

// TestAwayForAnHour has one keeper stay until the service is back; what it tells has the times of the run.
func TestAwayForAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s := &service{began: time.Now(), back: time.Hour}
		w := newWitness(s, in(dir))
		began := time.Now()
		took := live(t, w, "run", time.Second)
		if took < time.Hour-time.Minute || took > time.Hour+10*time.Minute {
			t.Errorf("left %s after the end", took)
		}
		if !slices.Equal(s.told, []string{"run 0"}) {
			t.Errorf("told %q: the end says what the start would, and one report is enough", s.told)
		}
		r := s.toldAt[0]
		if !r.StartedAt.Equal(began) || !r.Ended.FinishedAt.Equal(began.Add(time.Second)) || r.Ended.Duration != time.Second {
			t.Errorf("told with other times than those of the run: %+v", r)
		}
		if n := entries(t, dir); n != 0 {
			t.Errorf("%d reports are left", n)
		}
		if w.gave != 1 || len(w.said) != 1 || !strings.Contains(w.said[0], "connection refused; kept in "+dir) || strings.Contains(w.said[0], "SECRET") {
			t.Errorf("gave up %d times, said %q", w.gave, w.said)
		}
		if want := []time.Duration{0, time.Second, 11 * time.Second, 41 * time.Second, 101 * time.Second}; !slices.Equal(s.tried[:5], want) {
			t.Errorf("tried at %v, want %v first", s.tried, want)
		}
	})
}

// TestLeftForTheNext has runs end while the service is away and one of them lingers: the others leave at once after their tries, and the
// next run tells all, in order.
func TestLeftForTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		sp, err := spool.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		unlock, err := sp.Linger()
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
		s := &service{began: time.Now(), back: time.Hour}
		for i := range 3 {
			if took := live(t, newWitness(s, in(dir)), fmt.Sprint("run-", i), time.Minute); took != 40*time.Second {
				t.Errorf("left %s after the end", took)
			}
		}
		if n := entries(t, dir); n != 3 || len(s.told) != 0 {
			t.Errorf("%d reports wait, told were %q", n, s.told)
		}
		time.Sleep(time.Hour)
		if took := live(t, newWitness(s, in(dir)), "next", time.Minute); took != 0 {
			t.Errorf("left %s after the end", took)
		}
		if want := []string{"run-0 0", "run-1 0", "run-2 0", "next start", "next 0"}; !slices.Equal(s.told, want) {
			t.Errorf("told %q, want %q", s.told, want)
		}
	})
}

// TestForGood has the service not come back.
func TestForGood(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spooled bool
		took    time.Duration
		kept    int
		said    string
	}{
		"spool":    {true, 2 * time.Hour, 1, "kept in"},
		"no spool": {false, 5 * time.Minute, 0, "there is no spool"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir := t.TempDir()
				w := newWitness(&service{began: time.Now(), back: time.Hour * 24 * 365}, without)
				if c.spooled {
					w.open = in(dir)
				}
				took := live(t, w, "run", time.Minute)
				if took < c.took || took > c.took+w.patience.most || entries(t, dir) != c.kept {
					t.Errorf("left after %s, %d kept", took, entries(t, dir))
				}
				if !strings.Contains(strings.Join(w.said, "\n"), c.said) {
					t.Errorf("said %q", w.said)
				}
			})
		})
	}
}

// TestStopped is systemd ending what a unit left behind: one try, and then out of the way.
func TestStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s := &service{began: time.Now(), back: time.Hour}
		w := newWitness(s, in(dir))
		time.AfterFunc(time.Minute, func() { close(w.stops) })
		if took := live(t, w, "run", time.Minute); took != 0 || entries(t, dir) != 1 {
			t.Errorf("left after %s, %d kept", took, entries(t, dir))
		}
		if s.tried[len(s.tried)-1] != time.Minute {
			t.Errorf("the end was not tried: %v", s.tried)
		}
	})
}

func TestRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s := &service{began: time.Now(), err: fmt.Errorf("%w: answered 404 not found", report.ErrRefused)}
		w := newWitness(s, in(dir))
		if took := live(t, w, "run", time.Minute); took != 0 || entries(t, dir) != 0 {
			t.Errorf("left after %s, %d kept", took, entries(t, dir))
		}
		if len(w.said) != 1 || !strings.Contains(w.said[0], "https://rollcall.example will not take") || strings.Contains(w.said[0], "SECRET") {
			t.Errorf("said %q, want one line without the id", w.said)
		}
	})
}
