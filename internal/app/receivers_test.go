package app

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/config"
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

// TestTheDocumentedReceiversStart: what docs/receivers.md shows is not only valid, it starts.
func TestTheDocumentedReceiversStart(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "receivers.md"))
	if err != nil {
		t.Fatal(err)
	}
	source := config.Source{Env: func(name string) (string, bool) {
		switch name {
		case "SLACK_BOT_TOKEN":
			return "xoxb-1", true
		case "DISCORD_WEBHOOK_URL":
			return "https://discord.com/api/webhooks/1/t", true
		case "SLACK_WEBHOOK_URL", "TEAMS_WORKFLOW_URL":
			return "https://x.example.com", true
		default:
			return strings.Repeat("k", 32), true
		}
	}}
	tried := 0
	for _, example := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		if strings.HasPrefix(example[1], "# alertmanager.yml") {
			continue
		}
		tried++
		c, warnings, err := config.Parse("receivers.md", []byte(example[1]), source)
		if err != nil || len(warnings) > 0 {
			t.Errorf("%s\n%v %v", example[1], warnings, err)
			continue
		}
		if err := Check(c); err != nil {
			t.Errorf("%s\n%v", example[1], err)
		}
	}
	if tried < 12 {
		t.Errorf("only %d examples found", tried)
	}
}
