package blockkit

import (
	"strings"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
)

// What the elements of a message are called when Slack says that somebody used them. The value of a button is a Ref, that of an
// option of a menu its choice, a blank and a Ref.
const (
	ActionAcknowledge   = "rollcall_acknowledge"
	ActionSnooze        = "rollcall_snooze" // a menu: one of the Snooze choices
	ActionResolve       = "rollcall_resolve"
	ActionReopen        = "rollcall_reopen"
	ActionNotActionable = "rollcall_not_actionable"
	ActionWrongOwner    = "rollcall_wrong_owner"
	ActionComment       = "rollcall_comment"
	ActionSilence       = "rollcall_silence"
	ActionRerun         = "rollcall_rerun"
	ActionMore          = "rollcall_more" // a menu: one of the actions above
)

// How long a snooze lasts.
const (
	SnoozeHour    = "1h"
	SnoozeHalfDay = "4h"
	SnoozeNextDay = "next-day" // until the team's work begins
	SnoozeNextRun = "next-run"
)

// Actions is the row of what people can answer to a Notice; nil where they can do nothing. A message has it once, where people look
// for it: at its root. rerun says that Rollcall runs jobs again where this one is.
func Actions(n incident.Notice, rerun bool) []slack.Block {
	if n.Kind == incident.Defects {
		return nil // they are mended, not answered
	}
	ref := RefOf(n)
	if _, err := ParseRef(ref.String()); err != nil {
		return nil // nobody could be understood
	}
	again := rerunButton(n, ref, rerun)
	var row []slack.BlockElement
	switch {
	case n.Status == incident.Resolved, n.Change == incident.Recovery:
		row = append(row, button(ActionReopen, "Reopen", ref, slack.StyleDefault))
	case n.Status == incident.Acknowledged:
		row = append(row, button(ActionResolve, "Resolve", ref, slack.StyleDefault), snooze(n, ref), again,
			button(ActionComment, "Comment…", ref, slack.StyleDefault), more(n, ref))
	default:
		row = append(row, button(ActionAcknowledge, "Acknowledge", ref, slack.StylePrimary), snooze(n, ref), again,
			button(ActionResolve, "Resolve", ref, slack.StyleDefault))
		if !n.Kind.Shared() {
			row = append(row, button(ActionNotActionable, "Not actionable…", ref, slack.StyleDefault),
				button(ActionWrongOwner, "Wrong owner…", ref, slack.StyleDefault))
		}
		row = append(row, button(ActionComment, "Comment…", ref, slack.StyleDefault))
		if !n.Kind.Shared() {
			row = append(row, button(ActionSilence, "Silence…", ref, slack.StyleDefault))
		}
	}
	return []slack.Block{slack.NewActionBlock("rollcall_answer", present(row)...)}
}

func present(row []slack.BlockElement) []slack.BlockElement {
	kept := row[:0]
	for _, e := range row {
		if e != nil {
			kept = append(kept, e)
		}
	}
	return kept
}

func button(action, words string, ref Ref, style slack.Style) slack.BlockElement {
	b := slack.NewButtonBlockElement(action, ref.String(), plain(words, maxButton))
	b.Style = style
	return b
}

func snooze(n incident.Notice, ref Ref) slack.BlockElement {
	choices := []*slack.OptionBlockObject{
		choice(SnoozeHour, "for 1 hour", ref), choice(SnoozeHalfDay, "for 4 hours", ref),
		choice(SnoozeNextDay, "until the next working day", ref),
	}
	if !n.NextSlot.IsZero() {
		choices = append(choices, choice(SnoozeNextRun, "until the next run", ref))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Snooze", maxButton), ActionSnooze, choices...)
}

// more is what is rarely wanted of something that is being worked at.
func more(n incident.Notice, ref Ref) slack.BlockElement {
	if n.Kind.Shared() {
		return nil
	}
	return slack.NewOverflowBlockElement(ActionMore, choice(ActionNotActionable, "Not actionable…", ref),
		choice(ActionWrongOwner, "Wrong owner…", ref), choice(ActionSilence, "Silence…", ref))
}

func choice(value, words string, ref Ref) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value+" "+ref.String(), plain(words, maxButton), nil)
}

// ParseChoice reads the value of an option: what was chosen, and of which Incident.
func ParseChoice(s string) (string, Ref, error) {
	value, rest, _ := strings.Cut(s, " ")
	ref, err := ParseRef(rest)
	return value, ref, err
}
