package slacktypes_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/notify/slack/slackhook"
	standin "rollcall.dev/rollcall/test/slack"
)

// TestMessages: every kind of message is what Slack's types say, however long and hostile it is.
func TestMessages(t *testing.T) {
	t.Parallel()
	payloads := sent(t)
	kinds := map[string]int{}
	for _, p := range payloads {
		kinds[p.method]++
	}
	for _, method := range []string{"chat.postMessage", "chat.update", "webhook"} {
		if kinds[method] < len(notifytest.Kinds())*len(notifytest.Changes()) {
			t.Errorf("%d payloads of %s in %v", kinds[method], method, kinds)
		}
	}
	for name, errors := range compile(t, payloads) {
		t.Errorf("%s: %s", name, strings.Join(errors, "\n"))
	}
}

// sent has both ways into Slack send all samples as they are, and all extremes as a new message, a reply and an update, and returns what
// they sent.
func sent(t *testing.T) (payloads []payload) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(notifytest.Slot()))
		srv := standin.New(standin.Options{Rate: standin.RateLimits{Off: true}})
		defer srv.Close()
		r := &recorder{t: t, next: srv.Client().Transport, name: "root"}
		root := bot(t, r, notify.Attempt{Message: notify.Message{ID: "root", Action: notify.Post, Notice: notifytest.Failed()}})
		for _, s := range notifytest.Samples() {
			r.name = s.Name
			if s.Action != notify.Post {
				s.Root = root
			}
			bot(t, r, s.Attempt)
			hook(t, r, s.Attempt)
		}
		for name, n := range notifytest.Extremes() {
			r.name = name
			a := notify.Attempt{Message: notify.Message{ID: "0193-" + name, Action: notify.Post, Notice: n}, Note: n.Cause.Summary}
			bot(t, r, a)
			hook(t, r, a)
			a.Root = root
			for _, a.Action = range []notify.Action{notify.Reply, notify.Update} {
				bot(t, r, a)
			}
		}
		payloads = r.payloads
	})
	return payloads
}

// bot sends by the Web API. A Notifier of its own has nobody to wait for.
func bot(t *testing.T, r *recorder, a notify.Attempt) notify.Receipt {
	t.Helper()
	n, err := slack.New(
		slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"}, slack.Deps{HTTP: &http.Client{Transport: r}},
	)
	if err != nil {
		t.Fatal(err)
	}
	a.Destination = notify.Destination{Receiver: "slack", Address: standin.DefaultChannel}
	receipt, err := n.Notify(t.Context(), a)
	if err != nil {
		t.Errorf("%s: %v", r.name, err)
	}
	return receipt
}

// hook sends by an incoming webhook, which cannot change what it sent.
func hook(t *testing.T, r *recorder, a notify.Attempt) {
	t.Helper()
	if a.Action == notify.Update {
		return
	}
	n, err := slackhook.New(
		slackhook.Config{URL: "http://hooks.slack.test" + standin.DefaultWebhook}, slackhook.Deps{HTTP: &http.Client{Transport: r}},
	)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Errorf("%s by webhook: %v", r.name, err)
	}
}
