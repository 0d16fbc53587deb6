package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
)

// Config is what an operator says.
type Config struct {
	URL          string
	Secret       string // signs the requests; empty: they are not signed
	Token        string // is sent as Authorization: Bearer; empty: nothing is
	AllowPrivate bool   // reach private, loopback and link-local addresses
	// Template makes the body instead of Payload: text/template over the payload by the names of its JSON. Empty: Payload itself.
	Template    string
	ContentType string // of what Template makes; empty: application/json
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook, as Config allows
}

// Notifier posts to one address. It is safe for concurrent use.
type Notifier struct {
	config Config
	http   *http.Client
	shape  *shape // nil: the body is Payload
}

// New makes a Notifier; it does not talk to the address yet.
func New(c Config, d Deps) (*Notifier, error) {
	if err := hook.CheckURL(c.URL); err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	n := &Notifier{config: c, http: d.HTTP}
	switch {
	case c.Template != "":
		var err error
		if n.shape, err = newShape(c.Template, c.ContentType); err != nil {
			return nil, fmt.Errorf("webhook: %w", err)
		}
	case c.ContentType != "":
		return nil, fmt.Errorf("webhook: content_type is %q: it is said of a template, and there is none", c.ContentType)
	}
	if n.http == nil {
		n.http = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate})
	}
	return n, nil
}

// Notify implements notify.Notifier. An Update is not applicable: it tells nothing that a Reply does not. Only the end of a
// blindness has no Reply, since it is no news to people; a program wants to know that what was opened is resolved.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	ends := a.Notice.Kind == incident.Blind && a.Notice.Change == incident.Recovery
	if a.Action == notify.Update && !ends {
		return nil, notify.ErrNotApplicable
	}
	body, contentType, err := n.body(ctx, a)
	if err != nil {
		return nil, err
	}
	header := hook.Header(a.ID, n.config.Secret, body, time.Now())
	header.Set("Content-Type", contentType)
	if n.config.Token != "" {
		header.Set("Authorization", "Bearer "+n.config.Token)
	}
	answer, err := hook.Post(ctx, n.http, n.config.URL, header, body)
	if err != nil {
		return nil, err
	}
	return nil, answer.Judge(a.Notice.DecidedAt)
}

// body is what is posted of an attempt, with its type. What cannot be made of a message can never be delivered.
func (n *Notifier) body(ctx context.Context, a notify.Attempt) (body []byte, contentType string, err error) {
	if n.shape == nil {
		if body, err = json.Marshal(payloadOf(a)); err != nil {
			return nil, "", &notify.RejectedError{Reason: "invalid message", Err: err}
		}
		return body, jsonType, nil
	}
	body, err = n.shape.body(ctx, payloadOf(a))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, "", &notify.RetryError{Err: err} // it is we who had no time
	case err != nil:
		return nil, "", &notify.RejectedError{Reason: "template", Err: problem(err)}
	default:
		return body, n.shape.contentType, nil
	}
}
