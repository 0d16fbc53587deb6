package process

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/notify/webhook"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
	standin "rollcall.dev/rollcall/test/slack"
)

// The channels of the workspace.
const (
	Billing = "C0BILLING01"
	Triage  = standin.DefaultChannel
)

// Console is where a message goes that nobody else takes.
func Console() notify.Destination { return notify.Destination{Receiver: "console"} }

func newSlack() *standin.Server {
	return standin.New(standin.Options{Channels: []standin.Channel{
		{ID: Triage, Name: "alerts", Member: true}, {ID: Billing, Name: "billing", Member: true},
	}})
}

// routes is how the organisation reads.
func routes() *routing.Router {
	billing := ownership.Team{ID: "billing", SlackChannel: Billing}
	platform := ownership.Team{ID: "platform", SlackChannel: Triage}
	var r routing.Router
	r.Use(routing.Table{
		Directory: ownership.Directory{
			Teams: []ownership.Team{billing, platform}, Triage: platform, OwnerAnnotations: []string{"rollcall.dev/owner"},
		},
		Slack: history.Slack, Everyone: []routing.Subscriber{{To: notify.Destination{Receiver: history.Audit}}}, DefaultSeverity: incident.Normal,
	})
	return &r
}

// receivers makes the notifiers of a process.
func receivers(g *gate) (map[string]notify.Notifier, error) {
	client := func(receiver string, server http.RoundTripper) *http.Client {
		return &http.Client{Transport: network{gate: g, receiver: receiver, server: server}, Timeout: 15 * time.Second}
	}
	bot, err := slack.New(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"},
		slack.Deps{HTTP: client(history.Slack, g.house.Slack.Client().Transport)})
	if err != nil {
		return nil, fmt.Errorf("making the notifiers: %w", err)
	}
	audit, err := webhook.New(webhook.Config{URL: "https://audit.test/hook", Secret: "s"},
		webhook.Deps{HTTP: client(history.Audit, auditor{g.house.Book})})
	if err != nil {
		return nil, fmt.Errorf("making the notifiers: %w", err)
	}
	return map[string]notify.Notifier{history.Slack: named{bot}, history.Audit: named{audit}, Console().Receiver: screen{g}}, nil
}

// auditor is a machine that is told everything and takes it.
type auditor struct{ book *journal.Book }

// RoundTrip implements http.RoundTripper.
func (a auditor) RoundTrip(r *http.Request) (*http.Response, error) {
	var p webhook.Payload
	err := json.NewDecoder(r.Body).Decode(&p)
	if err != nil || p.Delivery != r.Header.Get(hook.HeaderDelivery) {
		return answer(r, http.StatusBadRequest, nil), nil //nolint:nilerr // it is told by the answer
	}
	a.book.Arrived(journal.Arrival{
		At: time.Now(), Delivery: p.Delivery, Incident: p.Incident.ID, Destination: notify.Destination{Receiver: history.Audit},
	})
	return answer(r, http.StatusNoContent, nil), nil
}
