package incident

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// AnswerKind is what a person may say of an Incident.
type AnswerKind string

// The kinds of Answer.
const (
	Acknowledge   AnswerKind = "acknowledge"    // somebody is at it: escalation ends
	Snooze        AnswerKind = "snooze"         // quiet until an instant
	Resolve       AnswerKind = "resolve"        // it is over, whatever the runs say
	Reopen        AnswerKind = "reopen"         // it is not
	NotActionable AnswerKind = "not_actionable" // nobody can do anything with the message
	WrongOwner    AnswerKind = "wrong_owner"    // others should have got it
	Comment       AnswerKind = "comment"
)

// AnswerKinds lists them.
func AnswerKinds() []AnswerKind {
	return []AnswerKind{Acknowledge, Snooze, Resolve, Reopen, NotActionable, WrongOwner, Comment}
}

// Answer is what a person says of an Incident.
type Answer struct {
	ID       string     `json:"id"` // of the answer itself: the same one twice is one
	Incident string     `json:"incident"`
	Kind     AnswerKind `json:"kind"`
	By       Person     `json:"by"`
	At       time.Time  `json:"at"`                // by our clock
	Version  int64      `json:"version,omitempty"` // of the Incident that the person saw; 0: whichever there is
	Until    time.Time  `json:"until,omitzero"`    // of a snooze
	Text     string     `json:"text,omitempty"`    // a comment, the reason, who the right owner is; untrusted text
}

// Why an Answer is refused; the error says it in words for people.
var (
	// ErrStale says that the Incident has changed since the person saw it.
	ErrStale = errors.New("it has changed meanwhile")
	// ErrNoUse says that the Answer does not fit how the Incident stands.
	ErrNoUse = errors.New("there is no use in that")
	// ErrMalformed says that the Answer itself is no good.
	ErrMalformed = errors.New("that cannot be understood")
)

// Bounds of an Answer.
const (
	MaxSnooze = 30 * 24 * time.Hour
	MaxText   = 2000 // characters
)

// Answer takes in what a person says. An Answer that was taken in before changes nothing: false. Its error is one of those above.
func (i Incident) Answer(a Answer) (Incident, bool, error) {
	if err := a.check(); err != nil {
		return i, false, err
	}
	if i.answered(a.ID) {
		return i, false, nil
	}
	if err := i.refuses(a); err != nil {
		return i, false, err
	}
	i, change := i.take(a)
	entry := Entry{ID: a.ID, At: a.At, By: a.By, What: change, Text: strings.TrimSpace(a.Text), Until: a.Until}
	return i.record(entry).news(change, a.At, &entry), true, nil
}

// refuses says why an Answer does not fit how the Incident stands.
func (i Incident) refuses(a Answer) error {
	over := i.Status == Resolved
	switch {
	case a.Version > 0 && a.Version < i.Turned && a.Kind != Comment && a.Kind != WrongOwner:
		return fmt.Errorf("%w: %s", ErrStale, i.standing())
	case i.Kind == Digest && a.Kind != Comment:
		return fmt.Errorf("%w: a digest is told once, and its incidents are answered one by one", ErrNoUse)
	case over && a.Kind != Reopen && a.Kind != Comment && a.Kind != NotActionable,
		!over && a.Kind == Reopen, i.Status == Acknowledged && a.Kind == Acknowledge:
		return fmt.Errorf("%w: %s", ErrNoUse, i.standing())
	}
	return nil
}

// take is how the Incident stands after an Answer, and what that changed.
func (i Incident) take(a Answer) (Incident, Change) {
	switch a.Kind {
	case Acknowledge:
		i.Status, i.AckedBy, i.AckedAt = Acknowledged, a.By, a.At
		return i, AckedChange
	case Snooze:
		i.SnoozedUntil = a.Until
		return i, Snoozed
	case Resolve:
		i.Status, i.ResolvedAt, i.SnoozedUntil = Resolved, a.At, time.Time{}
		return i, Recovery
	case Reopen:
		i.Status, i.ResolvedAt, i.AckedBy, i.AckedAt = Open, time.Time{}, Person{}, time.Time{}
		i.SnoozedUntil, i.ActBy, i.Level, i.RemindedAt = time.Time{}, time.Time{}, 0, a.At // the time to act begins anew
		return i, Reopened
	case NotActionable:
		i.Feedback = a.Kind
		if i.Status == Open {
			i.Status, i.AckedBy, i.AckedAt = Acknowledged, a.By, a.At
		}
		return i, NotActionableChange
	case WrongOwner:
		i.Feedback = a.Kind
		return i, WrongOwnerChange
	case Comment:
	}
	return i, Commented
}

// check says what is wrong with the Answer by itself.
func (a Answer) check() error {
	text := len([]rune(strings.TrimSpace(a.Text)))
	switch {
	case a.ID == "":
		return fmt.Errorf("%w: id: empty, want one of its own for each answer", ErrMalformed)
	case a.By.ID == "":
		return fmt.Errorf("%w: by: nobody says it", ErrMalformed)
	case text > MaxText:
		return fmt.Errorf("%w: text: %d characters, want at most %d", ErrMalformed, text, MaxText)
	case a.Kind == Comment && text == 0:
		return fmt.Errorf("%w: text: empty, want a comment", ErrMalformed)
	case a.Kind == Snooze && !a.Until.After(a.At):
		return fmt.Errorf("%w: until: %s, want an instant in the future", ErrMalformed, a.Until.UTC().Format(time.RFC3339))
	case a.Kind == Snooze && a.Until.Sub(a.At) > MaxSnooze:
		return fmt.Errorf("%w: until: %s, want at most 30 days from now", ErrMalformed, a.Until.UTC().Format(time.RFC3339))
	}
	if !slices.Contains(AnswerKinds(), a.Kind) {
		return fmt.Errorf("%w: kind: %q, want one of %v", ErrMalformed, a.Kind, AnswerKinds())
	}
	return nil
}

// standing says how the Incident stands, for whoever comes too late.
func (i Incident) standing() string {
	at := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
	switch {
	case i.Status == Resolved && i.Notice.EndedBy != nil:
		return fmt.Sprintf("it was resolved by %s at %s", i.Notice.EndedBy.By, at(i.ResolvedAt))
	case i.Status == Resolved:
		return "it recovered at " + at(i.ResolvedAt)
	case i.Status == Acknowledged:
		return fmt.Sprintf("it was acknowledged by %s at %s", i.AckedBy, at(i.AckedAt))
	default:
		return fmt.Sprintf("it is open, and its cause is now: %s", i.Cause.Summary)
	}
}
