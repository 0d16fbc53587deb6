package ownership

import (
	"fmt"
	"path"
	"slices"
)

// Team is a group of people who act, and where they read.
type Team struct {
	ID           string `json:"id"`
	Name         string `json:"name,omitempty"`
	SlackChannel string `json:"slack_channel,omitempty"` // channel id
	Timezone     string `json:"timezone,omitempty"`      // IANA name; messages show local times in it
}

// Rule gives the Monitors that match an owner, a severity, or both. An empty pattern matches everything.
type Rule struct {
	Namespace string            // glob, as path.Match
	Name      string            // glob, as path.Match
	Labels    map[string]string // all must be equal
	Owner     string            // team id; empty: the rule says nothing of the owner
	Severity  string            // empty: the rule says nothing of the severity
}

// Directory is what Resolve looks things up in. The zero value has no teams; Triage must be set.
type Directory struct {
	Teams  []Team
	Rules  []Rule
	Triage Team
	// OwnerAnnotations are the annotation keys that may name an owner, in order of precedence.
	OwnerAnnotations []string
}

// Subject is what a Monitor offers to resolution.
type Subject struct {
	Namespace, Name     string
	Annotations, Labels map[string]string
}

// Answer is the resolved owner with its trace.
type Answer struct {
	Team     Team       `json:"team"`
	Source   string     `json:"source"` // in words: "annotation rollcall.dev/owner", "rule 3", "triage"
	Rejected []Rejected `json:"rejected,omitempty"`
	// Severity that the rules give; empty where none does.
	Severity string `json:"severity,omitempty"`
}

// Rejected is a candidate that led nowhere.
type Rejected struct {
	Team   string `json:"team"`
	Source string `json:"source"`
	Reason string `json:"reason"`
}

// Match reports whether the rule applies to s.
func (r Rule) Match(s Subject) bool {
	if !glob(r.Namespace, s.Namespace) || !glob(r.Name, s.Name) {
		return false
	}
	for k, v := range r.Labels {
		if s.Labels[k] != v {
			return false
		}
	}
	return true
}

func glob(pattern, value string) bool {
	if pattern == "" {
		return true
	}
	ok, err := path.Match(pattern, value)
	return err == nil && ok
}

// team returns the team with that id.
func (d Directory) team(id string) (Team, bool) {
	if id == d.Triage.ID {
		return d.Triage, true
	}
	i := slices.IndexFunc(d.Teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return d.Teams[i], true
}

// Resolve says whose s is. It always names a team.
func (d Directory) Resolve(s Subject) Answer {
	var a Answer
	for _, c := range d.candidates(s, &a) {
		if t, ok := d.team(c.Team); ok {
			a.Team, a.Source = t, c.Source
			return a
		}
		c.Reason = "no such team in the directory"
		a.Rejected = append(a.Rejected, c)
	}
	a.Team, a.Source = d.Triage, "triage: nobody else claims it"
	return a
}

// candidates lists the owners that s's annotations and the rules name, in order of precedence; it notes the first severity
// that a rule gives in a.
func (d Directory) candidates(s Subject, a *Answer) []Rejected {
	var found []Rejected
	for _, key := range d.OwnerAnnotations {
		if team := s.Annotations[key]; team != "" {
			found = append(found, Rejected{Team: team, Source: "annotation " + key})
		}
	}
	for i, r := range d.Rules {
		if !r.Match(s) {
			continue
		}
		if r.Owner != "" {
			found = append(found, Rejected{Team: r.Owner, Source: fmt.Sprintf("rule %d", i+1)})
		}
		if a.Severity == "" {
			a.Severity = r.Severity
		}
	}
	return found
}
