package pagerduty

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// details are the custom_details of an event: flat, so that PagerDuty shows them as a table and its event rules can name them.
// Times are in RFC 3339; what is not known is left out.
type details struct {
	Note        string    `json:"note,omitempty"` // why it came here instead of where it was meant to go
	Cause       string    `json:"cause,omitempty"`
	CauseCode   string    `json:"cause_code,omitempty"`
	Signal      string    `json:"signal,omitempty"`
	Advice      string    `json:"advice,omitempty"` // one step a line
	Log         string    `json:"log,omitempty"`
	Affected    string    `json:"affected,omitempty"` // slots nobody answered, or jobs that share a trouble; one a line
	Incident    string    `json:"incident"`
	Kind        string    `json:"kind"`
	Change      string    `json:"change"`
	Judgement   string    `json:"judgement"`
	Severity    string    `json:"severity,omitempty"`
	Status      string    `json:"status,omitempty"`
	AckedBy     string    `json:"acknowledged_by,omitempty"`
	ActBy       time.Time `json:"act_by,omitzero"`
	Level       int       `json:"level,omitempty"` // of an escalation
	Owner       string    `json:"owner,omitempty"` // id of the team
	OwnerSource string    `json:"owner_source,omitempty"`
	Cluster     string    `json:"cluster,omitempty"`
	Namespace   string    `json:"namespace,omitempty"`
	Job         string    `json:"job,omitempty"`
	Run         string    `json:"run,omitempty"`
	Schedule    string    `json:"schedule,omitempty"`
	TimeZone    string    `json:"time_zone,omitempty"`
	Slot        time.Time `json:"slot,omitzero"`
	OpenedAt    time.Time `json:"opened_at,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	NextSlot    time.Time `json:"next_slot,omitzero"`
	Count       int       `json:"count"`                 // bad slots and runs of this incident
	Consecutive int       `json:"consecutive,omitempty"` // bad ones in a row, over incidents
	Jobs        int       `json:"jobs,omitempty"`        // that share it
}

func detailsOf(n incident.Notice, card render.Card) details {
	s := n.Subject
	return details{
		Note: card.Note, Cause: card.Why, CauseCode: field(string(n.Cause.Code)), Signal: card.Signal,
		Advice: strings.Join(card.Advice, "\n"), Log: card.Log, Affected: strings.Join(card.Slots, "\n"),
		Incident: field(n.Incident), Kind: string(n.Kind), Change: string(n.Change), Judgement: string(n.Judgement),
		Severity: string(n.Severity), Status: string(n.Status), AckedBy: field(n.AckedBy.String()), ActBy: n.ActBy.UTC(),
		Level: n.Level, Owner: field(n.Owner.Team.ID), OwnerSource: field(n.Owner.Source),
		Cluster: field(s.Cluster), Namespace: field(s.Namespace), Job: field(s.Name), Run: field(n.RunName),
		Schedule: field(s.Schedule), TimeZone: field(s.Zone),
		Slot: n.Slot.UTC(), OpenedAt: n.OpenedAt.UTC(), LastSuccess: n.LastSuccess.UTC(), NextSlot: n.NextSlot.UTC(),
		Count: n.Count, Consecutive: n.Consecutive, Jobs: n.Jobs,
	}
}
