package pagerduty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/render"
)

// DefaultURL takes the events of accounts in the United States' service region; those of Europe's go to
// https://events.eu.pagerduty.com/v2/enqueue (https://support.pagerduty.com/main/docs/service-regions).
const DefaultURL = "https://events.pagerduty.com/v2/enqueue"

// Config is what an operator says.
type Config struct {
	RoutingKey string // the integration key of an Events API v2 integration
	URL        string // empty: DefaultURL
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // nil: a client of package hook that may reach private addresses, where a proxy or a relay may stand
}

// Notifier sends events with one routing key. It is safe for concurrent use.
type Notifier struct {
	config Config
	http   *http.Client
}

// New makes a Notifier; it does not talk to PagerDuty yet.
func New(c Config, d Deps) (*Notifier, error) {
	if c.RoutingKey == "" {
		return nil, errors.New("pagerduty: routing_key is empty: want the integration key of an Events API v2 integration")
	}
	if c.URL == "" {
		c.URL = DefaultURL
	}
	if err := hook.CheckURL(c.URL); err != nil {
		return nil, fmt.Errorf("pagerduty: %w", err)
	}
	if d.HTTP == nil {
		d.HTTP = hook.NewClient(hook.ClientOptions{AllowPrivate: true})
	}
	return &Notifier{config: c, http: d.HTTP}, nil
}

// Notify implements notify.Notifier. There is no Receipt: an alert is found by its dedup_key.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	action, ok := actionFor(a)
	if !ok {
		return nil, notify.ErrNotApplicable
	}
	body, err := json.Marshal(n.eventOf(a, action))
	if err != nil {
		return nil, &notify.RejectedError{Reason: "invalid message", Err: err}
	}
	header := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"Rollcall"}}
	answer, err := hook.Post(ctx, n.http, n.config.URL, header, body)
	if err != nil {
		return nil, err
	}
	return nil, n.judge(answer, a.Notice.DecidedAt)
}

// throttled is how long all events wait after a 429 that says nothing of its own: "preferably with a backoff of a few minutes"
// (https://developer.pagerduty.com/docs/events-api-v2/overview/#api-limits).
const throttled = 2 * time.Minute

// judge goes by the status, as https://developer.pagerduty.com/docs/events-api-v2/overview/#response-codes--retry-logic has it.
func (n *Notifier) judge(a hook.Answer, since time.Time) error {
	a.Body = strings.ReplaceAll(a.Body, n.config.RoutingKey, "[hidden]")
	switch a.Status {
	case http.StatusTooManyRequests:
		busy := errors.New("pagerduty: answered 429: too many events at a time")
		return &notify.RetryError{After: a.RetryAfter(throttled), Receiver: true, Err: busy}
	case http.StatusBadRequest:
		return &notify.RejectedError{Reason: "invalid event", Err: fmt.Errorf("pagerduty: %s", refusal(a))}
	default:
		return a.Judge(since)
	}
}

// refusal says what PagerDuty found wrong, in its words where they can be read.
func refusal(a hook.Answer) string {
	var said struct {
		Message string   `json:"message"`
		Errors  []string `json:"errors"`
	}
	text := a.Body
	if err := json.Unmarshal([]byte(a.Body), &said); err == nil && said.Message != "" {
		text = strings.Join(append([]string{said.Message}, said.Errors...), "; ")
	}
	if text = render.Head(render.Line(text), maxRefusal); text == "" {
		text = "without a word"
	}
	return "answered " + strconv.Itoa(a.Status) + ": " + text
}

const maxRefusal = 300 // characters of an answer that an error repeats
