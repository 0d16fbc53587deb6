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
	Burst   Kind = "burst"   // of a cluster: many of its Monitors are in trouble for one reason; ends when all of them are out of it
	Digest  Kind = "digest"  // of a cluster: what is of low severity for one team; ends when it has been told

	// Muting is no trouble: it is the kind of what the author of a Silence is told about that.
	Muting Kind = "muting"
	// Defects is no trouble yet: it is the kind of what a team is told of what will keep messages from reaching it.
	Defects Kind = "defects"
)

// Shared reports whether incidents of the kind belong to a cluster, and are shared by its Monitors.
func (k Kind) Shared() bool { return k == Stalled || k == Blind || k == Burst || k == Digest }

// Status of an Incident.
type Status string

// The statuses.
const (
	Open         Status = "open"
	Acknowledged Status = "acknowledged" // somebody is at it
	Resolved     Status = "resolved"
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
	// Version grows with each change; Turned is the one at which the status or the cause last changed: who answers has to have seen it.
	Version int64 `json:"version,omitempty"`
	Turned  int64 `json:"turned,omitempty"`
	// What people said.
	AckedBy      Person     `json:"acked_by,omitzero"`
	AckedAt      time.Time  `json:"acked_at,omitzero"`
	SnoozedUntil time.Time  `json:"snoozed_until,omitzero"` // zero: not snoozed
	Feedback     AnswerKind `json:"feedback,omitempty"`     // NotActionable or WrongOwner, the newest
	Timeline     []Entry    `json:"timeline,omitempty"`
	// Reruns are the runs that people asked for because of it, the oldest first.
	Reruns []Rerun `json:"reruns,omitempty"`
	// ToldAt is when people were first told of it, by our clock; zero: they were not.
	ToldAt time.Time `json:"told_at,omitzero"`
	// MutedBy is the silence that keeps it from being told, and MutedUntil when that ends at the latest.
	MutedBy    string    `json:"muted_by,omitempty"`
	MutedUntil time.Time `json:"muted_until,omitzero"`
	// Topic is what it may have in common with others that begin at about the same time; of a burst it is what they have.
	Topic string `json:"topic,omitempty"`
	// Burst is the shared Incident that tells of it; empty: it is told by itself.
	Burst string `json:"burst,omitempty"`
	// Digest is the shared Incident that tells of it to people later, since its severity is low.
	Digest string `json:"digest,omitempty"`
	// ActBy is when somebody should have answered; zero: nobody has to. Level counts the steps of the escalation so far, RemindedAt is
	// when people were last reminded, and NextAt when time alone changes something; zero: it does not. Reached is the highest level that was ever told: who
	// was told then is told how it goes on, though the escalation began anew.
	ActBy      time.Time `json:"act_by,omitzero"`
	Level      int       `json:"level,omitempty"`
	Reached    int       `json:"reached,omitempty"`
	RemindedAt time.Time `json:"reminded_at,omitzero"`
	NextAt     time.Time `json:"next_at,omitzero"`
	// Notice is the newest one, told unless something keeps it quiet; pages show it.
	Notice Notice `json:"notice"`
}

// Quiet reports whether something keeps the Incident from being told by itself.
func (i Incident) Quiet() bool { return i.Held || i.MutedBy != "" || i.Burst != "" }

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
