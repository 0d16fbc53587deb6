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
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook, as Config allows
}

// Notifier posts to one address. It is safe for concurrent use.
type Notifier struct {
	config Config
	http   *http.Client
}

// New makes a Notifier; it does not talk to the address yet.
func New(c Config, d Deps) (*Notifier, error) {
	if err := hook.CheckURL(c.URL); err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate})
	}
	return &Notifier{config: c, http: d.HTTP}, nil
}

// Notify implements notify.Notifier. An Update is not applicable: it tells nothing that a Reply does not. Only the end of a
// blindness has no Reply, since it is no news to people; a program wants to know that what was opened is resolved.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	ends := a.Notice.Kind == incident.Blind && a.Notice.Change == incident.Recovery
	if a.Action == notify.Update && !ends {
		return nil, notify.ErrNotApplicable
	}
	body, err := json.Marshal(payloadOf(a))
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	header := hook.Header(a.ID, n.config.Secret, body, time.Now())
	if n.config.Token != "" {
		header.Set("Authorization", "Bearer "+n.config.Token)
	}
	answer, err := hook.Post(ctx, n.http, n.config.URL, header, body)
	if err != nil {
		return nil, err
	}
	return nil, answer.Judge(a.Notice.DecidedAt)
}
