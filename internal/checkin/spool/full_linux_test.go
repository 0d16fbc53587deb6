package spool

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"rollcall.dev/rollcall/test/tmpfs"
)

// TestFullDisk puts onto a file system that is really full, and again when it is not.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := tmpfs.Mount(t, "64k")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	q := Queue("a")
	put(t, s, q, "before", "x")
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 128<<10), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("it is not full: %v", err)
	}
	if err := s.Put(q, "full", make([]byte, 8<<10)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("put on a full disk: %v", err)
	}
	if got := contents(t, s, q); got != "x" {
		t.Errorf("it holds %q", got)
	}
	if unlock, err := s.Linger(); err != nil {
		t.Errorf("the right to linger needs space: %v", err)
	} else {
		unlock()
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	put(t, s, q, "after", "y")
	if got := contents(t, s, q); got != "x y" {
		t.Errorf("it holds %q", got)
	}
	files, err := os.ReadDir(s.Dir())
	if err != nil || len(files) != 2 {
		t.Errorf("left are %v, %v", files, err)
	}
}
