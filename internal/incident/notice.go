package incident

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

// Change says what a Notice tells.
type Change string

// The changes people are told of.
const (
	Opened   Change = "opened"
	Repeated Change = "repeated" // again, for the same reason
	Changed  Change = "changed"  // again, for another reason, or the outcome of the same run became another one
	Recovery Change = "resolved"

	// What people said.
	AckedChange         Change = "acknowledged"
	Snoozed             Change = "snoozed"
	Reopened            Change = "reopened"
	NotActionableChange Change = "not_actionable"
	WrongOwnerChange    Change = "wrong_owner"
	Commented           Change = "commented"

	// What comes of a run that somebody asked for.
	RerunAsking Change = "rerun_asked" // not told: whether it begins is known in a moment
	RerunBegan  Change = "rerun_started"
	RerunDenied Change = "rerun_refused"
	RerunOver   Change = "rerun_ended" // and nothing else follows from that

	// What comes with time.
	Woken     Change = "woken"     // a snooze or a silence is over, and the trouble is not
	Reminder  Change = "reminder"  // nobody answered in time, or it goes on
	Escalated Change = "escalated" // nobody answered the reminder: others are told
	Listed    Change = "listed"    // all that a burst concerns, by name
)

// Trouble reports whether the Notice is about something that is wrong, or no longer wrong: a machine that keeps alerts has no use for a
// digest, a list or what is told of a silence or of defects.
func (n Notice) Trouble() bool {
	return n.Kind != Muting && n.Kind != Digest && n.Kind != Defects && n.Change != Listed
}

// ByPerson reports whether somebody made the change.
func (n Notice) ByPerson() bool { return n.Answer != nil }

// Notice is what people are told of one change of one Incident: a complete snapshot, plain data, stored as JSON in the
// outbox. All text that came from the cluster (names, messages, logs) is untrusted: receivers escape it.
type Notice struct {
	Incident string   `json:"incident"`
	Kind     Kind     `json:"kind"`
	Change   Change   `json:"change"`
	Severity Severity `json:"severity,omitempty"` // empty: undeclared

	Subject Subject `json:"subject"`

	// What happened: of the verdict that caused the change. For a recovery it is the good verdict that ended the Incident.
	Judgement monitor.Judgement `json:"judgement"`
	// Lasting is how the Incident stands: the judgement of its newest member that is no mere consequence of another one.
	Lasting   monitor.Judgement `json:"lasting,omitempty"`
	Flags     []monitor.Flag    `json:"flags,omitempty"`
	Slot      time.Time         `json:"slot,omitzero"` // zero for a manual run
	RunName   string            `json:"run_name,omitempty"`
	At        time.Time         `json:"at"`              // when the fact became true, by the source's clock
	DecidedAt time.Time         `json:"decided_at"`      // when Rollcall stored it, by its own
	Delay     time.Duration     `json:"delay,omitempty"` // from the one to the other, by the source's clock
	Duration  time.Duration     `json:"duration,omitempty"`
	// Cause is the Incident's cause; in a recovery that of the last bad verdict.
	Cause diagnose.Cause `json:"cause,omitzero"`
	// Gaps says what could not be read while the evidence was captured.
	Gaps []string `json:"gaps,omitempty"`

	OpenedAt    time.Time   `json:"opened_at"`
	Count       int         `json:"count"`           // bad verdicts of this Incident so far
	Slots       []time.Time `json:"slots,omitempty"` // slots of those that answered none or badly, ascending, newest MaxSlots
	Consecutive int         `json:"consecutive"`     // bad verdicts in a row, over Incidents
	// Of the shared kinds: how many Monitors are affected, the first MaxAffected of them, and how long after the fact the latest
	// of them was noticed.
	Jobs       int           `json:"jobs,omitempty"`
	Affected   []Affected    `json:"affected,omitempty"`
	Late       time.Duration `json:"late,omitempty"`
	Recovered  int           `json:"recovered,omitempty"`  // of a burst: how many of Jobs are out of trouble again
	Total      int           `json:"total,omitempty"`      // of a burst: how many Monitors in all, where Jobs are those of the readers
	ResolvedAt time.Time     `json:"resolved_at,omitzero"` // set in a recovery

	LastSuccess         time.Time     `json:"last_success,omitzero"` // before this Incident
	LastSuccessDuration time.Duration `json:"last_success_duration,omitempty"`
	NextSlot            time.Time     `json:"next_slot,omitzero"` // zero: none

	// What is different from the last success, of a bad verdict and in what is told after it. Compared says that the two setups are known:
	// nothing in Changed, of which there are MaxChanged at most, means then that nothing is known to be different.
	Compared bool          `json:"compared,omitempty"`
	Changed  []Difference  `json:"changed,omitempty"`
	Usual    Usual         `json:"usual,omitzero"`
	Waited   time.Duration `json:"waited,omitempty"` // from the slot to the start; 0: it started at once, or did not
	// Precedent is what became of the Incident before; nil: there was none, or none is remembered. Parent is the name of the Monitor without
	// which this one cannot be well.
	Precedent *Precedent `json:"precedent,omitempty"`
	Parent    string     `json:"parent,omitempty"`

	// How it stands with the people.
	Version      int64     `json:"version,omitempty"` // of the Incident; an Answer names it
	Status       Status    `json:"status,omitempty"`
	AckedBy      Person    `json:"acked_by,omitzero"`
	AckedAt      time.Time `json:"acked_at,omitzero"`
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	ActBy        time.Time `json:"act_by,omitzero"`  // zero: nobody has to
	Level        int       `json:"level,omitempty"`  // of a reminder (1) or an escalation (2 user group, 3 parent team, 4 triage)
	Answer       *Entry    `json:"answer,omitempty"` // who made the change; nil: it came by itself
	// EndedBy is the Answer that resolved the Incident, also in what is said after that; nil: it goes on, or ended by itself.
	EndedBy *Entry `json:"ended_by,omitempty"`

	// Rerun is the run that somebody asked for, of which this tells.
	Rerun *Rerun `json:"rerun,omitempty"`
	// Suspends is set where this tells of a Silence that has a job suspended.
	Suspends *Suspension `json:"suspends,omitempty"`

	// Defects are those that a digest tells a team of, the first MaxDefects of them; Jobs counts all, Fresh those that are new.
	Defects []ownership.Defect `json:"defects,omitempty"`
	Fresh   int                `json:"fresh,omitempty"`

	Owner ownership.Answer `json:"owner"`
	Link  string           `json:"link,omitempty"` // page of the Incident; empty without an external URL
}

