package e2e

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/slack"
)

// TestIncomingWebhook: without a bot there are no threads and no edits, and every change is a message of its own.
func TestIncomingWebhook(t *testing.T) {
	s := newScenario(t)
	s.set.receivers = `{slack: {webhook_url: "` + s.slackURL + slack.DefaultWebhook + `"}}`
	s.start()
	broken := cronJob("rates").every(never).fails(4, "HTTP 503 from the bank")
	s.apply(broken)
	s.trigger("rates")
	bad := s.expect(told("rates", "failed").why("exit code 4").log("HTTP 503 from the bank"))

	s.apply(broken.succeeds())
	s.trigger("rates")
	s.expect(told("rates", "recovered").good().why("started by hand succeeded"))
	s.expectNothingElse()
	s.expectReplies(bad, 0)
	if bad.Via != "webhook" {
		t.Errorf("the message came by %s", bad.Via)
	}
}

// TestSlackSaysWait: a rate limit delays a message and loses none.
func TestSlackSaysWait(t *testing.T) {
	s := newScenario(t, func(set *settings) { set.errors = []string{"receiver is away, its messages wait"} })
	s.start()
	s.apply(cronJob("close").every(never).fails(3, "boom"))
	s.inject(slack.RateLimited("chat.postMessage", 1, 3*time.Second))
	s.inject(slack.Fault{Kind: slack.FaultStatus, Method: "chat.postMessage", Count: 1})
	s.trigger("close")
	s.expect(told("close", "failed").log("boom"))
	s.expectNothingElse()
}

// TestWithoutConfiguration: rollcall serve, and nothing else, in an empty folder.
func TestWithoutConfiguration(t *testing.T) {
	s := newScenario(t)
	s.startWithoutConfiguration()
	s.apply(cronJob("close").every(never).fails(3, "FATAL: boom"))
	s.trigger("close")
	title := "🔴 " + s.namespace + "/close failed"
	eventually(t, soon, "the console tells it", func() (bool, string) {
		out := s.out.String()
		return strings.Contains(out, title) && strings.Contains(out, "│ FATAL: boom"), out
	})
	eventually(t, soon, "the inbox tells it", func() (bool, string) {
		body, err := s.get(s.rollcall.URL + "/")
		if err != nil {
			return false, err.Error()
		}
		return strings.Contains(body, title) && strings.Contains(body, "FATAL: boom") && strings.Contains(body, "exit code 3"), body
	})
	if n := strings.Count(s.out.String(), title); n != 1 {
		t.Errorf("the console told it %d times", n)
	}
}
