package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func concurrencyChecks() []check {
	return []check{
		{"concurrent writers lose no update", writers},
		{"two writers, one version", race},
		{"eight workers send each message once and in order", workers},
		{"a message queued while its thread concludes is not forgotten", handover},
	}
}

// writers counts to n with several writers; each reads, adds one and writes.
func writers(t *testing.T, s *store.Store) {
	const n, each = 4, 25
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	increment := func(tx ledger.Tx) error {
		snap, err := tx.Load(ctx, []monitor.ID{"m"})
		if err != nil {
			return err
		}
		st := snap.States["m"]
		st.ID = "m"
		st.ConsecutiveBad++
		return tx.Save(ctx, []ledger.Change{{State: st, Messages: []notify.Message{
			message(fmt.Sprint(st.ConsecutiveBad), "i", notify.Post)}}})
	}
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for done := 0; done < each; {
				switch err := s.Update(ctx, increment); {
				case err == nil:
					done++
				case !errors.Is(err, ledger.ErrConflict):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if st := load(t, s, "m").States["m"]; st.ConsecutiveBad != n*each || st.Version != n*each {
		t.Errorf("counted to %d in %d versions, want %d", st.ConsecutiveBad, st.Version, n*each)
	}
	for i := range n * each {
		conclude(t, s, claimOne(t, s, noon(), fmt.Sprint(i+1)), sent(""))
	}
}

// race: two transactions overlap and save from the same version; the later one to commit loses.
func race(t *testing.T, s *store.Store) {
	for round, version := range []int64{0, 1} {
		loaded := make(chan struct{}, 2)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			wg.Go(func() {
				errs[i] = s.Update(t.Context(), func(tx ledger.Tx) error {
					loaded <- struct{}{}
					st := state("m")
					st.Version = version
					o := observation(fmt.Sprintf("%d/%d", round, i))
					_, err := tx.Append(t.Context(), []monitor.Observation{o})
					return errors.Join(err, tx.Save(t.Context(), []ledger.Change{{State: st}}))
				})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), ledger.ErrConflict) {
			t.Errorf("version %d: %v and %v, want one success and one conflict", version, errs[0], errs[1])
		}
	}
}

func workers(t *testing.T, s *store.Store) {
	const threads, each, n = 60, 4, 8
	for i := range each {
		var messages []notify.Message
		for th := range threads {
			messages = append(messages, message(fmt.Sprintf("%d/%d", th, i), fmt.Sprint(th), notify.Post))
		}
		queue(t, s, messages...)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var mu sync.Mutex
	next := map[string]int{} // by thread
	total := 0
	send := func(c deliver.Claimed) {
		mu.Lock()
		defer mu.Unlock()
		th := c.Attempt.Notice.Incident
		if want := fmt.Sprintf("%s/%d", th, next[th]); c.Attempt.ID != want || c.Attempts != 1 || c.Attempt.Uncertain {
			t.Errorf("sent %s (attempt %d, uncertain %v), want %s", c.Attempt.ID, c.Attempts, c.Attempt.Uncertain, want)
		}
		next[th]++
		total++
	}
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for ctx.Err() == nil {
				claimed, err := s.Claim(ctx, noon(), time.Hour, 7)
				if err != nil {
					t.Error(err)
					return
				}
				for _, c := range claimed {
					send(c)
					if err := s.Conclude(ctx, c, sent("")); err != nil {
						t.Errorf("conclude %s: %v", c.Attempt.ID, err)
					}
				}
				mu.Lock()
				done := total == threads*each
				mu.Unlock()
				if done || t.Failed() {
					return
				}
			}
		})
	}
	wg.Wait()
	if total != threads*each {
		t.Errorf("sent %d of %d", total, threads*each)
	}
}

// handover: one side queues message after message in one thread, the other sends them.
func handover(t *testing.T, s *store.Store) {
	const n = 100
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range n {
			c := ledger.Change{State: state("m"), Messages: []notify.Message{message(fmt.Sprint(i), "i", notify.Reply)}}
			if err := retrySave(ctx, s, c); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for next := 0; next < n && ctx.Err() == nil && !t.Failed(); {
		claimed, err := s.Claim(ctx, noon(), time.Hour, 10)
		if err != nil {
			t.Error(err)
			break
		}
		for _, c := range claimed {
			if c.Attempt.ID != fmt.Sprint(next) {
				t.Errorf("sent %s, want %d", c.Attempt.ID, next)
			}
			next++
			if err := s.Conclude(ctx, c, sent("")); err != nil {
				t.Error(err)
			}
		}
	}
	if ctx.Err() != nil {
		t.Error("a message was never due")
	}
	cancel()
	wg.Wait()
	claimNone(t, s, noon())
}
