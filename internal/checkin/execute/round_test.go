package execute

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin/report"
	"rollcall.dev/rollcall/internal/checkin/spool"
)

// TestOthers tells what runs of other addresses left, and is not held up by a service that is dead.
func TestOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		sp, err := spool.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for i, url := range []string{"https://dead.example/1", "https://dead.example/2", "https://rollcall.example/other", "https://rollcall.example/other"} {
			r := ending(fmt.Sprint("old-", i), time.Now(), 1)
			r.URL = url
			data, _ := r.Encode()
			if err := sp.Put(spool.Queue(url), r.RunID, data); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if err := sp.Put(spool.Queue("x"), "broken", []byte("{")); err != nil {
			t.Fatal(err)
		}
		s := &service{began: time.Now()}
		dead := 0
		w := newWitness(s, in(dir))
		w.send = func(ctx context.Context, r report.Report) error {
			if strings.HasPrefix(r.URL, "https://dead.example") {
				dead++
				return errors.New("no answer")
			}
			return s.send(ctx, r)
		}
		if took := live(t, w, "run", time.Second); took != 0 {
			t.Errorf("left %s after the end", took)
		}
		if want := []string{"run start", "old-2 1", "old-3 1", "run 0"}; !slices.Equal(s.told, want) {
			t.Errorf("told %q, want %q", s.told, want)
		}
		if n := entries(t, dir); n != 2 || dead != 2 { // once a round
			t.Errorf("%d kept, the dead service was tried %d times", n, dead)
		}
		if len(w.said) != 1 || !strings.Contains(w.said[0], "cannot be read") {
			t.Errorf("said %q", w.said)
		}
	})
}

// TestBusy has another process tell the queue all the time.
func TestBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		sp, err := spool.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		unlock, err := sp.TryLock(spool.Queue(address))
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(2*time.Minute, unlock)
		s := &service{began: time.Now()}
		w := newWitness(s, in(dir))
		took := live(t, w, "run", 0)
		if took < time.Minute || took > 10*time.Minute || !slices.Equal(s.told, []string{"run 0"}) {
			t.Errorf("left after %s, told %q", took, s.told)
		}
		if !strings.Contains(strings.Join(w.said, "\n"), "another rollcall exec") {
			t.Errorf("said %q", w.said)
		}
	})
}

// TestBadSpool has a folder that cannot be one.
func TestBadSpool(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		s := &service{began: time.Now()}
		w := newWitness(s, in(file))
		live(t, w, "run", time.Second)
		if !slices.Equal(s.told, []string{"run start", "run 0"}) || len(w.said) != 1 || !strings.Contains(w.said[0], "no spool") {
			t.Errorf("told %q, said %q", s.told, w.said)
		}
	})
}

func TestPatience(t *testing.T) {
	t.Parallel()
	var got []time.Duration
	p := defaultPatience()
	for try := range 9 {
		got = append(got, p.before(try)/time.Second)
	}
	if want := []time.Duration{0, 10, 30, 60, 120, 240, 480, 600, 600}; !slices.Equal(got, want) {
		t.Errorf("waits of %d s, want %d", got, want)
	}
}
