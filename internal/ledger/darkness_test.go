package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestDarkness: what is asked for every few seconds is said once a reason, whatever else is seen meanwhile.
func TestDarkness(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		l := New(Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		s := &sweeper{Ledger: l, source: monitor.SourceKubernetes}
		refused, away := errors.New("jobs is forbidden"), errors.New("the watch is away")
		for range 10 {
			for n, why := range []error{refused, errHidden, away} {
				time.Sleep(blindRetry)
				s.darkness.after(t.Context(), s, sight{asked: 3 + n, hidden: 3, why: fmt.Errorf("asking for the %d. time: %w", n, why)})
				s.darkness.after(t.Context(), s, sight{}) // nothing was due
			}
		}
		for range 2 {
			s.darkness.after(t.Context(), s, sight{asked: 5})
		}
		s.darkness.after(t.Context(), s, sight{asked: 5, hidden: 1, why: away})
		var got []string
		for line := range strings.Lines(log.String()) {
			_, line, _ = strings.Cut(strings.TrimSpace(line), "msg=")
			line, _, _ = strings.Cut(line, " effect=")
			got = append(got, line)
		}
		want := []string{
			`source_not_visible source=kubernetes monitors=3 of=3 error="asking for the 0. time: jobs is forbidden"`,
			`source_not_visible source=kubernetes monitors=3 of=4 error="asking for the 1. time: they are not shown"`,
			`source_not_visible source=kubernetes monitors=3 of=5 error="asking for the 2. time: the watch is away"`,
			`source_visible_again source=kubernetes after=2m25s`,
			`source_not_visible source=kubernetes monitors=1 of=5 error="the watch is away"`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("logged (-want +got):\n%s", diff)
		}
	})
}
