package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/postgres"
)

// databases calls test with the URL of a new database of each kind, and a way to run SQL on it.
func databases(t *testing.T, test func(t *testing.T, url string, raw *sql.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "x.db")
		test(t, "sqlite:"+path, rawDB(t, "sqlite", path))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := postgres.Start(t)
		test(t, url, rawDB(t, "pgx", url))
	})
}

func rawDB(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func run(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func put(ctx context.Context, s *store.Store, id monitor.ID) error {
	return s.Update(ctx, func(tx ledger.Tx) error {
		return tx.Save(ctx, []ledger.Change{{State: monitor.State{ID: id}}})
	})
}

func TestOpenAgainKeepsEverything(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string, _ *sql.DB) {
		for i := range 3 {
			s, err := store.Open(t.Context(), url, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := put(t.Context(), s, monitor.ID(rune('a'+i))); err != nil {
				t.Error(err)
			}
			if c, err := s.Counts(t.Context()); err != nil || c.Monitors != i+1 {
				t.Errorf("opened for the %d. time: %+v, %v", i+1, c, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestManyProcessesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string, raw *sql.DB) {
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				s, err := store.Open(t.Context(), url, store.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := errors.Join(s.Ping(t.Context()), s.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var n int
		if err := raw.QueryRowContext(t.Context(), "SELECT count(*) FROM schema_versions WHERE version_id = 1").Scan(&n); err != nil || n != 1 {
			t.Errorf("migration 1 was applied %d times, %v", n, err)
		}
	})
}

func TestNewerTablesAreLeftAlone(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string, raw *sql.DB) {
		s, err := store.Open(t.Context(), url, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_ = s.Close()
		run(t, raw, "INSERT INTO schema_versions (version_id, is_applied) VALUES (9999, "+map[bool]string{true: "1", false: "true"}[strings.HasPrefix(url, "sqlite")]+")")
		if _, err := store.Open(t.Context(), url, store.Options{}); err == nil || !strings.Contains(err.Error(), "newer program") {
			t.Errorf("opened tables of a newer program: %v", err)
		}
	})
}

func TestContention(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{BusyTimeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	other := rawDB(t, "sqlite", path)
	other.SetMaxOpenConns(1)
	run(t, other, "BEGIN IMMEDIATE")
	if err := put(t.Context(), s, "m"); !errors.Is(err, ledger.ErrConflict) {
		t.Errorf("a write while another process writes: %v, want a conflict", err)
	}
	if _, err := s.Counts(t.Context()); err != nil {
		t.Errorf("a read while another process writes: %v", err)
	}
	run(t, other, "COMMIT")
	if err := put(t.Context(), s, "m"); err != nil {
		t.Errorf("a write afterwards: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := put(ctx, s, "n"); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled write: %v", err)
	}
	if err := put(t.Context(), s, "n"); err != nil {
		t.Errorf("a write afterwards: %v", err)
	}
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct{ path, want string }{
		{write("text", strings.Repeat("This is no database. ", 100)), "no database or is damaged"},
		{write("cut", "SQLite format 3\x00"+strings.Repeat("\x01", 1000)), "no database or is damaged"},
		{filepath.Join(write("file", ""), "x.db"), "not a directory"},
		{dir, "is a directory"},
	} {
		_, err := store.Open(t.Context(), "sqlite:"+c.path, store.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v, want %q and the path", c.path, err, c.want)
		}
	}
}

func TestReadOnlyFile(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may write to any file")
	}
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), "sqlite:"+path, store.Options{}); err == nil || !strings.Contains(err.Error(), "may not be written") {
		t.Errorf("opened a file that may not be written: %v", err)
	}
}

func TestFilesAreForTheOwner(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	open(t, "sqlite:"+filepath.Join(dir, "x.db"))
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 2 {
		t.Fatalf("%v, %v", entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
}

func TestUnreachablePostgres(t *testing.T) {
	t.Parallel()
	url := "postgres://rollcall:hunter2@" + "127.0.0.1:1/d?connect_timeout=1"
	_, err := store.Open(t.Context(), url, store.Options{})
	if err == nil || !strings.Contains(err.Error(), "cannot be reached") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("opened %v", err)
	}
}

func TestPostgresEncoding(t *testing.T) {
	t.Parallel()
	url := postgres.Start(t)
	raw := rawDB(t, "pgx", url)
	name := strings.ToLower(t.Name())
	run(t, raw, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
	t.Cleanup(func() { _, _ = raw.ExecContext(context.WithoutCancel(t.Context()), "DROP DATABASE "+name) })
	i := strings.Index(url, "rollcall_test_")
	j := i + len("rollcall_test_") + 12
	if _, err := store.Open(t.Context(), url[:i]+name+url[j:], store.Options{}); err == nil || !strings.Contains(err.Error(), "want UTF8") {
		t.Errorf("opened a database in SQL_ASCII: %v", err)
	}
}
