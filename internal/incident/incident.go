package incident

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// Kind says what continues, and so what ends it.
type Kind string

// The kinds of Incident.
const (
	Failing Kind = "failing" // runs fail, hang or are replaced; ends with a success
	Absent  Kind = "absent"  // slots pass without a run; ends when a run answers a slot again
	Stalled Kind = "stalled" // of a cluster: its scheduler starts nothing; ends when it is seen to start something again
	Blind   Kind = "blind"   // of a cluster: nobody saw what became of slots; ends when no more of them come to light
)

// Shared reports whether incidents of the kind belong to a cluster, and are shared by its Monitors.
func (k Kind) Shared() bool { return k == Stalled || k == Blind }

// Status of an Incident.
type Status string

// The statuses.
const (
	Open     Status = "open"
	Resolved Status = "resolved"
)

// Severity says how urgent an Incident is.
type Severity string

// The severities; Undeclared is treated as Normal and shown as undeclared.
const (
	Critical   Severity = "critical"
	High       Severity = "high"
	Normal     Severity = "normal"
	Low        Severity = "low"
	Undeclared Severity = ""
)

// Incident is one continuing problem of one Monitor, or of a cluster.
type Incident struct {
	ID         string         `json:"id"`
	Monitor    monitor.ID     `json:"monitor"`
	Kind       Kind           `json:"kind"`
	Status     Status         `json:"status"`
	OpenedAt   time.Time      `json:"opened_at"` // when the first bad fact became true
	UpdatedAt  time.Time      `json:"updated_at"`
	ResolvedAt time.Time      `json:"resolved_at,omitzero"`
	Cause      diagnose.Cause `json:"cause"`
	Count      int            `json:"count"`   // bad verdicts, each slot or run once
	Members    []Member       `json:"members"` // the newest MaxMembers of them, ascending; of a shared one the first ones
	// Sharing is set for the shared kinds.
	Sharing *Sharing `json:"sharing,omitempty"`
	// Held says that nobody is told, because what the Monitor depends on is down; HeldUntil is set while that is not known yet.
	Held      bool      `json:"held,omitempty"`
	HeldUntil time.Time `json:"held_until,omitzero"`
	// Notice is the newest one, told unless it is held; pages show it.
	Notice Notice `json:"notice"`
}

// MaxMembers bounds what an Incident remembers in detail; Count goes on.
const MaxMembers = 50

// Member is one bad verdict of an Incident.
type Member struct {
	Key       string            `json:"key"`               // monitor.Verdict.Key
	Monitor   monitor.ID        `json:"monitor,omitempty"` // whose verdict it is, and its name, in a shared Incident
	Job       string            `json:"job,omitempty"`
	Slot      time.Time         `json:"slot,omitzero"`
	RunName   string            `json:"run_name,omitempty"`
	Judgement monitor.Judgement `json:"judgement"`
	Code      diagnose.Code     `json:"code,omitempty"`
	At        time.Time         `json:"at"`
}
