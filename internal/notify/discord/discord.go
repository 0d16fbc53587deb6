package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/render"
)

// Config is what an operator says.
type Config struct {
	URL          string // https://discord.com/api/webhooks/ID/TOKEN; ?thread_id=… posts into a thread
	AllowPrivate bool   // reach private, loopback and link-local addresses
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook, as Config allows
	Log  *slog.Logger // nil: none
}

// Notifier posts by one webhook. It is safe for concurrent use.
type Notifier struct {
	webhook *url.URL
	http    *http.Client
	log     *slog.Logger
}

// New makes a Notifier; it does not talk to Discord yet.
func New(c Config, d Deps) (*Notifier, error) {
	if err := hook.CheckURL(c.URL); err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	u, err := url.Parse(c.URL)
	if err != nil || !regexp.MustCompile(`/webhooks/[0-9]+/[A-Za-z0-9_-]+/?$`).MatchString(u.Path) {
		return nil, errors.New("discord: url is not that of a webhook: want https://discord.com/api/webhooks/ID/TOKEN")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate})
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Notifier{webhook: u, http: d.HTTP, log: d.Log}, nil
}

// place is the Receipt of a message.
type place struct {
	Channel string `json:"channel"`
	Message string `json:"message"`
}

// Notify implements notify.Notifier.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	card := render.Compose(a.Notice, viewOf(a, time.Now()))
	if a.Action != notify.Update {
		return n.post(ctx, a, card)
	}
	var root place
	if len(a.Root) > 0 {
		if err := json.Unmarshal(a.Root, &root); err != nil || !snowflake(root.Message) {
			return nil, &notify.RejectedError{Reason: "invalid receipt", Err: errors.New("the receipt of the incident's message names no message")}
		}
	}
	if root.Message == "" {
		return nil, notify.ErrNotApplicable
	}
	return n.update(ctx, a, root, card)
}

// viewOf says how an attempt is to be looked at: as things are where a message is brought up to date, in full elsewhere, since nothing
// stands above it.
func viewOf(a notify.Attempt, now time.Time) render.View {
	v := render.View{Action: notify.Post, Now: now, Note: a.Note, Language: a.Language}
	if a.Action == notify.Update {
		v.Action = notify.Update
	}
	return v
}

// post sends a new message.
func (n *Notifier) post(ctx context.Context, a notify.Attempt, card render.Card) (notify.Receipt, error) {
	return n.say(ctx, a, card, http.MethodPost, n.address("", url.Values{"wait": {"true"}}))
}

// update edits the message. One that is gone is posted anew; but nobody is told anew of each job of many.
func (n *Notifier) update(ctx context.Context, a notify.Attempt, root place, card render.Card) (notify.Receipt, error) {
	r, err := n.say(ctx, a, card, http.MethodPatch, n.address("/messages/"+root.Message, nil))
	if !unknownMessage(err) {
		return r, err
	}
	if a.Notice.Kind.Shared() && a.Notice.Change != incident.Recovery {
		return nil, fmt.Errorf("%w: the message is gone (%w)", notify.ErrNotApplicable, err)
	}
	return n.post(ctx, a, card)
}

// say sends a Card, and once more as plain text where Discord refuses the embed.
func (n *Notifier) say(ctx context.Context, a notify.Attempt, card render.Card, method, address string) (notify.Receipt, error) {
	answer, err := n.send(ctx, method, address, rich(card, a.Notice))
	if err == nil && answer.Status == http.StatusBadRequest {
		n.log.ErrorContext(ctx, "discord refused the embed of a message, it goes as plain text", "delivery", a.ID, "error", judge(answer, method))
		answer, err = n.send(ctx, method, address, plain(card))
	}
	if err == nil {
		err = judge(answer, method)
	}
	if err != nil {
		return nil, err
	}
	return receiptOf(answer), nil
}

// maxAnswer is how much of an answer is read: it repeats the message.
const maxAnswer = 256 << 10

func (n *Notifier) send(ctx context.Context, method, address string, m message) (hook.Answer, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return hook.Answer{}, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	header := http.Header{
		"Content-Type": {"application/json"},
		"User-Agent":   {"DiscordBot (https://rollcall.dev, 1)"}, // the form that Discord asks for
	}
	return hook.Send(ctx, n.http, hook.Request{Method: method, URL: address, Header: header, Body: body, MaxAnswer: maxAnswer})
}

// address is that of the webhook with more behind its path and in its query. What an operator wrote in the query stays: a thread is
// named there for edits as well.
func (n *Notifier) address(more string, query url.Values) string {
	u := *n.webhook
	u.Path += more
	q := u.Query()
	q.Del("wait")
	maps.Copy(q, query)
	u.RawQuery = q.Encode()
	return u.String()
}
