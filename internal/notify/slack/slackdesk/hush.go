package slackdesk

import (
	"sync"
	"time"
)

// hushFor is how long nothing is said after a line.
const hushFor = time.Minute

// hush bounds what anybody who reaches the port can make us say: a line at once, and then at most one a minute, for all that came
// meanwhile. The zero value is ready, and safe for concurrent use.
type hush struct {
	mu    sync.Mutex
	quiet bool
	kept  int // since the last line
	last  func(times int)
}

// say calls line, now or later, and of several that wait only the last, with how many it stands for.
func (h *hush) say(line func(times int)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.quiet {
		h.kept, h.last = h.kept+1, line
		return
	}
	h.quiet = true
	line(1)
	time.AfterFunc(hushFor, h.over)
}

func (h *hush) over() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept == 0 {
		h.quiet = false
		return
	}
	h.last(h.kept)
	h.kept, h.last = 0, nil
	time.AfterFunc(hushFor, h.over)
}
