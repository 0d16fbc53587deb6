package incident

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// Silence is a mute with author, reason and end: what it matches is counted and listed, and told when it ends, if it is still so.
type Silence struct {
	ID        string    `json:"id"`
	Match     Matcher   `json:"match"`
	By        Person    `json:"by"`
	Reason    string    `json:"reason"` // untrusted text
	CreatedAt time.Time `json:"created_at"`
	Until     time.Time `json:"until"`
	// UntilRecovery ends it with the first recovery of what it mutes.
	UntilRecovery bool      `json:"until_recovery,omitempty"`
	EndedAt       time.Time `json:"ended_at,omitzero"` // before its time; zero: it was not
	EndedBy       Person    `json:"ended_by,omitzero"`
	// Window is set for one that the configuration makes: the name of the maintenance window.
	Window string `json:"window,omitempty"`
	// Muted counts the changes that were not told, Incidents are the first of those concerned.
	Muted     int      `json:"muted,omitempty"`
	Incidents []string `json:"incidents,omitempty"`
	// RemindedAt is when its author was last reminded of it.
	RemindedAt time.Time `json:"reminded_at,omitzero"`
}

// Bounds of a Silence.
const (
	MaxSilence          = 90 * 24 * time.Hour
	MaxSilenceReason    = 500 // characters
	MaxSilenceIncidents = 50
)

// Matcher says what a Silence mutes: what all of its parts that are not empty match. At least one must be set.
type Matcher struct {
	Monitor   monitor.ID        `json:"monitor,omitempty"`
	Cluster   string            `json:"cluster,omitempty"`   // glob
	Namespace string            `json:"namespace,omitempty"` // glob
	Name      string            `json:"name,omitempty"`      // glob
	Labels    map[string]string `json:"labels,omitempty"`    // all must be equal
	Owner     string            `json:"owner,omitempty"`     // team id
	Cause     diagnose.Code     `json:"cause,omitempty"`
}

// ErrSilence says that a Silence is no good; the error names the field.
var ErrSilence = errors.New("silence")

// Check says what is wrong with the Silence.
func (s Silence) Check() error {
	bad := func(field, format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", ErrSilence, field, fmt.Sprintf(format, args...))
	}
	reason := len([]rune(strings.TrimSpace(s.Reason)))
	switch {
	case s.ID == "":
		return bad("id", "empty")
	case s.By.ID == "":
		return bad("by", "empty, want who mutes")
	case reason == 0:
		return bad("reason", "empty, want why, for whoever wonders later")
	case reason > MaxSilenceReason:
		return bad("reason", "%d characters, want at most %d", reason, MaxSilenceReason)
	case !s.Until.After(s.CreatedAt):
		return bad("until", "%s, want an instant in the future", s.Until.UTC().Format(time.RFC3339))
	case s.Until.Sub(s.CreatedAt) > MaxSilence:
		return bad("until", "%s, want at most 90 days from now", s.Until.UTC().Format(time.RFC3339))
	case s.Match.empty():
		return bad("match", "empty, want at least one of monitor, cluster, namespace, name, labels, owner, cause")
	}
	return s.Match.check(bad)
}

func (m Matcher) check(bad func(field, format string, args ...any) error) error {
	for field, glob := range map[string]string{"match.cluster": m.Cluster, "match.namespace": m.Namespace, "match.name": m.Name} {
		if _, err := path.Match(glob, ""); err != nil {
			return bad(field, "%q is no pattern: want a name with *, ? or [a-z]", glob)
		}
	}
	return nil
}

func (m Matcher) empty() bool {
	return m.Monitor == "" && m.Cluster == "" && m.Namespace == "" && m.Name == "" && len(m.Labels) == 0 && m.Owner == "" && m.Cause == ""
}

// Active reports whether the Silence mutes at an instant.
func (s Silence) Active(now time.Time) bool {
	return s.EndedAt.IsZero() && !now.Before(s.CreatedAt) && now.Before(s.Until)
}

// Mutes reports whether the Silence is for what a Notice tells of the Monitor with that Definition.
func (s Silence) Mutes(n Notice, d monitor.Definition) bool {
	m := s.Match
	if m.empty() || m.Monitor != "" && m.Monitor != n.Subject.Monitor || m.Owner != "" && m.Owner != n.Owner.Team.ID ||
		m.Cause != "" && m.Cause != n.Cause.Code {
		return false
	}
	for k, v := range m.Labels {
		if d.Labels[k] != v {
			return false
		}
	}
	return glob(m.Cluster, n.Subject.Cluster) && glob(m.Namespace, n.Subject.Namespace) && glob(m.Name, n.Subject.Name)
}

// glob matches as path.Match does; an empty pattern matches everything.
func glob(pattern, value string) bool {
	if pattern == "" {
		return true
	}
	ok, err := path.Match(pattern, value)
	return err == nil && ok
}

// Count is the Silence after it kept a change of an Incident from being told.
func (s Silence) Count(incident string) Silence {
	s.Muted++
	for _, id := range s.Incidents {
		if id == incident {
			return s
		}
	}
	if len(s.Incidents) < MaxSilenceIncidents {
		s.Incidents = append(s.Incidents[:len(s.Incidents):len(s.Incidents)], incident)
	}
	return s
}

// End is the Silence as somebody ended it.
func (s Silence) End(by Person, at time.Time) Silence {
	s.EndedAt, s.EndedBy = at, by
	return s
}
