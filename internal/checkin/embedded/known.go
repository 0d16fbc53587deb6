package embedded

import (
	"sync/atomic"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/limit"
	"rollcall.dev/rollcall/internal/monitor"
)

// known is what this process keeps of a check-in, in one place: each report asks for all of it, and finding it is most of what a report
// costs beside being sent and stored.
type known struct {
	monitor    monitor.ID
	registered atomic.Pointer[checkin.CheckIn] // nil where that has to be read. Nobody changes what it points at.
	generation atomic.Int64                    // that this process put into the ledger
	successes  limit.Bucket
}

func newKnown(id string) *known { return &known{monitor: checkin.CheckIn{ID: id}.Monitor()} }

// defined reports whether the ledger has heard of the check-in, as it is, from this process.
func (k *known) defined(c *checkin.CheckIn) bool { return k.generation.Load() == c.Generation }
