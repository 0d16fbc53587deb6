package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const secretURL = "https://rollcall.example/v1/check_in/SECRETID"

func open(t *testing.T) *Spool {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t *testing.T, s *Spool, queue, id, content string) {
	t.Helper()
	if err := s.Put(queue, id, []byte(content)); err != nil {
		t.Fatal(err)
	}
}

// contents reads a queue in its order.
func contents(t *testing.T, s *Spool, queue string) string {
	t.Helper()
	entries, err := s.List(queue)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		data, err := s.Read(e)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(data))
	}
	return strings.Join(all, " ")
}

func TestOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		a, b := Queue(secretURL), Queue("https://other.example/x")
		for i, queue := range []string{b, a, a, b, a} {
			time.Sleep(time.Millisecond)
			put(t, s, queue, fmt.Sprintf("run-%d", i), fmt.Sprint(i))
		}
		if got := contents(t, s, a); got != "1 2 4" {
			t.Errorf("queue holds %q", got)
		}
		if queues, err := s.Queues(); err != nil || len(queues) != 2 || queues[0] != b {
			t.Errorf("queues %v, %v; want that with the oldest entry first", queues, err)
		}
		time.Sleep(time.Millisecond)
		put(t, s, a, "run-1", "1b") // its end takes the place of its start
		if got := contents(t, s, a); got != "2 4 1b" {
			t.Errorf("queue holds %q", got)
		}
		entries, err := s.List(a)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if err := errors.Join(s.Remove(e), s.Remove(e)); err != nil {
				t.Error(err)
			}
		}
		if _, err := s.Read(entries[0]); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("read what was removed: %v", err)
		}
		if got := contents(t, s, a) + contents(t, s, b); got != "0 3" {
			t.Errorf("left are %q", got)
		}
	})
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, Queue(secretURL), "run", "x")
	s.Note("n")
	if _, err := s.TryLock(Queue(secretURL)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(s.Dir(), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want || strings.Contains(path, "SECRET") || strings.Contains(path, "example") {
			t.Errorf("%s has the mode %#o, want %#o and no address", path, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	mine := fmt.Sprintf("rollcall-%d", os.Geteuid())
	for name, c := range map[string]struct {
		make func(path string) error
		want string
	}{
		"open to others": {func(p string) error { return errors.Join(os.Mkdir(p, 0o700), os.Chmod(p, 0o770)) }, "others may enter it"},
		"a link":         {func(p string) error { return os.Symlink("/", p) }, "not a folder"},
		"a file":         {func(p string) error { return os.WriteFile(p, nil, 0o600) }, "not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			if err := c.make(filepath.Join(parent, mine)); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(parent); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("opened, %v; want an error with %q", err, c.want)
			}
			if s, err := OpenAny([]string{parent, t.TempDir()}); err != nil || strings.HasPrefix(s.Dir(), parent) {
				t.Errorf("the next place is not taken: %v", err)
			}
			if _, err := OpenAny([]string{parent}); err == nil {
				t.Error("no error where no place is left")
			}
		})
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	q := Queue(secretURL)
	fill := func(t *testing.T, s *Spool, n int) {
		t.Helper()
		for i := range n {
			time.Sleep(time.Minute)
			put(t, s, q, fmt.Sprint(i), strings.Repeat(fmt.Sprint(i), 10))
		}
	}
	for name, c := range map[string]struct {
		change func(*Spool)
		want   string
		note   string
	}{
		"entries": {func(s *Spool) { s.maxEntries = 2 }, "2222222222 3333333333 4444444444", "the spool is full"},
		"bytes":   {func(s *Spool) { s.maxBytes = 25 }, "2222222222 3333333333 4444444444", "the spool is full"},
		"age":     {func(*Spool) { time.Sleep(MaxAge - 2*time.Minute) }, "2222222222 3333333333 4444444444", "could not be told for 7 days"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := open(t)
				fill(t, s, 4)
				time.Sleep(time.Minute)
				c.change(s)
				put(t, s, q, "4", "4444444444")
				if got := contents(t, s, q); got != c.want {
					t.Errorf("left are %q, want %q", got, c.want)
				}
				if notes := strings.Join(s.TakeNotes(), "\n"); !strings.Contains(notes, c.note) {
					t.Errorf("noted %q, want %q", notes, c.note)
				}
			})
		})
	}
}

// TestKilled finds what a process that was killed while it wrote has left.
func TestKilled(t *testing.T) {
	t.Parallel()
	s := open(t)
	old, young := filepath.Join(s.Dir(), aside+"OLD"), filepath.Join(s.Dir(), aside+"YOUNG")
	if err := errors.Join(os.WriteFile(old, []byte("x"), 0o600), os.WriteFile(young, []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	hours := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, hours, hours); err != nil {
		t.Fatal(err)
	}
	put(t, s, Queue("a"), "run", "x")
	if got := contents(t, s, Queue("a")); got != "x" {
		t.Errorf("half an entry is one: %q", got)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old file: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("another process may still write it: %v", err)
	}
}

func TestPutRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range [][2]string{{"short", "run"}, {Queue("a"), ""}, {Queue("a"), "../x"}, {Queue("a"), strings.Repeat("x", 65)}} {
		if err := s.Put(c[0], c[1], nil); err == nil {
			t.Errorf("Put(%q, %q) without an error", c[0], c[1])
		}
	}
	if _, err := s.TryLock("../x"); err == nil || errors.Is(err, ErrLocked) {
		t.Errorf("locked what is no queue: %v", err)
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	s := open(t)
	if got := s.TakeNotes(); len(got) != 0 {
		t.Errorf("noted %q", got)
	}
	s.Note("one\nline")
	s.Note("another")
	if got := s.TakeNotes(); len(got) != 2 || !strings.HasSuffix(got[0], "Z one line") || !strings.HasSuffix(got[1], " another") {
		t.Errorf("noted %q", got)
	}
	if got := s.TakeNotes(); len(got) != 0 {
		t.Errorf("noted twice: %q", got)
	}
	for range 300 {
		s.Note(strings.Repeat("x", 100))
	}
	if got := len(strings.Join(s.TakeNotes(), "\n")); got > maxNotes+200 {
		t.Errorf("%d bytes of notes", got)
	}
}
