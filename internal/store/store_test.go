package store_test

import (
	"path/filepath"
	"testing"

	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/internal/store/storetest"
	"rollcall.dev/rollcall/test/postgres"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store {
		return open(t, "sqlite:"+filepath.Join(t.TempDir(), "rollcall.db"))
	})
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	postgres.Start(t) // once here, so that the reason of a skip stands where it is seen
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, postgres.Start(t)) })
}

// open opens a Store for the test.
func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
