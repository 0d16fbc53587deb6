package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Subject is what a Monitor offers to resolution.
type Subject struct {
	Namespace, Name     string
	Annotations, Labels map[string]string
	// TemplateAnnotations are those of the CronJob's jobTemplate, NamespaceAnnotations those of its namespace; nil where not known.
	TemplateAnnotations, NamespaceAnnotations map[string]string
}

// Answer is the resolved owner with its trace.
type Answer struct {
	Team Team `json:"team"`
	// Value is the team's id as the Source names it; another one than Team's where that team was archived, empty for triage.
	Value  string `json:"value,omitempty"`
	Source string `json:"source"` // in words: "annotation rollcall.dev/owner", "rule 3", "triage: nobody else claims it"
	// Rung and Key say the same to programs: where in the order, and for an annotation its key.
	Rung Rung   `json:"rung,omitempty"`
	Key  string `json:"key,omitempty"`
	// Channel is the one that the job chose instead of the team's; empty where it chose none that it may.
	Channel  string     `json:"channel,omitempty"`
	Rejected []Rejected `json:"rejected,omitempty"`
	// Severity that the rules give; empty where none does.
	Severity string `json:"severity,omitempty"`
}

// Rung is where in the order of resolution an owner was found.
type Rung string

// The rungs, in their order.
const (
	OfJob       Rung = "cronjob"
	OfTemplate  Rung = "job_template"
	OfRule      Rung = "rule"
	OfNamespace Rung = "namespace"
	OfTriage    Rung = "triage"
)

// candidate is an owner that something names.
type candidate struct {
	team, source string
	rung         Rung
	key          string // of the annotation
}

// Rejected is a candidate that led nowhere.
type Rejected struct {
	Team    string `json:"team,omitempty"`    // an owner, by the id that was given
	Channel string `json:"channel,omitempty"` // or a channel
	Source  string `json:"source"`
	Reason  string `json:"reason"`
}

// Resolve says whose s is. It always names a team.
func (d Directory) Resolve(s Subject) Answer {
	a := Answer{Severity: d.severity(s)}
	d.own(s, &a)
	d.choose(s, &a)
	return a
}

// own finds the team.
func (d Directory) own(s Subject, a *Answer) {
	for _, c := range d.candidates(s) {
		t, over, ok := d.heir(c.team)
		for _, p := range over {
			a.Rejected = append(a.Rejected, Rejected{Team: p.team, Source: c.source, Reason: p.reason})
		}
		if !ok {
			continue
		}
		a.Team, a.Value, a.Source, a.Rung, a.Key = t, c.team, c.source, c.rung, c.key
		if len(over) > 0 {
			a.Source += ", after " + c.team + " was archived"
		}
		return
	}
	a.Team, a.Source, a.Rung = d.Triage, "triage: nobody else claims it", OfTriage
}

// candidates lists the owners that s, its surroundings and the rules name, in order of precedence.
func (d Directory) candidates(s Subject) []candidate {
	found := d.annotated(nil, s.Annotations, OfJob, "")
	found = d.annotated(found, s.TemplateAnnotations, OfTemplate, " of the jobTemplate")
	for i, r := range d.Rules {
		if r.Owner != "" && r.Match(s) {
			found = append(found, candidate{team: r.Owner, source: cmp.Or(r.Source, fmt.Sprintf("rule %d", i+1)), rung: OfRule})
		}
	}
	return d.annotated(found, s.NamespaceAnnotations, OfNamespace, " of the namespace")
}

// annotated appends the owners that annotations name.
func (d Directory) annotated(found []candidate, annotations map[string]string, rung Rung, of string) []candidate {
	for _, key := range d.OwnerAnnotations {
		if team := strings.TrimSpace(annotations[key]); team != "" {
			found = append(found, candidate{team, "annotation " + key + of, rung, key})
		}
	}
	return found
}

// severity is the first one that a rule gives.
func (d Directory) severity(s Subject) string {
	for _, r := range d.Rules {
		if r.Severity != "" && r.Match(s) {
			return r.Severity
		}
	}
	return ""
}

// choose takes the channel that the job names, if it may.
func (d Directory) choose(s Subject, a *Answer) {
	channel := strings.TrimSpace(s.Annotations[ReceiverAnnotation])
	switch {
	case channel == "":
	case slices.Contains(d.AllowedChannels, channel):
		a.Channel = channel
	default:
		a.Rejected = append(a.Rejected, Rejected{
			Channel: channel, Source: "annotation " + ReceiverAnnotation, Reason: "it is not among the channels that a job may choose",
		})
	}
}
