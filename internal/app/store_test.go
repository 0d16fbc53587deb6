package app

import (
	"errors"
	"path/filepath"
	"testing"

	"rollcall.dev/rollcall/internal/config"
)

func TestASQLiteFileIsForOneProcess(t *testing.T) {
	t.Parallel()
	c := config.Store{Driver: config.SQLite, Path: filepath.Join(t.TempDir(), "data", "rollcall.db")}
	s, lock, err := openStore(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := openStore(t.Context(), c); !errors.Is(err, errLocked) {
		t.Errorf("a second one got %v", err)
	}
	if err := errors.Join(s.Close(), lock.Close()); err != nil {
		t.Fatal(err)
	}
	s, lock, err = openStore(t.Context(), c)
	if err != nil {
		t.Fatal("after the first one ended:", err)
	}
	if err := errors.Join(s.Close(), lock.Close()); err != nil {
		t.Error(err)
	}
}
