package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

// victimEnv makes this binary a process that writes to the store at that URL until it is killed.
const victimEnv = "ROLLCALL_TEST_STORE_VICTIM"

func TestMain(m *testing.M) {
	if url := os.Getenv(victimEnv); url != "" {
		fmt.Println("error:", victim(context.Background(), url))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// victim counts in the state of a Monitor, with a message a step, and prints each number once it is stored.
func victim(ctx context.Context, url string) error {
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	for {
		var n int
		err := s.Update(ctx, func(tx ledger.Tx) error {
			snap, err := tx.Load(ctx, []monitor.ID{"m"})
			if err != nil {
				return err
			}
			st := snap.States["m"]
			st.ID = "m"
			st.ConsecutiveBad++
			n = st.ConsecutiveBad
			return tx.Save(ctx, []ledger.Change{{State: st, Messages: []notify.Message{{ID: strconv.Itoa(n), Action: notify.Post}}}})
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// TestKill kills a writing process again and again: what it said was stored is there, and each step is whole.
func TestKill(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, url string, _ *sql.DB) {
		last := 0
		for round := range 4 {
			c := exec.CommandContext(t.Context(), os.Args[0])
			c.Env = append(os.Environ(), victimEnv+"="+url)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			for i := 0; i < 10+7*round && lines.Scan(); i++ {
				if last, err = strconv.Atoi(lines.Text()); err != nil {
					t.Fatalf("the victim says %q", lines.Text())
				}
			}
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() { // what it had said and we had not read
				last, _ = strconv.Atoi(lines.Text())
			}
			_ = c.Wait() // killed

			s := open(t, url)
			m, err := s.Monitor(t.Context(), "m")
			if err != nil || m.ConsecutiveBad < last || m.ConsecutiveBad > last+1 {
				t.Errorf("round %d: stored %d, %v; the victim said %d", round, m.ConsecutiveBad, err, last)
			}
			n, err := s.Counts(t.Context())
			if err != nil || n.Pending != m.ConsecutiveBad || int(m.Version) != m.ConsecutiveBad {
				t.Errorf("round %d: %d messages and version %d for %d steps, %v", round, n.Pending, m.Version, m.ConsecutiveBad, err)
			}
		}
	})
}
