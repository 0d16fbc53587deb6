package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Env names the variable that holds the URL of a server to use instead of one of our own.
const Env = "ROLLCALL_TEST_POSTGRES"

// errMissing says that there is no server to be had here; the test is skipped.
var errMissing = errors.New("no PostgreSQL here")

// shared is the one server of the test binary; a server a test would cost a second each.
var shared = sync.OnceValues(func() (string, error) {
	if given := os.Getenv(Env); given != "" {
		return given, nil
	}
	return launch()
})

// Start returns the URL of an empty database that only this test uses. It is dropped when the test ends, whoever is still
// connected to it. Start skips the test where there is no PostgreSQL to be had, and fails it where one does not work.
func Start(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if errors.Is(err, errMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "rollcall_test_" + strings.ToLower(rand.Text()[:12])
	if err := execute(t.Context(), server, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		if err := execute(ctx, server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the database of the test: %v", err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", Env, err)
	}
	u.Path = "/" + name
	return u.String()
}

// execute runs one statement on the server.
func execute(ctx context.Context, server, statement string) (err error) {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// answers waits until the server does.
func answers(server string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for {
		err := execute(ctx, server, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer after %s: %w", limit, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
