package incident

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
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
	// Suspends is set for one that mutes nothing, and has a job suspended; nil: it mutes.
	Suspends *Suspension `json:"suspends,omitempty"`
	// Muted counts the changes that were not told, Incidents are the first of those concerned.
	Muted     int      `json:"muted,omitempty"`
	Incidents []string `json:"incidents,omitempty"`
	// RemindedAt is when its author was last reminded of it, and Closed says that its end has been told.
	RemindedAt time.Time `json:"reminded_at,omitzero"`
	Closed     bool      `json:"closed,omitempty"`
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
	case s.Match.everything():
		return bad("match", "%s: that is everything, and would hide everything", s.Match)
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
	return m.everything() && m.Cluster+m.Namespace+m.Name == ""
}

// everything reports whether there is nothing that does not match.
func (m Matcher) everything() bool {
	return m.Monitor == "" && len(m.Labels) == 0 && m.Owner == "" && m.Cause == "" && strings.Trim(m.Cluster+m.Namespace+m.Name, "*") == ""
}

// Active reports whether the Silence mutes at an instant.
func (s Silence) Active(now time.Time) bool {
	return s.EndedAt.IsZero() && !now.Before(s.CreatedAt) && now.Before(s.Until)
}

// Mutes reports whether the Silence is for what a Notice tells of the Monitor with that Definition.
func (s Silence) Mutes(n Notice, d monitor.Definition) bool {
	m := s.Match
	if s.Suspends != nil || m.empty() || m.Monitor != "" && m.Monitor != n.Subject.Monitor || m.Owner != "" && m.Owner != n.Owner.Team.ID ||
		m.Cause != "" && m.Cause != n.Cause.Code {
		return false
	}
	job := ownership.Rule{Namespace: m.Namespace, Name: m.Name, Labels: m.Labels}
	return ownership.Glob(m.Cluster, n.Subject.Cluster) &&
		job.Match(ownership.Subject{Namespace: n.Subject.Namespace, Name: n.Subject.Name, Labels: d.Labels})
}

// Count is the Silence after it kept a change of an Incident from being told.
func (s Silence) Count(incident string) Silence {
	s.Muted++
	if !slices.Contains(s.Incidents, incident) && len(s.Incidents) < MaxSilenceIncidents {
		s.Incidents = append(slices.Clip(s.Incidents), incident)
	}
	return s
}

// remindEvery is how often its author is reminded of a Silence that lasts.
const remindEvery = 7 * 24 * time.Hour

// NextAt is when time alone makes something of the Silence: a reminder, or its end; zero once it is closed.
func (s Silence) NextAt() time.Time {
	if s.Closed {
		return time.Time{}
	}
	if remind := latest(s.CreatedAt, s.RemindedAt).Add(remindEvery); s.EndedAt.IsZero() && remind.Before(s.Until) && s.Window == "" {
		return remind
	}
	if s.Pending(s.Ends()) { // the job is to be resumed first
		return s.stuckAt()
	}
	if !s.EndedAt.IsZero() {
		return s.EndedAt
	}
	return s.Until
}

// Tick lets time pass, and returns what its author is to be told: that it still mutes something, or that it has ended. open is how many of
// the Incidents that it muted go on. A Silence that muted nothing ends without a word, and so does a maintenance window. False
// where there is nothing to be told.
func (s Silence) Tick(open int, now time.Time) (Silence, Notice, bool) {
	at := s.NextAt()
	if at.IsZero() || now.Before(at) {
		return s, Notice{}, false
	}
	change := Reminder
	if s.Active(now) || s.stuck(now) {
		s.RemindedAt = now
	} else {
		change, s.Closed = Recovery, true
		if s.Muted == 0 && s.Suspends == nil || s.Window != "" {
			return s, Notice{}, false
		}
	}
	return s, s.notice(change, open, now), true
}

// notice composes what the author of the Silence is told.
func (s Silence) notice(change Change, open int, now time.Time) Notice {
	n := Notice{
		Incident: s.ID, Kind: Muting, Change: change, Judgement: monitor.Unknown, Lasting: monitor.Unknown, At: now, DecidedAt: now,
		Subject:  Subject{Source: monitor.SourceCluster, Name: s.Match.String(), Description: s.Reason},
		OpenedAt: s.CreatedAt, SnoozedUntil: s.Until, Count: s.Muted, Jobs: open, AckedBy: s.By, Suspends: s.Suspends,
	}
	if change == Recovery {
		n.ResolvedAt = s.Ends()
	}
	return n
}

// Ends is when the Silence ends or has ended.
func (s Silence) Ends() time.Time {
	if !s.EndedAt.IsZero() && s.EndedAt.Before(s.Until) {
		return s.EndedAt
	}
	return s.Until
}

// String names what is matched: "namespace billing-*, name close".
func (m Matcher) String() string {
	var parts []string
	add := func(what, value string) {
		if value != "" {
			parts = append(parts, what+" "+value)
		}
	}
	add("monitor", string(m.Monitor))
	add("cluster", m.Cluster)
	add("namespace", m.Namespace)
	add("name", m.Name)
	for _, k := range slices.Sorted(maps.Keys(m.Labels)) {
		add("label", k+"="+m.Labels[k])
	}
	add("owner", m.Owner)
	add("cause", string(m.Cause))
	return strings.Join(parts, ", ")
}

// End is the Silence as somebody ended it.
func (s Silence) End(by Person, at time.Time) Silence {
	s.EndedAt, s.EndedBy = at, by
	return s
}
