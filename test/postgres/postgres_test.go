package postgres_test

import (
	"database/sql"
	"testing"

	"rollcall.dev/rollcall/test/postgres"
)

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	urls := map[string]bool{}
	for range 3 {
		u := postgres.Start(t)
		if urls[u] {
			t.Fatalf("%s was given twice", u)
		}
		urls[u] = true
		db, err := sql.Open("pgx", u)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE a (b TEXT)"); err != nil {
			t.Fatal(err)
		}
	}
}
