package webhook

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// Version of Payload.
const Version = 1

// Payload is the body of a request. Durations are in seconds, times in RFC 3339; what is not known is left out.
type Payload struct {
	Version  int    `json:"version"`
	Delivery string `json:"delivery"`
	Event    string `json:"event"` // "incident." and the change, such as incident.opened: see docs/receivers.md
	Text     string `json:"text"`  // the news in one line
	Note     string `json:"note,omitempty"`

	Incident   Incident   `json:"incident"`
	Job        Job        `json:"job"`
	Occurrence Occurrence `json:"occurrence"`
	Cause      *Cause     `json:"cause,omitempty"`
	Owner      Owner      `json:"owner"`
	Answer     Answer     `json:"answer,omitzero"` // of an event that somebody brought about: who did, and what they said
	// Of an event that tells of it: a run that somebody asked for, and the job that a silence has suspended instead of muting anything.
	Rerun      *Rerun      `json:"rerun,omitempty"`
	Suspension *Suspension `json:"suspension,omitempty"`
}

// Rerun is a run that somebody asked for.
type Rerun struct {
	Attempt int       `json:"attempt"`
	Job     string    `json:"job"` // name of the Job
	By      Person    `json:"by"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason,omitempty"`
	State   string    `json:"state"`             // started, refused, succeeded, failed
	Problem string    `json:"problem,omitempty"` // why it was refused
}

// Suspension is a job that somebody has suspended.
type Suspension struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	State     string `json:"state"`             // suspended, lifted, refused
	Problem   string `json:"problem,omitempty"` // why it was refused, or not lifted by Rollcall
}

// Incident is the continuing problem.
type Incident struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"`               // see docs/incidents.md; what is no trouble: muting, defects
	Status      string      `json:"status,omitempty"`   // open, acknowledged, resolved
	Severity    string      `json:"severity,omitempty"` // critical, high, normal, low; absent: undeclared
	OpenedAt    time.Time   `json:"opened_at"`
	ResolvedAt  time.Time   `json:"resolved_at,omitzero"`
	ResolvedBy  Person      `json:"resolved_by,omitzero"` // absent: it ended by itself
	Count       int         `json:"count"`                // bad slots and runs of this incident
	Consecutive int         `json:"consecutive"`          // bad ones in a row, over incidents
	Slots       []time.Time `json:"slots,omitempty"`
	// How it stands with the people. Of the kind muting, AckedBy is whose silence it is, and SnoozedUntil when that ends.
	AckedBy      Person    `json:"acked_by,omitzero"`
	AckedAt      time.Time `json:"acked_at,omitzero"`
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	ActBy        time.Time `json:"act_by,omitzero"` // when somebody should have answered; absent: nobody has to
	Level        int       `json:"level,omitempty"` // of the escalation: 1 reminder, 2 user group, 3 parent team, 4 triage team
	// Of the kinds that concern a cluster: how many jobs share it, and the first of them; of a burst also how many of all are out of trouble.
	Jobs      int        `json:"jobs,omitempty"`
	Total     int        `json:"total,omitempty"`
	Recovered int        `json:"recovered,omitempty"`
	Affected  []Affected `json:"affected,omitempty"`
	LastTime  LastTime   `json:"last_time,omitzero"` // what became of the one before; absent: there was none
	URL       string     `json:"url,omitempty"`
}

// Person is who did something.
type Person struct {
	ID   string `json:"id"` // slack/U0123ABC, api/NAME
	Name string `json:"name,omitempty"`
}

// Answer is what somebody said.
type Answer struct {
	By    Person    `json:"by"`
	At    time.Time `json:"at"`
	Text  string    `json:"text,omitempty"`
	Until time.Time `json:"until,omitzero"` // of a snooze
}

// Affected is a job that shares an incident, with the first of its slots.
type Affected struct {
	Monitor string      `json:"monitor"`
	Job     string      `json:"job"` // namespace/name
	Slots   []time.Time `json:"slots,omitempty"`
	Run     string      `json:"run,omitempty"`
}

