package wire

import "time"

// Incident is one continuing problem, as lists have it.
type Incident struct {
	ID           string    `json:"id"`
	Version      int64     `json:"version"`
	Kind         string    `json:"kind"`
	Status       string    `json:"status"`
	Severity     string    `json:"severity,omitempty"`
	Monitor      string    `json:"monitor"`
	Cluster      string    `json:"cluster,omitempty"`
	Job          string    `json:"job"` // "namespace/name", or the name alone
	Owner        string    `json:"owner,omitempty"`
	OpenedAt     time.Time `json:"opened_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	ResolvedAt   time.Time `json:"resolved_at,omitzero"`
	Cause        Cause     `json:"cause"`
	Count        int       `json:"count"`
	Jobs         int       `json:"jobs,omitempty"`
	AckedBy      *Person   `json:"acked_by,omitempty"`
	AckedAt      time.Time `json:"acked_at,omitzero"`
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	ActBy        time.Time `json:"act_by,omitzero"`
	Feedback     string    `json:"feedback,omitempty"`
	Held         bool      `json:"held"`
	MutedBy      string    `json:"muted_by,omitempty"`
	MutedUntil   time.Time `json:"muted_until,omitzero"`
	Burst        string    `json:"burst,omitempty"`
	Link         string    `json:"link,omitempty"`
}

// WholeIncident is all of an Incident.
type WholeIncident struct {
	Incident

	LastSuccess time.Time `json:"last_success,omitzero"`
	NextSlot    time.Time `json:"next_slot,omitzero"`
	Runbook     string    `json:"runbook,omitempty"`
	// What a stranger needs.
	Compared  bool         `json:"compared,omitempty"`
	Changed   []Difference `json:"changed,omitempty"`
	DependsOn []string     `json:"depends_on,omitempty"`
	LastTime  *LastTime    `json:"last_time,omitempty"`
	Commands  []string     `json:"commands,omitempty"`

	Members    []Member `json:"members"`
	Timeline   []Entry  `json:"timeline"`
	Reruns     []Rerun  `json:"reruns,omitempty"`
	Deliveries *Tally   `json:"deliveries,omitempty"`
	// Correction answers to whoever says that the owner is wrong.
	Correction *Correction `json:"correction,omitempty"`
}

// Cause is why; in lists only its code and summary.
type Cause struct {
	Code      string   `json:"code"`
	Summary   string   `json:"summary"`
	Signal    string   `json:"signal,omitempty"`
	Advice    []string `json:"advice,omitempty"`
	Container string   `json:"container,omitempty"`
	ExitCode  *int32   `json:"exit_code,omitempty"`
	LogTail   string   `json:"log_tail,omitempty"`
}

// Member is a slot or a run that went wrong.
type Member struct {
	Job       string    `json:"job,omitempty"`
	Slot      time.Time `json:"slot,omitzero"`
	Run       string    `json:"run,omitempty"`
	Judgement string    `json:"judgement"`
	Code      string    `json:"code,omitempty"`
	At        time.Time `json:"at"`
}

// Entry is a line of who did what.
type Entry struct {
	At    time.Time `json:"at"`
	By    Person    `json:"by"`
	What  string    `json:"what"`
	Text  string    `json:"text,omitempty"`
	Until time.Time `json:"until,omitzero"`
	Times int       `json:"times,omitempty"`
}

// Tally is how many deliveries of an Incident there are.
type Tally struct {
	Pending int `json:"pending"`
	Sent    int `json:"sent"`
	Skipped int `json:"skipped"`
	Dead    int `json:"dead"`
}

// Answer is what somebody says of an Incident.
type Answer struct {
	Kind    string `json:"kind"`
	Text    string `json:"text,omitempty"`
	Until   string `json:"until,omitempty"` // of a snooze: an instant
	For     string `json:"for,omitempty"`   // or a span from now on
	Version int64  `json:"version,omitempty"`
}
