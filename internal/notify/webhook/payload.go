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
}

// Incident is the continuing problem.
type Incident struct {
	ID          string      `json:"id"`
	Kind        string      `json:"kind"`               // failing, absent; stalled, blind
	Severity    string      `json:"severity,omitempty"` // critical, high, normal, low; absent: undeclared
	OpenedAt    time.Time   `json:"opened_at"`
	ResolvedAt  time.Time   `json:"resolved_at,omitzero"`
	Count       int         `json:"count"`       // bad slots and runs of this incident
	Consecutive int         `json:"consecutive"` // bad ones in a row, over incidents
	Slots       []time.Time `json:"slots,omitempty"`
	// Of the kinds stalled and blind, which concern a cluster: how many jobs share it, and the first of them.
	Jobs     int        `json:"jobs,omitempty"`
	Affected []Affected `json:"affected,omitempty"`
	URL      string     `json:"url,omitempty"`
}

// Affected is a job that shares an incident, with the first of its slots.
type Affected struct {
	Monitor string      `json:"monitor"`
	Job     string      `json:"job"` // namespace/name
	Slots   []time.Time `json:"slots,omitempty"`
	Run     string      `json:"run,omitempty"`
}

// Job is what is watched; of the kinds stalled and blind it is the cluster, its source is "cluster".
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
}

// Occurrence is what has just happened.
type Occurrence struct {
	Judgement string    `json:"judgement"` // succeeded, failed, missed, stuck, skipped, unknown
	Flags     []string  `json:"flags,omitempty"`
	Slot      time.Time `json:"slot,omitzero"` // absent for what was started by hand
	Run       string    `json:"run,omitempty"`
	At        time.Time `json:"at"`
	NoticedAt time.Time `json:"noticed_at"`
	Duration  float64   `json:"duration_seconds,omitempty"`
	Gaps      []string  `json:"gaps,omitempty"` // what could not be read
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
		Text: render.Compose(n, render.View{}).Short(),
		Incident: Incident{
			ID: n.Incident, Kind: string(n.Kind), Severity: string(n.Severity), OpenedAt: n.OpenedAt, ResolvedAt: n.ResolvedAt,
			Count: n.Count, Consecutive: n.Consecutive, Slots: n.Slots, Jobs: n.Jobs, URL: n.Link,
		},
		Job: jobOf(n),
		Occurrence: Occurrence{
			Judgement: string(n.Judgement), Slot: n.Slot, Run: n.RunName, At: n.At, NoticedAt: n.DecidedAt,
			Duration: n.Duration.Seconds(), Gaps: n.Gaps,
		},
		Owner: Owner{Team: n.Owner.Team.ID, Name: n.Owner.Team.Name, Language: n.Owner.Team.Language, Source: n.Owner.Source},
	}
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

func jobOf(n incident.Notice) Job {
	s := n.Subject
	return Job{
		Monitor: string(s.Monitor), Source: string(s.Source), Cluster: s.Cluster, Namespace: s.Namespace, Name: s.Name,
		Schedule: s.Schedule, TimeZone: s.Zone, Grace: s.Grace.Seconds(), Description: s.Description, Runbook: s.Runbook,
		Rerun: s.Rerun, RerunNote: s.RerunNote,
		LastSuccess: n.LastSuccess, LastTook: n.LastSuccessDuration.Seconds(), NextSlot: n.NextSlot,
	}
}
