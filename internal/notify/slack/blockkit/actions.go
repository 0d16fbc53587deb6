package blockkit

import (
	"strings"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
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
// for it: at its root. rerun says that Rollcall runs jobs again where this one is; say is what its readers understand.
func Actions(n incident.Notice, rerun bool, say words.Words) []slack.Block {
	if n.Kind == incident.Defects {
		return nil // they are mended, not answered
	}
	ref := RefOf(n)
	if _, err := ParseRef(ref.String()); err != nil {
		return nil // nobody could be understood
	}
	again := rerunButton(n, ref, rerun, say)
	var row []slack.BlockElement
	switch {
	case n.Status == incident.Resolved, n.Change == incident.Recovery:
		row = append(row, button(ActionReopen, say.Button.Reopen, ref, slack.StyleDefault))
	case n.Status == incident.Acknowledged:
		row = append(row, button(ActionResolve, say.Button.Resolve, ref, slack.StyleDefault), snooze(n, ref, say), again,
			button(ActionComment, say.Button.Comment, ref, slack.StyleDefault), more(n, ref, say))
	default:
		row = append(row, button(ActionAcknowledge, say.Button.Acknowledge, ref, slack.StylePrimary), snooze(n, ref, say), again,
			button(ActionResolve, say.Button.Resolve, ref, slack.StyleDefault))
		if !n.Kind.Shared() {
			row = append(row, button(ActionNotActionable, say.Button.NotActionable, ref, slack.StyleDefault),
				button(ActionWrongOwner, say.Button.WrongOwner, ref, slack.StyleDefault))
		}
		row = append(row, button(ActionComment, say.Button.Comment, ref, slack.StyleDefault))
		if !n.Kind.Shared() {
			row = append(row, button(ActionSilence, say.Button.Silence, ref, slack.StyleDefault))
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

func button(action, text string, ref Ref, style slack.Style) slack.BlockElement {
	b := slack.NewButtonBlockElement(action, ref.String(), plain(text, maxButton))
	b.Style = style
	return b
}

func snooze(n incident.Notice, ref Ref, say words.Words) slack.BlockElement {
	choices := []*slack.OptionBlockObject{
		choice(SnoozeHour, say.Button.Hour, ref), choice(SnoozeHalfDay, say.Button.HalfDay, ref),
		choice(SnoozeNextDay, say.Button.NextDay, ref),
	}
	if !n.NextSlot.IsZero() {
		choices = append(choices, choice(SnoozeNextRun, say.Button.NextRun, ref))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(say.Button.Snooze, maxButton), ActionSnooze, choices...)
}

// more is what is rarely wanted of something that is being worked at.
func more(n incident.Notice, ref Ref, say words.Words) slack.BlockElement {
	if n.Kind.Shared() {
		return nil
	}
	return slack.NewOverflowBlockElement(ActionMore, choice(ActionNotActionable, say.Button.NotActionable, ref),
		choice(ActionWrongOwner, say.Button.WrongOwner, ref), choice(ActionSilence, say.Button.Silence, ref))
}

func choice(value, text string, ref Ref) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value+" "+ref.String(), plain(text, maxButton), nil)
}

// ParseChoice reads the value of an option: what was chosen, and of which Incident.
func ParseChoice(s string) (string, Ref, error) {
	value, rest, _ := strings.Cut(s, " ")
	ref, err := ParseRef(rest)
	return value, ref, err
}
