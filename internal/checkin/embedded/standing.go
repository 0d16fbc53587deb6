package embedded

import (
	"sync"
	"sync/atomic"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/limit"
)

// standing is what this process remembers of a check-in, in one place: each report asks for all of it.
type standing struct {
	generation atomic.Int64 // that this process put into the ledger
	successes  limit.Bucket
}

// standings are by the id of the check-in. They are safe for concurrent use.
type standings struct {
	mu sync.RWMutex
	of map[string]*standing
}

// get is of a check-in that exists.
func (s *standings) get(id string) *standing {
	s.mu.RLock()
	known := s.of[id]
	s.mu.RUnlock()
	if known != nil {
		return known
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[id] == nil {
		if s.of == nil {
			s.of = map[string]*standing{}
		}
		s.of[id] = &standing{}
	}
	return s.of[id]
}

func (s *standings) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, id)
}

// isDefined reports whether the ledger has heard of the check-in, as it is, from this process.
func (s *Service) isDefined(c checkin.CheckIn) bool { return s.standings.get(c.ID).defined(c) }

func (s *Service) setDefined(c checkin.CheckIn) { s.standings.get(c.ID).generation.Store(c.Generation) }

func (s *standing) defined(c checkin.CheckIn) bool { return s.generation.Load() == c.Generation }
