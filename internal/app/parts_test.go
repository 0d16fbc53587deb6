package app

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recorder notes what happens in which order.
type recorder struct {
	mu    sync.Mutex
	lines []string
}

func (r *recorder) note(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
}

// slow is a part that takes a while to end.
func (r *recorder) slow(name string) part {
	return part{name, func(ctx context.Context) error {
		<-ctx.Done()
		time.Sleep(time.Second)
		r.note(name)
		return ctx.Err()
	}}
}

func TestPartsEndInReverseOrderAndAreJoined(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := runParts(ctx, []part{r.slow("store"), r.slow("ledger"), r.slow("http")}); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"http", "ledger", "store"}, r.lines); diff != "" {
			t.Errorf("ended (-want +got):\n%s", diff)
		}
	})
}

func TestAPartThatFailsEndsAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		broken := errors.New("port in use")
		err := runParts(t.Context(), []part{r.slow("ledger"), {"http", func(context.Context) error { return broken }}})
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "http") {
			t.Errorf("error %v", err)
		}
		if len(r.lines) != 1 {
			t.Errorf("ended: %v", r.lines)
		}
	})
}

func TestAPartThatEndsByItselfIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		err := runParts(t.Context(), []part{{"sweeper", func(context.Context) error { return nil }}})
		if err == nil || !strings.Contains(err.Error(), "sweeper ended by itself") {
			t.Errorf("error %v", err)
		}
	})
}

func TestAPartThatHangsIsLeftBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := runParts(ctx, []part{{"hanging", func(context.Context) error { <-release; return nil }}})
		if !errors.Is(err, errStuck) {
			t.Errorf("error %v", err)
		}
		close(release)
	})
}