// Job is what is watched; of the kinds that concern a cluster it is that, its source is "cluster".
type Job struct {
	Monitor     string    `json:"monitor"`
	Source      string    `json:"source"`
	Cluster     string    `json:"cluster,omitempty"`
	Namespace   string    `json:"namespace,omitempty"`
	Name        string    `json:"name"`
	Schedule    string    `json:"schedule,omitempty"`
	TimeZone    string    `json:"time_zone,omitempty"`
	Grace       float64   `json:"grace_seconds,omitempty"`
	Description string    `json:"description,omitempty"`
	Runbook     string    `json:"runbook,omitempty"`
	Rerun       string    `json:"rerun,omitempty"` // safe, safe-if-not-running, needs-check, never; absent: not known
	RerunNote   string    `json:"rerun_note,omitempty"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	LastTook    float64   `json:"last_success_seconds,omitempty"`
	NextSlot    time.Time `json:"next_slot,omitzero"`
	NextRepairs *bool     `json:"next_run_repairs,omitempty"` // as the job declares it; absent: not known
	DependsOn   []string  `json:"depends_on,omitempty"`
}

// Occurrence is what has just happened.
type Occurrence struct {
	Judgement string    `json:"judgement"` // succeeded, failed, missed, skipped, replaced, running (for too long), stuck, unknown
	Flags     []string  `json:"flags,omitempty"`
	Slot      time.Time `json:"slot,omitzero"` // absent for what was started by hand
	Run       string    `json:"run,omitempty"`
	At        time.Time `json:"at"`
	NoticedAt time.Time `json:"noticed_at"`
	Duration  float64   `json:"duration_seconds,omitempty"`
	Gaps      []string  `json:"gaps,omitempty"` // what could not be read
	// What is different from the last success. Compared says that it is known; then no Changed is none.
	Compared      bool         `json:"compared,omitempty"`
	Changed       []Difference `json:"changed,omitempty"`
	Waited        float64      `json:"waited_seconds,omitempty"` // from the slot to the start
	UsuallyTook   Usual        `json:"usually_took,omitzero"`
	UsuallyWaited Usual        `json:"usually_waited,omitzero"`
	Commands      []string     `json:"commands,omitempty"` // of kubectl, to look further
}

// Cause is why, as far as that is known.
type Cause struct {
	Code      string   `json:"code"`
	Summary   string   `json:"summary"`
	Signal    string   `json:"signal,omitempty"`
	Advice    []string `json:"advice,omitempty"`
	Container string   `json:"container,omitempty"`
	ExitCode  *int32   `json:"exit_code,omitempty"`
	LogTail   string   `json:"log_tail,omitempty"`
}

// Owner is whose the job is.
type Owner struct {
	Team     string `json:"team"`
	Name     string `json:"name,omitempty"`
	Language string `json:"language,omitempty"` // BCP 47, what the team reads
	Source   string `json:"source"`
}

// payloadOf puts an attempt into the shape of the wire.
func payloadOf(a notify.Attempt) Payload {
	n := a.Notice
	p := Payload{
		Version: Version, Delivery: a.ID, Event: "incident." + string(n.Change), Note: render.Line(a.Note),
		Text: render.Compose(n, render.View{Language: a.Language}).Short(),
		Incident: Incident{
			ID: n.Incident, Kind: string(n.Kind), Status: string(n.Status), Severity: string(n.Severity), OpenedAt: n.OpenedAt,
			ResolvedAt: n.ResolvedAt, ResolvedBy: answerOf(n.EndedBy).By, Count: n.Count, Consecutive: n.Consecutive, Slots: n.Slots,
			AckedBy: Person(n.AckedBy), AckedAt: n.AckedAt, SnoozedUntil: n.SnoozedUntil, ActBy: n.ActBy, Level: n.Level,
			Jobs: n.Jobs, Total: n.Total, Recovered: n.Recovered, URL: n.Link,
		},
		Job: jobOf(n),
		Occurrence: Occurrence{
			Judgement: string(n.Judgement), Slot: n.Slot, Run: n.RunName, At: n.At, NoticedAt: n.DecidedAt,
			Duration: n.Duration.Seconds(), Gaps: n.Gaps,
		},
		Owner:  Owner{Team: n.Owner.Team.ID, Name: n.Owner.Team.Name, Language: n.Owner.Team.Language, Source: n.Owner.Source},
		Answer: answerOf(n.Answer),
	}
	if r := n.Rerun; r != nil {
		p.Rerun = &Rerun{Attempt: r.Attempt, Job: r.Job, By: Person(r.By), At: r.At, Reason: r.Reason, State: string(r.State), Problem: r.Problem}
	}
	if s := n.Suspends; s != nil {
		p.Suspension = &Suspension{Namespace: s.Namespace, Name: s.Name, State: string(s.State), Problem: s.Problem}
	}
	p = p.forStranger(n)
	for _, s := range n.Affected {
		p.Incident.Affected = append(p.Incident.Affected, Affected{Monitor: string(s.Monitor), Job: s.Job, Slots: s.Slots, Run: s.RunName})
	}
	for _, f := range n.Flags {
		p.Occurrence.Flags = append(p.Occurrence.Flags, string(f))
	}
	if c := n.Cause; c.Code != "" {
		p.Cause = &Cause{
			Code: string(c.Code), Summary: c.Summary, Signal: c.Signal, Advice: c.Advice, Container: c.Container,
			ExitCode: c.ExitCode, LogTail: render.Text(c.LogTail),
		}
	}
	return p
}

// answerOf is what a line of the timeline says; the zero Answer where there is none.
func answerOf(e *incident.Entry) Answer {
	if e == nil {
		return Answer{}
	}
	return Answer{By: Person(e.By), At: e.At, Text: e.Text, Until: e.Until}
}

func jobOf(n incident.Notice) Job {
	s := n.Subject
	return Job{
		Monitor: string(s.Monitor), Source: string(s.Source), Cluster: s.Cluster, Namespace: s.Namespace, Name: s.Name,
		Schedule: s.Schedule, TimeZone: s.Zone, Grace: s.Grace.Seconds(), Description: s.Description, Runbook: s.Runbook,
		Rerun: s.Rerun, RerunNote: s.RerunNote,
		LastSuccess: n.LastSuccess, LastTook: n.LastSuccessDuration.Seconds(), NextSlot: n.NextSlot,
		NextRepairs: s.NextRunRepairs,
	}
}
