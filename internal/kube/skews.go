package kube

import (
	"log/slog"
	"sync"
	"time"
)

// tolerableSkew is how far a clock may be from another before that is worth a line in the log: no machine whose clock is kept is
// anywhere near it, and no grace is as short.
const tolerableSkew = 5 * time.Second

// skews says once when a clock differs, again when it differs otherwise, and once when it does not any more. It is safe for
// concurrent use.
type skews struct {
	logger *slog.Logger

	mu   sync.Mutex
	told map[string]time.Duration // by whose clock it is
}

// note takes in how far a clock is ahead of the one that it should agree with, at least and at most.
func (s *skews) note(whose string, least, most time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ahead := least + (most-least)/2
	told, differs := s.told[whose]
	switch {
	case least > tolerableSkew || most < -tolerableSkew:
		if differs && (ahead-told).Abs() <= tolerableSkew {
			return
		}
		s.told[whose] = ahead
		s.logger.Warn("clock_differs", "whose", whose, "ahead", ahead.Round(time.Second).String(),
			"effect", "slots are judged by the cluster's clocks, and nothing before the one that is behind; keep them all with NTP")
	case differs && least > -tolerableSkew && most < tolerableSkew:
		delete(s.told, whose)
		s.logger.Info("clock_agrees_again", "whose", whose)
	}
}
