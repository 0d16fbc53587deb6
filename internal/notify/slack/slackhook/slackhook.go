package slackhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
)

// Config is what an operator says.
type Config struct {
	URL string // https://hooks.slack.com/services/…
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook that may reach private addresses, where a relay may stand
	Log  *slog.Logger // nil: none
}

// Notifier posts to one incoming webhook. It is safe for concurrent use.
type Notifier struct {
	url  string
	http *http.Client
	log  *slog.Logger
}

// New makes a Notifier; it does not talk to Slack yet.
func New(c Config, d Deps) (*Notifier, error) {
	if err := hook.CheckURL(c.URL); err != nil {
		return nil, fmt.Errorf("slack: webhook_%w", err)
	}
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: true})
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Notifier{url: c.URL, http: d.HTTP, log: d.Log}, nil
}

// payload is what an incoming webhook takes (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
type payload struct {
	Text        string        `json:"text"`
	Blocks      []slack.Block `json:"blocks,omitempty"`
	UnfurlLinks bool          `json:"unfurl_links"`
	UnfurlMedia bool          `json:"unfurl_media"`
}

// Notify implements notify.Notifier. A webhook returns nothing to find the message by, so there is no Receipt.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Action == notify.Update {
		return nil, notify.ErrNotApplicable
	}
	card := render.Compose(a.Notice, render.View{Action: notify.Post, Now: time.Now(), Note: a.Note, Language: a.Language})
	answer, err := n.send(ctx, payload{Text: blockkit.Text(card), Blocks: blockkit.Blocks(card)})
	if err == nil && blocksRefused(answer) {
		n.log.ErrorContext(ctx, "slack refused the blocks of a message, it goes as plain text", "delivery", a.ID, "error", answer.Body)
		answer, err = n.send(ctx, payload{Text: blockkit.Plain(card)})
	}
	if err != nil {
		return nil, err
	}
	return nil, judge(answer)
}

func (n *Notifier) send(ctx context.Context, p payload) (hook.Answer, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return hook.Answer{}, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	return hook.Post(ctx, n.http, n.url, http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body)
}

func blocksRefused(a hook.Answer) bool {
	return a.Status == http.StatusBadRequest &&
		slices.Contains([]string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}, word(a))
}

// word is the error as Slack names it: the whole body.
func word(a hook.Answer) string { return render.Head(render.Line(strings.TrimSpace(a.Body)), 60) }

// judge goes by the word, and where there is none that is known by the status.
func judge(a hook.Answer) error {
	if a.Status/100 == 2 {
		return nil
	}
	err := fmt.Errorf("slack webhook: %w", errors.New(word(a)))
	switch word(a) {
	case "no_service", "no_service_id", "no_active_hooks", "no_team", "team_disabled", "invalid_token", "token_revoked", "account_inactive":
		return &notify.RetryError{Receiver: true, Err: fmt.Errorf("the incoming webhook was revoked: %w", err)}
	case "rollup_error", "internal_error", "fatal_error":
		return &notify.UncertainError{Err: err}
	case "":
		err = fmt.Errorf("slack webhook: answered %d without a word", a.Status)
	}
	switch {
	case a.Status == http.StatusTooManyRequests:
		return &notify.RetryError{After: max(a.RetryAfter(30*time.Second), time.Second), Receiver: true, Err: err}
	case a.Status >= 500:
		return &notify.UncertainError{Err: err}
	default:
		return &notify.RejectedError{Reason: word(a), Err: err}
	}
}
