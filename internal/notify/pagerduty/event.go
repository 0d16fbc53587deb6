package pagerduty

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// event is what the API takes (https://developer.pagerduty.com/docs/events-api-v2/trigger-events/#parameters). Of acknowledge and
// resolve it reads the first three alone.
type event struct {
	RoutingKey string   `json:"routing_key"`
	Action     string   `json:"event_action"`
	DedupKey   string   `json:"dedup_key"`
	Client     string   `json:"client,omitempty"`
	ClientURL  string   `json:"client_url,omitempty"`
	Payload    *payload `json:"payload,omitempty"`
	Links      []link   `json:"links,omitempty"`
}

// payload is in PagerDuty's Common Event Format (https://support.pagerduty.com/main/docs/pd-cef).
type payload struct {
	Summary   string    `json:"summary"` // at most maxSummary characters
	Source    string    `json:"source"`
	Severity  string    `json:"severity"` // critical, error, warning, info
	Timestamp time.Time `json:"timestamp,omitzero"`
	Component string    `json:"component,omitempty"`
	Group     string    `json:"group,omitempty"`
	Class     string    `json:"class,omitempty"`
	Details   details   `json:"custom_details"`
}

type link struct {
	Href string `json:"href"`
	Text string `json:"text,omitempty"`
}

const (
	maxSummary = 1024
	// maxField bounds source, component, group and class, for which no length is documented.
	maxField = 255
)

// eventOf puts an attempt into the shape of the wire.
func (n *Notifier) eventOf(a notify.Attempt, action string) event {
	e := event{RoutingKey: n.config.RoutingKey, Action: action, DedupKey: dedupKey(a.Notice.Incident)}
	if action != trigger {
		return e
	}
	card := render.Compose(a.Notice, render.View{Note: a.Note, Language: a.Language})
	for _, l := range card.Links {
		e.Links = append(e.Links, link{Href: l.URL, Text: l.Text})
		if l.URL == a.Notice.Link {
			e.ClientURL = l.URL
		}
	}
	e.Client = "Rollcall"
	e.Payload = payloadOf(a.Notice, card)
	return e
}

func payloadOf(n incident.Notice, card render.Card) *payload {
	p := &payload{
		Summary: summary(card), Source: source(n.Subject), Severity: severity(n.Severity),
		Component: field(n.Subject.Name), Group: field(n.Subject.Namespace), Class: field(string(n.Cause.Code)),
		Timestamp: n.At.UTC(), Details: detailsOf(n, card),
	}
	if p.Group == "" {
		p.Group = field(n.Subject.Cluster)
	}
	if p.Class == "" {
		p.Class = field(string(n.Kind))
	}
	return p
}

// summary is what is shown in lists, written in a text message and read out on the telephone: words, without a symbol.
func summary(card render.Card) string {
	s := card.Title
	if card.Why != "" {
		s += ": " + card.Why
	}
	return render.Head(s, maxSummary)
}

// source names the job in full: cluster/namespace/name, as far as there is each. It must not be empty.
func source(s incident.Subject) string {
	var parts []string
	for _, p := range []string{s.Cluster, s.Namespace, s.Name} {
		if p = render.Line(p); p != "" && (len(parts) == 0 || parts[len(parts)-1] != p) {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return "rollcall"
	}
	return render.Head(strings.Join(parts, "/"), maxField)
}

// severity translates ours into theirs. What is undeclared counts as normal.
func severity(s incident.Severity) string {
	switch s {
	case incident.Critical:
		return "critical"
	case incident.High:
		return "error"
	case incident.Low:
		return "info"
	case incident.Normal, incident.Undeclared:
		return "warning"
	default:
		return "warning"
	}
}

func field(s string) string { return render.Head(render.Line(s), maxField) }
