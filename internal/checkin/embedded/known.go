package embedded

import (
	"strings"
	"sync/atomic"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/limit"
	"rollcall.dev/rollcall/internal/monitor"
)

// known is what this process keeps of a check-in, in one place. Each report asks for it, of another check-in than the last: with many
// thousands of them, fetching it from memory is most of what a report costs beside being sent and stored, and goes by how many places
// have to be looked at.
type known struct {
	monitor    monitor.ID
	registered atomic.Pointer[registered] // nil where that has to be read
	generation atomic.Int64               // that this process put into the ledger
	successes  limit.Bucket
}

func newKnown(id string) *known { return &known{monitor: checkin.CheckIn{ID: id}.Monitor()} }

// id is the check-in's: a part of its Monitor's, so that who looks for the one has fetched the other.
func (k *known) id() string {
	return strings.TrimPrefix(string(k.monitor), string(checkin.CheckIn{}.Monitor()))
}

// defined reports whether the ledger has heard of a generation from this process.
func (k *known) defined(generation int64) bool { return k.generation.Load() == generation }

// registered is a check-in as it is registered, and before it what a success asks of it. Nobody changes it.
type registered struct {
	generation int64
	simple     bool // a success brings nothing but itself: no end of a suspension, no doubt in it, and nothing for another Monitor
	checkIn    checkin.CheckIn
}

func register(c checkin.CheckIn) *registered {
	resumes := c.Suspended && c.ResumesOnSuccess
	return &registered{
		generation: c.Generation, checkIn: c,
		simple: !resumes && c.Expect.MinDuration == 0 && c.WitnessOf == "",
	}
}
