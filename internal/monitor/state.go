package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// State is all that is known of a Monitor. It is a value: Apply returns a new one. The ledger stores it whole.
type State struct {
	ID         ID         `json:"id"`
	Definition Definition `json:"definition"`
	FirstSeen  time.Time  `json:"first_seen"`          // when the roll began for this Monitor
	RemovedAt  time.Time  `json:"removed_at,omitzero"` // gone at its source; nothing is expected from then on

	// Watermark is how far the schedule has been read: every slot up to it has been opened exactly once.
	Watermark time.Time `json:"watermark"`
	// DueSince is since when the Definition says when the Monitor is due: its creation, or the last edit of that.
	DueSince time.Time `json:"due_since,omitzero"`
	Slots    []Slot    `json:"slots,omitempty"` // the open ones and the newest judged ones, ascending
	Runs     []Run     `json:"runs,omitempty"`  // the unfinished ones and the newest finished ones, as they came

	// UnnamedEnd is the newest end that was reported without the name of a run: a start from before it is over.
	UnnamedEnd RunFacts `json:"unnamed_end,omitzero"`
	// Statements are what Jobs that are not known yet have reported.
	Statements []Statement `json:"statements,omitempty"`

	LastSuccess         time.Time     `json:"last_success,omitzero"`
	LastSuccessDuration time.Duration `json:"last_success_duration,omitempty"`
	Baseline            Baseline      `json:"baseline,omitzero"`
	ConsecutiveBad      int           `json:"consecutive_bad,omitempty"` // bad verdicts in a row
	BadSince            time.Time     `json:"bad_since,omitzero"`        // when the first of these became true
	ConsecutiveGood     int           `json:"consecutive_good,omitempty"`
	SuspendedSince      time.Time     `json:"suspended_since,omitzero"`
	LastCheckIn         time.Time     `json:"last_check_in,omitzero"`
	Reports             int64         `json:"reports,omitempty"` // check-ins and notes so far

	// Settled is when the newest of the runs that are forgotten was created. What is seen of those again is no news. Creation is known to
	// the second, so that others may have been created in the same one: SettledThen are those of that instant that are forgotten.
	Settled     time.Time `json:"settled,omitzero"`
	SettledThen []RunID   `json:"settled_then,omitempty"`

	// Shared names, by the kind of Incident, the one of the Monitor's cluster in which its verdicts were told last.
	Shared map[string]string `json:"shared,omitempty"`
	// Silence is, of the Monitor that stands for a cluster, the newest one of its scheduler.
	Silence Silence `json:"silence,omitzero"`

	// Version counts the stored writes of this State; the store refuses a write over a newer one.
	Version int64 `json:"version"`
}

// Slot is one instant at which the Monitor was due. It is open until it has a Judgement; a late run may revise that.
type Slot struct {
	At        time.Time          `json:"at"`
	Run       RunID              `json:"run,omitempty"` // the run that answers it
	Judgement Judgement          `json:"judgement,omitempty"`
	Evidence  *diagnose.Evidence `json:"evidence,omitempty"` // what an inspection of its absence showed
	// Suspended says that the Monitor was suspended then.
	Suspended bool `json:"suspended,omitempty"`
	// Started says that the scheduler claimed to have started a run for it.
	Started bool `json:"started,omitempty"`
	// Superseded says that another definition than the one that expected the slot was seen, before the slot was judged.
	Superseded bool `json:"superseded,omitempty"`
	// NeverDue is the starting deadline of the definition that expected the slot, where nothing can ever be started within it.
	NeverDue *time.Duration `json:"never_due,omitempty"`
	// Doubtful says that it may have been superseded before it was due: nobody saw when.
	Doubtful bool `json:"doubtful,omitempty"`
}

// Run is one execution.
type Run struct {
	RunFacts
	Judgement Judgement          `json:"judgement,omitempty"`
	Evidence  *diagnose.Evidence `json:"evidence,omitempty"`
	Gone      bool               `json:"gone,omitempty"`   // deleted at its source
	GoneAt    time.Time          `json:"gone_at,omitzero"` // when we learnt of that
	// ThereAt is when the source last showed the run, or confirmed that it was there, and it had not ended; of one that reports by
	// check-in, when the last word of it came.
	ThereAt time.Time `json:"there_at,omitzero"`
	// Unconfirmed says that the run's own report is no longer waited for: it did not come in time.
	Unconfirmed bool `json:"unconfirmed,omitempty"`
}
