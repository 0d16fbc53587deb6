package spool

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLocks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, errA := Open(dir)
	b, errB := Open(dir)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	for name, lock := range map[string]func(*Spool) (func(), error){
		"queue":  func(s *Spool) (func(), error) { return s.TryLock(Queue("a")) },
		"linger": func(s *Spool) (func(), error) { return s.Linger() },
	} {
		unlock, err := lock(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lock(b); !errors.Is(err, ErrLocked) {
			t.Errorf("%s: locked twice: %v", name, err)
		}
		unlock()
		if unlock, err = lock(b); err != nil {
			t.Errorf("%s: not unlocked: %v", name, err)
		} else {
			unlock()
		}
	}
}

func TestLockWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		unlock, err := s.TryLock(Queue("a"))
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			time.Sleep(time.Second)
			unlock()
		}()
		began := time.Now()
		again, err := s.Lock(t.Context(), Queue("a"))
		if err != nil || time.Since(began) > time.Second+lockPoll {
			t.Fatalf("after %s: %v", time.Since(began), err)
		}
		defer again()
		if other, err := s.TryLock(Queue("b")); err != nil {
			t.Errorf("another queue is locked as well: %v", err)
		} else {
			other()
		}
	})
}

// TestRemoved has somebody remove the folder: nothing is in it, and nothing can be put.
func TestRemoved(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, Queue("a"), "run", "x")
	if err := os.RemoveAll(s.Dir()); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, s, Queue("a")); got != "" {
		t.Errorf("it holds %q", got)
	}
	if err := s.Put(Queue("a"), "run", nil); err == nil {
		t.Error("put without an error")
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		uid  int
		env  map[string]string
		want []string
	}{
		"root":    {0, map[string]string{"HOME": "/root"}, []string{"/var/spool/rollcall", "/tmp"}},
		"user":    {1000, map[string]string{"HOME": "/home/a"}, []string{"/home/a/.local/state/rollcall", "/tmp"}},
		"xdg":     {1000, map[string]string{"XDG_STATE_HOME": "/s", "HOME": "relative"}, []string{"/s/rollcall", "/tmp"}},
		"systemd": {0, map[string]string{"STATE_DIRECTORY": "/var/lib/job"}, []string{"/var/lib/job", "/var/spool/rollcall", "/tmp"}},
		"nobody":  {65534, nil, []string{"/tmp"}},
	} {
		got := Places(c.uid, "/tmp", func(name string) string { return c.env[name] })
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzEntryOf(f *testing.F) {
	f.Add(Entry{Queue: Queue("a"), ID: "0198c0de-run", At: time.Unix(1764500000, 5)}.name())
	f.Add("notes")
	f.Add(Queue("a") + ".lock")
	f.Add(Queue("a") + "--764500000000000000-x.json")
	f.Fuzz(func(t *testing.T, name string) {
		if e, ok := entryOf(name); ok && e.name() != name {
			t.Errorf("%q is read as %+v, which is called %q", name, e, e.name())
		}
	})
}
