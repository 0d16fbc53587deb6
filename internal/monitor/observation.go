package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// Kind says what an Observation tells, and so which of its parts is set.
type Kind string

// The kinds of Observation.
const (
	Defined   Kind = "defined"   // the Monitor exists and looks like this: Definition
	Removed   Kind = "removed"   // the Monitor is gone at its source
	RunSeen   Kind = "run_seen"  // a snapshot of a run: Run
	RunGone   Kind = "run_gone"  // a run was deleted at its source: Run holds what was last seen
	CheckedIn Kind = "check_in"  // a job reported: Run holds what it said
	Logged    Kind = "logged"    // a job sent a note that says nothing on how it goes: Run holds it
	Reported  Kind = "reported"  // a foreign service gives its own verdict: Report
	Inspected Kind = "inspected" // the source looked around a slot without a run, or a run that does not start: Evidence
	Clock     Kind = "clock"     // time passed, and the source has shown everything up to At
)

// Observation is an immutable fact from a source.
type Observation struct {
	// ID is the same for the same fact however often it is seen ("job UID/resourceVersion"), so that duplicates fall away
	// at the store. Clock observations have none and are not stored.
	ID      string    `json:"id"`
	Monitor ID        `json:"monitor"`
	Kind    Kind      `json:"kind"`
	At      time.Time `json:"at"`      // when the fact became true, by the source's clock
	SeenAt  time.Time `json:"seen_at"` // when we learnt of it, by the same clock as well as we can tell
	// Since is set with Clock: the source has shown everything from Since up to At. With Defined it is from when on the Monitor may
	// have looked like this; zero where that was seen as it happened.
	Since time.Time `json:"since,omitzero"`
	// Silence is set with Clock by the ledger: what is known of the scheduler of the Monitor's cluster.
	Silence Silence `json:"silence,omitzero"`

	Definition *Definition        `json:"definition,omitempty"`
	Run        *RunFacts          `json:"run,omitempty"`
	Report     *ForeignReport     `json:"report,omitempty"`
	Evidence   *diagnose.Evidence `json:"evidence,omitempty"`
}

// RunFacts is a snapshot of one run. Zero times mean "not yet" or "not known".
type RunFacts struct {
	ID     RunID     `json:"id"`
	Name   string    `json:"name,omitempty"` // the Job's name
	Slot   time.Time `json:"slot,omitzero"`  // the slot it answers; zero for a manual run and for a check-in
	Manual bool      `json:"manual,omitempty"`

	CreatedAt  time.Time `json:"created_at,omitzero"`
	StartedAt  time.Time `json:"started_at,omitzero"`  // the first container of the workload started
	FinishedAt time.Time `json:"finished_at,omitzero"` // Complete or Failed became true
	Outcome    Outcome   `json:"outcome,omitempty"`
	FailedPods int32     `json:"failed_pods,omitempty"` // pods that failed so far: retries, not the run's failure
	Restarts   int32     `json:"restarts,omitempty"`    // container restarts so far
	Suspended  bool      `json:"suspended,omitempty"`   // the Job itself is suspended (a queue holds it)
	// PodsUnseenAt is when the source was asked for the pods of a run that had shown none to start, and could not read them: whether
	// one started cannot be told.
	PodsUnseenAt time.Time `json:"pods_unseen_at,omitzero"`
	// Unnamed is set with CheckedIn and Logged where the job gave no run id: ID is the report's own then.
	Unnamed bool `json:"unnamed,omitempty"`
	// Via is how a report came: method, address and program.
	Via string `json:"via,omitempty"`
	// Lost is set with RunGone: nobody saw the run go, so that it may have ended after what is known of it.
	Lost bool `json:"lost,omitempty"`
	// ReportedAt is when the run itself last told how it ended, and ReportedOutcome what it told, beside what the source knows of it.
	ReportedAt      time.Time `json:"reported_at,omitzero"`
	ReportedOutcome Outcome   `json:"reported_outcome,omitempty"`
	// Setup is what the run was made from, as far as was seen of it; nil where nothing was. A State keeps it until the run is judged.
	Setup *Setup `json:"setup,omitempty"`
}

// RunID identifies a run within its Monitor: the Job's UID, or the run id of a check-in.
type RunID string

// Outcome is how a run ended.
type Outcome string

// The outcomes of a run.
const (
	Unfinished       Outcome = "" // in a check-in: it has begun
	OutcomeSucceeded Outcome = "succeeded"
	OutcomeFailed    Outcome = "failed"
)

// ForeignReport is the verdict of a check-in service that is not ours.
type ForeignReport struct {
	Missing     bool      `json:"missing"` // false: reporting again
	MissedCount int       `json:"missed_count,omitempty"`
	ExpectedAt  time.Time `json:"expected_at,omitzero"`
	ReportedAt  time.Time `json:"reported_at,omitzero"`
	Message     string    `json:"message,omitempty"` // untrusted text
	DetailsURL  string    `json:"details_url,omitempty"`
}
