package alertmanager

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
)

// Config is what an operator says.
type Config struct {
	// URLs are those of the Alertmanagers of one cluster, each with its path prefix and without /api/v2/alerts.
	URLs []string
	// Username and Password are for basic authentication; Token is sent as Authorization: Bearer. Empty: neither.
	Username, Password, Token string
	AllowPrivate              bool // reach private, loopback and link-local addresses
	// ResolveTimeout is how long after now, or after the job's next slot, an alert is taken for over if nothing more is heard; 3 days.
	ResolveTimeout time.Duration
}

// defaultResolveTimeout outlasts a weekend, and three reminders at one a day.
const defaultResolveTimeout = 3 * 24 * time.Hour

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook, as Config allows
	Log  *slog.Logger // nil: none
}

// Notifier posts to one cluster of Alertmanagers. It is safe for concurrent use.
type Notifier struct {
	config Config
	http   *http.Client
	log    *slog.Logger
}

// New makes a Notifier; it does not talk to anybody yet.
func New(c Config, d Deps) (*Notifier, error) {
	if len(c.URLs) == 0 {
		return nil, errors.New("alertmanager: urls is empty: want at least one address such as http://alertmanager:9093")
	}
	for _, u := range c.URLs {
		if err := hook.CheckURL(u); err != nil {
			return nil, fmt.Errorf("alertmanager: %w", err)
		}
	}
	if c.Token != "" && c.Username != "" {
		return nil, errors.New("alertmanager: use either token or username and password, not both")
	}
	if c.ResolveTimeout <= 0 {
		c.ResolveTimeout = defaultResolveTimeout
	}
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate})
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Notifier{config: c, http: d.HTTP, log: d.Log}, nil
}

// Notify implements notify.Notifier. The Receipt keeps the labels of the alert. An Update is not applicable where a Reply tells the
// same; without one what a cluster's jobs share is brought up to date, and what is snoozed, whose alert would else come to its end.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Action == notify.Update && !a.Notice.Kind.Shared() && a.Notice.SnoozedUntil.IsZero() || !a.Notice.Trouble() {
		return nil, notify.ErrNotApplicable
	}
	labels := labelsOf(a.Notice)
	if kept, ok := readReceipt(a.Root); ok {
		labels = kept
	}
	body, err := json.Marshal([]alert{n.alertOf(a, labels, time.Now())})
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	if err := n.tellAll(ctx, a.ID, body, a.Notice.DecidedAt); err != nil {
		return nil, err
	}
	return receiptOf(labels)
}

// alertOf puts an attempt into the shape of the wire.
func (n *Notifier) alertOf(a notify.Attempt, labels map[string]string, now time.Time) alert {
	notice := a.Notice
	w := alert{Labels: labels, Annotations: annotationsOf(a), GeneratorURL: webAddress(notice.Link), StartsAt: startOf(notice)}
	if notice.Change == incident.Recovery || !notice.ResolvedAt.IsZero() {
		w.EndsAt = endOf(notice, w.StartsAt, now)
	} else {
		w.EndsAt = n.holdsUntil(notice, now)
	}
	return w
}
