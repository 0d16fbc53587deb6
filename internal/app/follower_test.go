package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
)

// account is a provider that notes what it is asked for.
type account struct {
	mu    sync.Mutex
	lines []string
	fails int // so many calls fail first
}

func (a *account) note(line string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fails > 0 {
		a.fails--
		return errors.New("away")
	}
	a.lines = append(a.lines, line)
	return nil
}

func (a *account) EnsureFor(_ context.Context, ref checkin.Ref) (string, error) {
	return "", a.note("ensure " + string(ref.Monitor))
}

func (a *account) Forget(_ context.Context, id monitor.ID) error {
	return a.note("forget " + string(id))
}

func (a *account) Retain(_ context.Context, live []monitor.ID) error {
	slices.Sort(live)
	return a.note(fmt.Sprint("retain ", live))
}

func TestFollower(t *testing.T) {
	t.Parallel()
	target := func(id monitor.ID, wanted bool) kube.Target { return kube.Target{Monitor: id, Wanted: wanted} }
	synctest.Test(t, func(t *testing.T) {
		a := &account{fails: 1}
		f := newFollower(a, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		var listed atomic.Bool
		done := make(chan error)
		f.follow(target("kube/1", true), false)
		f.follow(target("kube/2", false), false)
		go func() { done <- f.run(ctx, listed.Load) }()
		time.Sleep(15 * time.Second)
		listed.Store(true)
		time.Sleep(15 * time.Second)
		f.follow(target("kube/1", true), false) // its schedule changed
		time.Sleep(time.Second)
		f.follow(target("kube/1", true), true)  // deleted
		f.follow(target("kube/2", false), true) // never asked
		time.Sleep(time.Minute)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		want := []string{"ensure kube/1", "retain [kube/1]", "ensure kube/1", "forget kube/1"}
		if diff := cmp.Diff(want, a.lines); diff != "" {
			t.Errorf("the provider was asked (-want +got):\n%s", diff)
		}
	})
}
