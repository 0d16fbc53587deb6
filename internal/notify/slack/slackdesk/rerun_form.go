package slackdesk

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/remedy"
)

// offered is what the form carries along of a remedy.Offer: what was shown. It proves nothing; all of it is looked at again.
type offered struct {
	Attempt int       `json:"attempt"`
	Spec    string    `json:"spec"`
	At      time.Time `json:"at"`
}

// maxSpec bounds the hash of a spec, in bytes.
const maxSpec = 200

// good reports whether it is one of ours, as far as that can be seen.
func (o *offered) good() bool {
	return o != nil && o.Attempt > 0 && o.Attempt <= incident.MaxReruns && len(o.Spec) <= maxSpec && !o.At.IsZero()
}

// notForm is a modal that only says something.
func notForm(i incident.Incident, say words.Words, texts ...string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain(say.Modal.Rerun), Close: plain(say.Modal.Close), Blocks: slack.Blocks{BlockSet: append(
			[]slack.Block{slack.NewContextBlock("", plain(job(i)))}, blockkit.Said(lines(texts...)...)...)},
	}
}

// rerunForm shows an Offer, to be confirmed.
func rerunForm(i incident.Incident, p press, channel string, o remedy.Offer, m member) (slack.ModalViewRequest, error) {
	say := m.say
	meta, err := private{
		Ref: p.ref.String(), Channel: channel, Language: string(say.Language), Offer: &offered{Attempt: o.Attempt, Spec: o.Spec, At: o.At},
	}.encode()
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("form %s: %w", formRerun, err)
	}
	blocks := append([]slack.Block{slack.NewContextBlock("", plain(job(i)))}, blockkit.Offer(o, m.at(o.At), say)...)
	blocks = append(blocks, input(blockText, say.Modal.Why, area(incident.MaxRerunReason), true))
	if o.MustCheck {
		blocks = append(blocks, input(blockChecked, say.Modal.Unsafe, slack.NewCheckboxGroupsBlockElement(element,
			slack.NewOptionBlockObject("yes", plain(say.Modal.Checked), nil)), false))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formPrefix + formRerun, PrivateMetadata: meta, Title: plain(say.Modal.Rerun),
		Submit: plain(say.Modal.Rerun), Close: plain(say.Modal.Cancel), Blocks: slack.Blocks{BlockSet: blocks},
	}, nil
}

// checkRerun says what is wrong, by block, without asking anybody. Whether it was to be checked at all is decided later.
func (f form) checkRerun(now time.Time, say words.Words) map[string]string {
	wrong := map[string]string{}
	if len([]rune(f.text())) > incident.MaxRerunReason {
		wrong[blockText] = say.Modal.AtMost(incident.MaxRerunReason)
	}
	if now.Sub(f.offer.At) > remedy.ValidFor {
		wrong[blockText] = say.Modal.Stale(int(remedy.ValidFor.Minutes()))
	}
	if yes, asked := f.values[blockChecked]; asked && strings.TrimSpace(yes) == "" {
		wrong[blockChecked] = say.Modal.MakeSure
	}
	return wrong
}
