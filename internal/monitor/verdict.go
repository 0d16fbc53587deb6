package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// Judgement is the last word on a slot or a manual run.
type Judgement string

// The judgements.
const (
	Succeeded Judgement = "succeeded"
	Failed    Judgement = "failed"
	Missed    Judgement = "missed"    // no run
	Stuck     Judgement = "stuck"     // a run, but no container started
	Skipped   Judgement = "skipped"   // the scheduler's policy: Forbid, starting deadline
	Replaced  Judgement = "replaced"  // ended by its own next run
	Suspended Judgement = "suspended" // somebody suspended the job
	Unknown   Judgement = "unknown"   // we were blind, and it cannot be proven afterwards
	Running   Judgement = "running"   // goes on for longer than is declared: not the last word
)

// Bad reports whether somebody has to hear of the judgement: the work of the slot was not done. A slot that was skipped, and a run
// that was replaced, is bad whatever the policy says, since nobody asked for that one to be left out or broken off.
func (j Judgement) Bad() bool {
	return j == Failed || j == Stuck || j == Running || j == Replaced || j.Absence()
}

// final reports whether the judgement is one that a run which has not ended cannot have.
func (j Judgement) final() bool { return j != "" && j != Stuck && j != Running }

// Absence reports whether no run answered the slot although one was due.
func (j Judgement) Absence() bool { return j == Missed || j == Skipped }

// Flag qualifies a Verdict.
type Flag string

// The flags.
const (
	Late  Flag = "late"  // began after its grace
	Flaky Flag = "flaky" // succeeded after failed pods or restarts
	// Overrun: took longer than is declared, or was still going on when the next run was due.
	Overrun Flag = "overrun"
	// TooFast: succeeded in less time than is declared at least.
	TooFast Flag = "too_fast"
	Manual  Flag = "manual" // answers no slot
	// Contradicted: the cluster counts it as succeeded, and the job said of itself that it failed.
	Contradicted Flag = "contradicted"
	// Unconfirmed: it succeeded, and the job did not say so itself, as it did before.
	Unconfirmed Flag = "unconfirmed"
)

// Verdict is a judgement with its reasons.
type Verdict struct {
	Monitor   ID                 `json:"monitor"`
	Slot      time.Time          `json:"slot,omitzero"` // zero for a manual run
	Run       RunID              `json:"run,omitempty"` // empty where there was none
	RunName   string             `json:"run_name,omitempty"`
	Judgement Judgement          `json:"judgement"`
	Flags     []Flag             `json:"flags,omitempty"`
	Cause     diagnose.Cause     `json:"cause,omitzero"`
	Evidence  *diagnose.Evidence `json:"evidence,omitempty"`
	// Revises is the judgement that the same slot had before; empty for the first one.
	Revises Judgement `json:"revises,omitempty"`

	CreatedAt  time.Time `json:"created_at,omitzero"` // of the run
	StartedAt  time.Time `json:"started_at,omitzero"`
	FinishedAt time.Time `json:"finished_at,omitzero"`
	ReportedAt time.Time `json:"reported_at,omitzero"` // when the run itself told how it ended, beside what its source saw
	At         time.Time `json:"at"`                   // when the judged fact became true, by the source's clock: the condition, the end of the grace
	DecidedAt  time.Time `json:"decided_at"`           // by our clock
	// Delay is how long after At it was decided, by the source's clock. Whoever records the verdict says so.
	Delay time.Duration `json:"delay,omitempty"`

	// InARow is how many bad verdicts in a row there are with a bad one, and good ones with a good one; RowSince is since when a row is
	// bad. They are for whoever tells of the verdict, and not stored with it.
	InARow   int       `json:"-"`
	RowSince time.Time `json:"-"`
	// Setup is what the run was made from; nil where that is not known. It is for whoever tells of the verdict, too.
	Setup *Setup `json:"-"`
}

// Key identifies what the verdict is on: within a Monitor, the slot, or the run where there is no slot.
func (v Verdict) Key() string {
	if v.Slot.IsZero() {
		return "run/" + string(v.Run)
	}
	return "slot/" + v.Slot.UTC().Format(time.RFC3339)
}

// Duration is how long the run took; zero where that is not known.
func (v Verdict) Duration() time.Duration {
	from := v.StartedAt
	if from.IsZero() {
		from = v.CreatedAt
	}
	if from.IsZero() || v.FinishedAt.IsZero() {
		return 0
	}
	return v.FinishedAt.Sub(from)
}
