package ledger_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// cut is a store whose connection breaks after the next commit, and before its answer.
type cut struct {
	ledger.Store

	next atomic.Bool
}

func (c *cut) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	err := c.Store.Update(ctx, fn)
	if err == nil && c.next.CompareAndSwap(true, false) {
		return errors.New("the connection broke")
	}
	return err
}

// begin runs a ledger, and returns it with its verdicts and what stops it.
func begin(t *testing.T, s ledger.Store, o ledger.Options) (*ledger.Ledger, *verdicts, func()) {
	t.Helper()
	v := &verdicts{clock: func(monitor.ID) time.Time { return time.Now() }}
	o.Store, o.Router, o.Committed = s, everybody{}, v.committed
	l := ledger.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- l.Run(ctx) }()
	return l, v, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func openStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/rollcall.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What was committed is due, whether the store could say that it was or not.
func TestACommitWithoutAnAnswerIsNotForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		broken := &cut{Store: s}
		broken.next.Store(true)
		l, v, stop := begin(t, broken, ledger.Options{})
		defer stop()
		first := defined(time.Now())
		if err := l.Record(t.Context(), first); err == nil {
			t.Fatal("recorded, although the store gave no answer")
		}
		if err := l.Record(t.Context(), first); err != nil { // as a source does that does not know
			t.Fatal(err)
		}
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		if diff := cmp.Diff([]string{"kube/1 00:10 missed at 00:12:00, after 0s"}, v.take()); diff != "" {
			t.Errorf("decided (-want +got):\n%s", diff)
		}
	})
}

// Two processes share a store. What one of them has learnt is judged by the other, when the one is gone.
func TestADeadlineOfAnotherProcessIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		defer func() { _ = s.Close() }()
		_, v, stop := begin(t, s, ledger.Options{Quiet: time.Minute})
		defer stop()
		synctest.Wait() // it knows that there is nothing to do
		other, _, die := begin(t, s, ledger.Options{Quiet: time.Minute})
		if err := other.Record(t.Context(), defined(time.Now())); err != nil {
			t.Fatal(err)
		}
		die()
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		if diff := cmp.Diff([]string{"kube/1 00:10 missed at 00:12:00, after 0s"}, v.take()); diff != "" {
			t.Errorf("decided (-want +got):\n%s", diff)
		}
	})
}
