package embedded_test

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// holdingRecorder says when it is asked to record, and waits for its release.
type holdingRecorder struct {
	checkin.Recorder
	held, release chan struct{}
	at            time.Time
}

func (h *holdingRecorder) Record(ctx context.Context, o ...monitor.Observation) error {
	h.at = time.Now()
	close(h.held)
	<-h.release
	return h.Recorder.Record(ctx, o...)
}