// Bounds of what a Notice lists.
const (
	MaxSlots    = 20 // of Notice.Slots
	MaxAffected = 15 // of Notice.Affected
	MaxDefects  = 15 // of Notice.Defects
)

// Affected is a Monitor that shares an Incident.
type Affected struct {
	Monitor monitor.ID  `json:"monitor"`
	Job     string      `json:"job"`             // "namespace/name"
	Slots   []time.Time `json:"slots,omitempty"` // the first maxOfOne of them
	RunName string      `json:"run_name,omitempty"`
}

// Subject is the Monitor as a message names it.
type Subject struct {
	Monitor     monitor.ID     `json:"monitor"`
	Source      monitor.Source `json:"source"`
	Cluster     string         `json:"cluster,omitempty"`
	Namespace   string         `json:"namespace,omitempty"`
	Name        string         `json:"name"`
	Schedule    string         `json:"schedule,omitempty"` // "0 19 * * *"
	Zone        string         `json:"zone,omitempty"`     // IANA name
	Grace       time.Duration  `json:"grace,omitempty"`
	Description string         `json:"description,omitempty"`
	Runbook     string         `json:"runbook,omitempty"`
	// Rerun says whether the job may be run again: safe, safe-if-not-running, needs-check or never; empty: it does not say so, which is not
	// safe. RerunNote is what to know before that. Both come from the job.
	Rerun     string `json:"rerun,omitempty"`
	RerunNote string `json:"rerun_note,omitempty"`
	// NextRunRepairs says whether the next run makes up for what this one left undone, as the job declares it; nil: it does not.
	NextRunRepairs *bool `json:"next_run_repairs,omitempty"`
	// DependsOn names what the job cannot do without, as its author has it, ownership.MaxDependsOn at most.
	DependsOn []string `json:"depends_on,omitempty"`
	// Spec is the hash of what the job runs, as monitor.Setup has it; empty: not known.
	Spec string `json:"spec,omitempty"`
	// Report carries what a Honeybadger-shaped webhook needs of a check-in; nil for anything else.
	CheckIn *CheckInSubject `json:"check_in,omitempty"`
}

// CheckInSubject is a check-in in Honeybadger's words.
type CheckInSubject struct {
	ID          string        `json:"id"`
	Slug        string        `json:"slug,omitempty"`
	Project     string        `json:"project,omitempty"`
	Period      time.Duration `json:"period,omitempty"`    // zero for a cron schedule
	Unspoken    bool          `json:"unspoken,omitempty"`  // neither a period nor one cron expression: they have no words for it
	ZoneName    string        `json:"zone_name,omitempty"` // the zone of the schedule as it was written, where that is not its IANA name
	ReportedAt  time.Time     `json:"reported_at,omitzero"`
	ExpectedAt  time.Time     `json:"expected_at,omitzero"`
	MissedCount int           `json:"missed_count,omitempty"`
}
