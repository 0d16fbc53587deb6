package ledger_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// inspecting is an Inspector.
type inspecting func() monitor.View

func (f inspecting) Inspect(context.Context, []monitor.State) (monitor.View, error) { return f(), nil }

// TestWhatAnotherProcessNotesDuringARoundIsKnown: it comes in time, while this one already looks at what is due.
func TestWhatAnotherProcessNotesDuringARoundIsKnown(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start))
		h.stop()
		s, err := store.Open(t.Context(), "sqlite:"+h.path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h.store = s
		noted := false
		look := func() monitor.View {
			if !noted {
				noted = true
				doc, err := json.Marshal([]monitor.Observation{ping(pinged, time.Now().Add(-time.Second))})
				if err == nil {
					err = s.AppendJournal(t.Context(), ledger.Segment{ID: "0", Doc: string(doc)})
				}
				if err != nil {
					t.Error(err)
				}
			}
			return monitor.View{Until: time.Now()}
		}
		l := ledger.New(ledger.Options{
			Store: s, Router: everybody{}, Quiet: 10 * time.Minute,
			Inspectors: map[monitor.Source]ledger.Inspector{monitor.SourceCheckIn: inspecting(look)},
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- l.Run(ctx) }()
		h.stop = func() { cancel(); <-ended; _ = s.Close() }
		time.Sleep(62 * time.Minute)
		h.mustHaveTold(t, h.told(start), nil)
	})
}
