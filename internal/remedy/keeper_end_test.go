package remedy_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/remedy"
)

// ending is a world that ends while the cluster does what it was asked.
type ending struct {
	*world
	end context.CancelFunc
	err error
}

func (e ending) Suspend(ctx context.Context, s incident.Silence) error {
	e.end()
	if e.err != nil {
		return e.err
	}
	return e.world.Suspend(ctx, s)
}

func (e ending) SettleSuspension(ctx context.Context, id string, state incident.SuspensionState, problem string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return e.world.SettleSuspension(ctx, id, state, problem)
}

// TestTheKeeperEnds: what was done to a job at the end is stored, and what was not done is no error of the cluster's.
func TestTheKeeperEnds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want incident.SuspensionState
	}{
		"done":     {nil, incident.SuspensionHolds},
		"not done": {errors.New("canceled"), incident.SuspensionAsked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w, desk := open()
				_, err := desk.Suspend(t.Context(), remedy.Suspend{
					ID: "s1", Monitor: "kube/1", By: ann(), At: time.Now(), Until: time.Now().Add(time.Hour), Reason: "the ledger is moved",
				})
				if err != nil {
					t.Fatal(err)
				}
				ctx, end := context.WithCancel(t.Context())
				defer end()
				var log strings.Builder
				e := ending{w, end, c.err}
				if err := remedy.NewKeeper(e, e, slog.New(slog.NewTextHandler(&log, nil)), false).Run(ctx); err != nil {
					t.Error(err)
				}
				if got := w.silences["s1"].Suspends.State; got != c.want || log.Len() > 0 {
					t.Errorf("%s, want %s; the log: %s", got, c.want, &log)
				}
			})
		})
	}
}

// TestAJobThatMayNotBeResumedYet: a right that is missing at the end is said, and the job is resumed once it is there.
func TestAJobThatMayNotBeResumedYet(t *testing.T) {
	t.Parallel()
	for _, reason := range []remedy.Reason{remedy.NotAllowed, remedy.Off} {
		synctest.Test(t, func(t *testing.T) {
			w, desk := open()
			wish := remedy.Suspend{ID: "s1", Monitor: "kube/1", By: ann(), At: time.Now(), Until: time.Now().Add(time.Hour), Reason: "the ledger is moved"}
			if _, err := desk.Suspend(t.Context(), wish); err != nil {
				t.Fatal(err)
			}
			ctx, end := context.WithCancel(t.Context())
			defer end()
			go func() { _ = remedy.NewKeeper(w, w, slog.New(slog.DiscardHandler), false).Run(ctx) }()
			time.Sleep(59 * time.Minute)
			w.breaks(&remedy.RefusedError{Reason: reason, Words: "patch on cronjobs is missing"})
			time.Sleep(3 * time.Hour)
			synctest.Wait()
			if held := w.silences["s1"].Suspends; held.State != incident.SuspensionHolds || held.Problem != "patch on cronjobs is missing" {
				t.Errorf("%s: %+v", reason, held)
			}
			w.breaks(nil)
			time.Sleep(6 * time.Minute)
			synctest.Wait()
			if held := w.silences["s1"].Suspends; w.suspended != "" || held.State != incident.SuspensionLifted || held.Problem != "" {
				t.Errorf("%s: suspended by %q, %+v", reason, w.suspended, held)
			}
		})
	}
}

// TestTheKeeperOfAnotherClock: what somebody asks for where the clock is ahead is done, and not taken for over.
func TestTheKeeperOfAnotherClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, desk := open()
		wish := remedy.Suspend{ID: "s1", Monitor: "kube/1", By: ann(), At: time.Now().Add(time.Minute), Until: time.Now().Add(time.Hour), Reason: "the ledger is moved"}
		if _, err := desk.Suspend(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(t.Context())
		defer end()
		go func() { _ = remedy.NewKeeper(w, w, slog.New(slog.DiscardHandler), false).Run(ctx) }()
		synctest.Wait()
		if held := w.silences["s1"].Suspends; w.suspended != "s1" || held.State != incident.SuspensionHolds {
			t.Errorf("suspended by %q, %+v", w.suspended, held)
		}
	})
}
