package e2e

import (
	"fmt"
	"strings"

	"rollcall.dev/rollcall/test/slack"
)

// canary lets a job fail that has nothing to do with the story, and waits until that has been told. Deliveries go out in their
// order, so whatever was to be told before it stands in Slack now.
func (s *scenario) canary() {
	s.t.Helper()
	s.canaries++
	name := fmt.Sprintf("canary-%d", s.canaries)
	s.apply(cronJob(name).every(never).fails(77, "chirp").plays("duration", "100ms"))
	s.trigger(name)
	s.expect(told(name, "failed").why("exit code 77"))
}

// expectNothingElse fails if anything was told, or is about to be, that the story has not expected.
func (s *scenario) expectNothingElse() {
	s.t.Helper()
	s.canary()
	s.expectDelivered()
	for _, m := range s.slack.All() {
		if m.Root() && !s.roots[m.TS] {
			s.t.Errorf("nobody should have been told:\n%s", read(m).text)
		}
	}
}

// expectDelivered waits until no message is waiting to be sent.
func (s *scenario) expectDelivered() {
	s.t.Helper()
	eventually(s.t, soon, "the outbox is empty", func() (bool, string) {
		body, err := s.get(s.address() + "/metrics")
		if err != nil {
			return false, err.Error()
		}
		for line := range strings.Lines(body) {
			if n, ok := strings.CutPrefix(line, "rollcall_outbox_pending "); ok {
				return strings.TrimSpace(n) == "0", line
			}
		}
		return false, "no rollcall_outbox_pending in /metrics"
	})
}

// expectReplies fails unless a thread has this many replies.
func (s *scenario) expectReplies(root slack.Message, want int) {
	s.t.Helper()
	if got := s.slack.Replies(root.Channel, root.TS); len(got) != want {
		for _, m := range got {
			s.t.Logf("reply:\n%s", read(m).text)
		}
		s.t.Errorf("the thread has %d replies, want %d", len(got), want)
	}
}
