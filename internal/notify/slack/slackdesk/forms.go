package slackdesk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
)

// formPrefix begins the callback_id of each form; what a form is for follows.
const formPrefix = "rollcall_form_"

const (
	formNotActionable = "not_actionable"
	formWrongOwner    = "wrong_owner"
	formComment       = "comment"
	formSilence       = "silence"
	formRerun         = "rerun"
)

// The blocks of the forms.
const (
	blockText     = "text"
	blockSpan     = "span"
	blockRecovery = "recovery"
	blockChecked  = "checked"
	element       = "value" // in each of them
)

// Bounds of what is written into a form, in characters.
const (
	maxComment = 1000
	maxOwner   = 100
	maxMeta    = 3000
)

// private is what a form carries along, for when it is sent in.
type private struct {
	Ref     string `json:"ref"`
	Channel string `json:"channel,omitempty"`
	// Language is the one of the form.
	Language string `json:"language,omitempty"`
	// Offer is set in the form by which a job is run again.
	Offer *offered `json:"offer,omitempty"`
}

// open shows the form that belongs to a button.
func (c *Clerk) open(ctx context.Context, r request, i incident.Incident, p press) error {
	var kind, title string
	var blocks []slack.Block
	modal := r.say.Modal
	switch p.action {
	case blockkit.ActionNotActionable:
		kind, title = formNotActionable, modal.NotActionable
		blocks = []slack.Block{input(blockText, modal.WhyNot, area(maxComment), true)}
	case blockkit.ActionWrongOwner:
		kind, title = formWrongOwner, modal.WrongOwner
		blocks = []slack.Block{input(blockText, modal.Whose, field(maxOwner, modal.WhoseExample, ""), false)}
	case blockkit.ActionComment:
		kind, title = formComment, modal.Comment
		blocks = []slack.Block{input(blockText, modal.Comment, area(maxComment), false)}
	case blockkit.ActionSilence:
		if i.Kind.Shared() {
			return refusal(func(say words.Words) string { return say.Refusal.SharedSilence })
		}
		kind, title = formSilence, modal.Silence
		blocks = []slack.Block{
			input(blockSpan, modal.HowLong, field(20, modal.SpanExample, "1d"), false),
			input(blockText, modal.Why, area(incident.MaxSilenceReason), false),
			input(blockRecovery, modal.UntilRecovery, slack.NewCheckboxGroupsBlockElement(element,
				slack.NewOptionBlockObject("yes", plain(modal.EndAtRecovery), nil)), true),
		}
	default:
		return refusal(func(say words.Words) string { return say.Refusal.UnknownButton })
	}
	meta, err := private{Ref: p.ref.String(), Channel: r.where.channel, Language: string(r.say.Language)}.encode()
	if err != nil {
		return fmt.Errorf("form %s: %w", kind, err)
	}
	about := slack.NewContextBlock("", plain(job(i)))
	_, err = c.show(ctx, r.opener, slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formPrefix + kind, PrivateMetadata: meta, Title: plain(title),
		Submit: plain(modal.Send), Close: plain(modal.Cancel), Blocks: slack.Blocks{BlockSet: append([]slack.Block{about}, blocks...)},
	})
	return err
}

// encode is what Slack keeps for us. The error says that it takes no more than 3000 characters.
func (p private) encode() (string, error) {
	meta, err := json.Marshal(p)
	if err == nil && len(meta) > maxMeta {
		err = fmt.Errorf("what it carries along does not fit: %d characters, and %d are the most", len(meta), maxMeta)
	}
	return string(meta), err
}

// show opens a form, and returns its id.
func (c *Clerk) show(ctx context.Context, opener string, v slack.ModalViewRequest) (string, error) {
	shown, err := c.api.OpenViewContext(ctx, opener, v)
	late := []string{"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok && slices.Contains(late, answer.Err) {
		return "", refusal(func(say words.Words) string { return say.Refusal.TooLate })
	}
	if err != nil {
		return "", fmt.Errorf("views.open: %w", err)
	}
	return shown.ID, nil
}

func plain(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}

func input(block, label string, e slack.BlockElement, optional bool) *slack.InputBlock {
	b := slack.NewInputBlock(block, plain(label), nil, e)
	b.Optional = optional
	return b
}

func field(most int, placeholder, initial string) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(plain(placeholder), element)
	e.MaxLength, e.InitialValue = most, initial
	return e
}

func area(most int) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, element)
	e.MaxLength, e.Multiline = most, true
	return e
}

// check says what is wrong with what was written, by block. It asks nobody, since Slack waits for it.
func (f form) check(say words.Words) map[string]string {
	if f.kind == formRerun {
		return f.checkRerun(time.Now(), say)
	}
	wrong := map[string]string{}
	most := map[string]int{formNotActionable: maxComment, formWrongOwner: maxOwner, formComment: maxComment, formSilence: incident.MaxSilenceReason}[f.kind]
	text := len([]rune(f.text()))
	switch {
	case text == 0 && f.kind != formNotActionable:
		wrong[blockText] = say.Modal.Write
	case text > most:
		wrong[blockText] = say.Modal.AtMost(most)
	}
	if f.kind == formSilence {
		if _, ok := span(f.value(blockSpan)); !ok {
			wrong[blockSpan] = short(say.Typed.SilentFor(short(f.value(blockSpan))))
		}
	}
	return wrong
}

func (f form) value(block string) string { return strings.TrimSpace(f.values[block]) }
