package kube

import (
	"context"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// knownRetry is the pause after what is known could not be read or its end not be recorded.
const knownRetry = 10 * time.Second

// settle records the end of the Monitors that are known and not there any more: their CronJobs were deleted, or are no longer to
// be watched, since somebody last looked. Call it when everything that exists was listed.
func (s *Source) settle(ctx context.Context) {
	for {
		err := s.removeUnlisted(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		s.options.Logger.Warn("known_monitors_not_compared", "error", err, "retry_in", knownRetry)
		select {
		case <-ctx.Done():
			return
		case <-time.After(knownRetry):
		}
	}
}

func (s *Source) removeUnlisted(ctx context.Context) error {
	known, err := s.options.Known(ctx)
	if err != nil {
		return err
	}
	now := s.options.clock.now()
	var gone []monitor.Observation
	for _, id := range known {
		uid := types.UID(strings.TrimPrefix(string(id), idPrefix))
		if _, listed := s.book.cronJob(uid); !listed {
			gone = append(gone, deleted(uid, now).observation(uid))
		}
	}
	return s.options.Recorder.Record(ctx, gone...)
}
