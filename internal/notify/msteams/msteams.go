package msteams

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/render"
)

// Config is what an operator says.
type Config struct {
	URL          string // of the workflow: https://….api.powerplatform.com/… or https://….logic.azure.com/…
	AllowPrivate bool   // reach private, loopback and link-local addresses
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook, as Config allows
	Log  *slog.Logger // nil: none
}

// Notifier posts to one workflow. It is safe for concurrent use.
type Notifier struct {
	url  string
	http *http.Client
	log  *slog.Logger
}

// New makes a Notifier; it does not talk to the workflow yet.
func New(c Config, d Deps) (*Notifier, error) {
	if err := hook.CheckURL(c.URL); err != nil {
		return nil, fmt.Errorf("msteams: %w", err)
	}
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate})
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Notifier{url: c.URL, http: d.HTTP, log: d.Log}, nil
}

// Notify implements notify.Notifier. A workflow returns nothing to find the message by, so there is no Receipt. Where it refuses the
// card, it gets the plainest one that there is.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Action == notify.Update {
		return nil, notify.ErrNotApplicable
	}
	card := render.Compose(a.Notice, render.View{Action: notify.Post, Now: time.Now(), Note: a.Note, Language: a.Language})
	body, err := fitting(card)
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	answer, err := n.post(ctx, body)
	if err == nil && (answer.Status == http.StatusBadRequest || answer.Status == http.StatusRequestEntityTooLarge) {
		n.log.ErrorContext(ctx, "teams refused the card of a message, it goes as plain text", "delivery", a.ID, "error", answer.Judge(time.Now()))
		if body, err = encode(plain(card)); err != nil {
			return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
		}
		answer, err = n.post(ctx, body)
	}
	if err != nil {
		return nil, err
	}
	return nil, judge(answer, a.Notice.DecidedAt)
}

func (n *Notifier) post(ctx context.Context, body []byte) (hook.Answer, error) {
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "User-Agent": {"Rollcall"}}
	return hook.Post(ctx, n.http, n.url, header, body)
}

// judge is hook's, but for a gateway that fails without saying when to come back: the workflow behind it may run all the same.
func judge(a hook.Answer, since time.Time) error {
	err := a.Judge(since)
	if retry, ok := errors.AsType[*notify.RetryError](err); ok && a.Status >= 500 && retry.After == 0 {
		return &notify.UncertainError{Err: retry.Err}
	}
	return err
}

// maxMessage is what Teams takes, in bytes (https://learn.microsoft.com/en-us/connectors/teams/, "Known issues and limitations": about
// 28 KB), with some room for what the workflow adds.
const maxMessage = 27 << 10

// fitting is the message of a Card, with as much of its logs and lists as there is room for.
func fitting(c render.Card) ([]byte, error) {
	for _, cut := range []func(){
		func() {},
		func() { c.Log = render.Tail(c.Log, maxPlain/2, 15) },
		func() { c.Slots = c.Slots[:min(len(c.Slots), 5)] },
		func() { c.Log, c.LogTitle = "", "" },
		func() { c.Context = c.Context[:min(len(c.Context), 1)] },
	} {
		cut()
		body, err := encode(rich(c))
		if err != nil || len(body) <= maxMessage {
			return body, err
		}
	}
	return encode(plain(c))
}

func encode(m message) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // it is no page, and six bytes for one are many of 28 KB
	if err := enc.Encode(m); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
