package honeybadger

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
	Token        string // sent as Authorization: Bearer; empty: not sent
	Secret       string // signs the requests, as package hook has it; empty: they are not signed
	AllowPrivate bool   // reach private, loopback and link-local addresses
	// Version is that of the payload: 2, which is the default here and there, or 3.
	Version int
	// ExternalURL is where people reach Rollcall: what version 3 links a project to. Empty: that link is empty.
	ExternalURL string
	// PingURL is where check-ins come in, without /v1/check_in; empty: the message gives no url.
	PingURL string
	// Projects are the names of projects by their id.
	Projects map[string]string
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
		return nil, fmt.Errorf("honeybadger: %w", err)
	}
	switch c.Version {
	case 0:
		c.Version = 2
	case 2, 3:
	default:
		return nil, fmt.Errorf("honeybadger: version %d: use 2 or 3", c.Version)
	}
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate})
	}
	return &Notifier{config: c, http: d.HTTP}, nil
}

// Notify implements notify.Notifier.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Action == notify.Update || a.Notice.Kind != incident.Absent || a.Notice.Subject.CheckIn == nil {
		return nil, notify.ErrNotApplicable
	}
	if quiet(a.Notice) || unspoken(a.Notice.Change) {
		return nil, notify.ErrNotApplicable
	}
	var payload any = n.payloadOf(a.Notice)
	if n.config.Version == 3 {
		payload = n.payload3Of(a.Notice)
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	header := hook.Header(a.ID, n.config.Secret, body, time.Now())
	if n.config.Token != "" {
		header["Authorization"] = []string{"Bearer " + n.config.Token}
	}
	answer, err := hook.Post(ctx, n.http, n.config.URL, header, body)
	if err != nil {
		return nil, err
	}
	return nil, answer.Judge(a.Notice.DecidedAt)
}

// unspoken reports whether Honeybadger has no words for the change: it knows that a check-in is missing and that it reports again.
func unspoken(c incident.Change) bool {
	switch c {
	case incident.Opened, incident.Repeated, incident.Changed, incident.Recovery:
		return false
	default:
		return true
	}
}

const (
	mostTold    = 60                      // misses in a row that are told
	longestTold = 6 * 30 * 24 * time.Hour // a silence of which is told
)

// quiet reports whether another miss of a long silence is not told any more, as there; the count goes on.
func quiet(n incident.Notice) bool {
	return n.Change == incident.Repeated && (n.Subject.CheckIn.MissedCount > mostTold || n.At.Sub(n.OpenedAt) > longestTold)
}
