package app

import (
	"io"
	"log/slog"
	"testing"
)

// everyReceiver has one receiver of each kind that has a name.
const everyReceiver = `
receivers:
  webhooks: [{name: a, url: "https://x.example.com/"}, {name: b, url: "https://x.example.com/", format: honeybadger}]
  pagerduty: [{name: a, routing_key: abcdefghijklmnopqrstuvwxyzabcdef}]
  alertmanager: [{name: a, urls: ["https://x.example.com/"]}]
  email: [{name: a, server: "smtp.example.com:587", from: rollcall@example.com, to: [a@example.com]}]
  msteams: [{name: a, url: "https://x.example.com/workflow?sig=s"}]
  discord: [{name: a, url: "https://discord.com/api/webhooks/1/t"}]
`

// TestWhatIsRoutedToIsThere: every destination of the routing table is a receiver that was made, and the other way round.
func TestWhatIsRoutedToIsThere(t *testing.T) {
	t.Parallel()
	c := parse(t, everyReceiver)
	made, err := receivers(c, io.Discard, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	table := routes(c)
	routed := map[string]bool{receiverConsole: true} // the last resort, whether somebody subscribes for it or not
	for _, s := range append(table.Everyone, table.Witnesses...) {
		routed[s.To.Receiver] = true
		if made[s.To.Receiver] == nil {
			t.Errorf("%s is routed to, and is no receiver", s.To.Receiver)
		}
	}
	for name := range made {
		if !routed[name] {
			t.Errorf("%s is never routed to", name)
		}
	}
	if want := len(c.Receivers.Subscriptions()); len(table.Everyone)+len(table.Witnesses) != want || len(table.Witnesses) != 1 {
		t.Errorf("%d of everyone and %d witnesses, want %d in all", len(table.Everyone), len(table.Witnesses), want)
	}
	channels := channels(c)
	if len(channels) != len(c.Receivers.Subscriptions()) || channels[2].Kind != "pd" || channels[2].ID != "pagerduty%2Fa" {
		t.Errorf("channels %+v", channels)
	}
}
