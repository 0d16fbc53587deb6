package slackdesk

import (
	"sync"
	"time"
)

const (
	maxSignatures = 1 << 14
	maxEnvelopes  = 1 << 12
)

// memory knows for a while what it has seen. It is bounded: what there is no room for is not noted.
type memory struct {
	mu    sync.Mutex
	until map[string]time.Time
	limit int
	swept time.Time
}

func newMemory(limit int) *memory { return &memory{until: map[string]time.Time{}, limit: limit} }

// sweepEvery is how often what is over is looked for, so that a flood costs little.
const sweepEvery = 10 * time.Second

// note remembers a key until an instant. seen says that it was known already; noted that it is known from now on.
func (m *memory) note(key string, now, until time.Time) (seen, noted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.knows(key, now) {
		return true, true
	}
	if now.Sub(m.swept).Abs() >= sweepEvery {
		m.swept = now
		for k, t := range m.until {
			if now.After(t) {
				delete(m.until, k)
			}
		}
	}
	if len(m.until) >= m.limit {
		return false, false
	}
	m.until[key] = until
	return false, true
}

// known reports whether the key is remembered.
func (m *memory) known(key string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.knows(key, now)
}

func (m *memory) knows(key string, now time.Time) bool {
	until, ok := m.until[key]
	return ok && !now.After(until)
}
