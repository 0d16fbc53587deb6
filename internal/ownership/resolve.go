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
	// Channel is the one that the job chose instead of the team's; empty where it chose none that it may.
	Channel  string     `json:"channel,omitempty"`
	Rejected []Rejected `json:"rejected,omitempty"`
	// Severity that the rules give; empty where none does.
	Severity string `json:"severity,omitempty"`
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
		t, over, ok := d.heir(c.Team)
		for _, p := range over {
			a.Rejected = append(a.Rejected, Rejected{Team: p.team, Source: c.Source, Reason: p.reason})
		}
		if !ok {
			continue
		}
		a.Team, a.Value, a.Source = t, c.Team, c.Source
		if len(over) > 0 {
			a.Source += ", after " + c.Team + " was archived"
		}
		return
	}
	a.Team, a.Source = d.Triage, "triage: nobody else claims it"
}

// candidates lists the owners that s, its surroundings and the rules name, in order of precedence.
func (d Directory) candidates(s Subject) []Rejected {
	found := d.annotated(nil, s.Annotations, "")
	found = d.annotated(found, s.TemplateAnnotations, " of the jobTemplate")
	for i, r := range d.Rules {
		if r.Owner != "" && r.Match(s) {
			found = append(found, Rejected{Team: r.Owner, Source: cmp.Or(r.Source, fmt.Sprintf("rule %d", i+1))})
		}
	}
	return d.annotated(found, s.NamespaceAnnotations, " of the namespace")
}

// annotated appends the owners that annotations name.
func (d Directory) annotated(found []Rejected, annotations map[string]string, of string) []Rejected {
	for _, key := range d.OwnerAnnotations {
		if team := strings.TrimSpace(annotations[key]); team != "" {
			found = append(found, Rejected{Team: team, Source: "annotation " + key + of})
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
