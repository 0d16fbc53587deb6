package postgres

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
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
//
//nolint:gochecknoglobals // it is never changed, and belongs to no test
var shared = sync.OnceValues(func() (server, error) {
	if given := os.Getenv(Env); given != "" {
		return server{url: given}, nil
	}
	return launch(false)
})

// server is a running server.
type server struct {
	url string
	// lifeline is the pipe that the server lives as long as: it must stay reachable, because the runtime closes what is not.
	lifeline io.Closer
}

// Durable starts a server that syncs what it commits, for measurements, and returns the URL of its empty database; stop ends it.
func Durable() (url string, stop func() error, err error) {
	s, err := launch(true)
	if err != nil {
		return "", nil, err
	}
	return s.url, s.lifeline.Close, nil
}

// Start returns the URL of an empty database that only this test uses. It is dropped when the test ends, whoever is still
// connected to it. Start skips the test where there is no PostgreSQL to be had, and fails it where one does not work.
func Start(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if errors.Is(err, errMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	name := "rollcall_test_" + strings.ToLower(rand.Text()[:12])
	if err := s.execute(t.Context(), "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
		defer cancel()
		if err := s.execute(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the database of the test: %v", err)
		}
	})
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatalf("%s: %v", Env, err)
	}
	u.Path = "/" + name
	return u.String()
}

// execute runs one statement on the server.
func (s server) execute(ctx context.Context, statement string) (err error) {
	db, err := sql.Open("pgx", s.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// answers waits until the server does.
func (s server) answers(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for {
		err := s.execute(ctx, "SELECT 1")
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
