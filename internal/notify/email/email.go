package email

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/mail"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// Config is what an operator says.
type Config struct {
	Server string // host:port
	// TLS is "starttls" (the default: encrypted before anything is said), "tls" (from the first byte, as on port 465), or "none".
	TLS      string
	Username string // empty: we do not sign in
	Password string
	From     string   // "rollcall@example.com", or with a name: "Rollcall <rollcall@example.com>"
	To       []string // whom a message goes to whose destination has no address of its own
	Hello    string   // the name we give the server; empty: that of this machine
}

// Deps is what the Notifier works with.
type Deps struct {
	Dial  func(ctx context.Context, network, address string) (net.Conn, error) // nil: a dialer that waits 10 s
	Roots *x509.CertPool                                                       // who may vouch for the server; nil: whom the system trusts
	Now   func() time.Time                                                     // nil: time.Now
	Log   *slog.Logger                                                         // nil: none
}

// Notifier sends mails. It is safe for concurrent use; each mail has a connection of its own.
type Notifier struct {
	config Config
	deps   Deps
	host   string // of the server, as its certificate must name it
	from   *mail.Address
	to     []*mail.Address
	page   *template.Template
}

// New makes a Notifier; it does not talk to the server yet.
func New(c Config, d Deps) (*Notifier, error) {
	c.TLS = cmp.Or(c.TLS, startTLS)
	host, err := check(c)
	if err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	from, err := address(c.From)
	if err != nil {
		return nil, fmt.Errorf("email: from: %w", err)
	}
	from.Name = cmp.Or(from.Name, "Rollcall")
	n := &Notifier{config: c, deps: d, host: host, from: from}
	for _, s := range c.To {
		to, err := address(s)
		if err != nil {
			return nil, fmt.Errorf("email: to: %w", err)
		}
		n.to = append(n.to, to)
	}
	if n.page, err = page(); err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	if d.Dial == nil {
		n.deps.Dial = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	if d.Now == nil {
		n.deps.Now = time.Now
	}
	if d.Log == nil {
		n.deps.Log = slog.New(slog.DiscardHandler)
	}
	n.config.Hello = cmp.Or(c.Hello, hostname())
	return n, nil
}

// sent is the Receipt of a mail: what later ones refer to.
type sent struct {
	MessageID string `json:"message_id"` // with its angle brackets
}

// Notify implements notify.Notifier. A mail cannot be brought up to date. It is always told in full: who reads a mail on a phone
// has no thread above it. The address of a destination is one or more recipients, separated by commas, instead of Config.To.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Action == notify.Update {
		return nil, notify.ErrNotApplicable
	}
	to, err := n.recipients(a.Destination.Address)
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid address", Err: err}
	}
	now := n.deps.Now()
	card := render.Compose(a.Notice, render.View{Action: notify.Post, Now: now, Note: a.Note, Language: a.Language})
	text, err := n.compose(a, card, to, now)
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	if err := n.send(ctx, a.ID, to, text); err != nil {
		return nil, err
	}
	return json.Marshal(sent{MessageID: n.messageID(a.ID)})
}
