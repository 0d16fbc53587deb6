package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/tmpfs"
)

// TestFullDisk is TestFullDatabase on a file system that is really full.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := tmpfs.Mount(t, "4m")
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(dir, "x.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := fill(t.Context(), s)
	checkFull(t, s, n, err)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := s.PutSetting(t.Context(), "a", strings.Repeat("x", 100_000)); err != nil {
		t.Errorf("there is space again, and a write fails: %v", err)
	}
}
