package e2e

import (
	"fmt"
	"testing"

	batchv1 "k8s.io/api/batch/v1"

	"rollcall.dev/rollcall/test/slack"
)

// TestKilledBefore: the job fails while Rollcall is dead.
func TestKilledBefore(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("close").every(never).fails(3, "boom"))
	s.kill()
	run := s.trigger("close")
	s.ended(run.Name, batchv1.JobFailed)

	s.start()
	root := s.expect(told("close", "failed").why("exit code 3", "run "+run.Name).log("boom"))
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// TestKilledBetween: the failure is stored and has not reached Slack, which does not answer.
func TestKilledBetween(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("close").every(never).fails(3, "boom"))
	s.inject(slack.Fault{Kind: slack.FaultHang, Method: "chat.postMessage"})
	s.trigger("close")
	s.verdict("", "failed", "ExitCode", "manual")
	s.kill()
	if n := s.slack.Count(); n != 0 {
		t.Fatalf("%d messages arrived at a Slack that does not answer", n)
	}
	s.slack.ClearFaults()

	s.start()
	root := s.expect(told("close", "failed").log("boom").in(soon))
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// TestKilledWithoutAnAnswer: Slack took the message, the answer was lost, and Rollcall dies before it can find that out.
func TestKilledWithoutAnAnswer(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("close").every(never).fails(3, "boom"))
	s.inject(slack.LoseResponse(1))
	s.inject(slack.Fault{Kind: slack.FaultStatus, Method: "conversations.history"})
	s.trigger("close")
	root := s.expect(told("close", "failed").log("boom"))
	s.kill()
	s.slack.ClearFaults()

	s.start()
	s.expectNothingElse() // waits until the outbox is empty
	s.expectReplies(root, 0)
}

// TestKilledAfter: people know already.
func TestKilledAfter(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("close").every(never).fails(3, "boom"))
	s.trigger("close")
	root := s.expect(told("close", "failed").log("boom"))
	s.kill()

	s.start()
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// TestKilledAgainAndAgain: ten jobs fail while Rollcall is killed wherever it happens to be.
func TestKilledAgainAndAgain(t *testing.T) {
	s := newScenario(t)
	s.start()
	const jobs = 10
	for i := range jobs {
		s.apply(cronJob(fmt.Sprintf("close-%d", i)).every(never).fails(i+1, "boom")) // each for a reason of its own
	}
	for i := range jobs {
		s.trigger(fmt.Sprintf("close-%d", i))
		if i%3 == 2 {
			s.kill()
			s.start()
		}
	}
	for i := range jobs {
		s.expect(told(fmt.Sprintf("close-%d", i), "failed").log("boom").in(patiently))
	}
	s.expectNothingElse()
}

// inject makes Slack misbehave.
func (s *scenario) inject(f slack.Fault) {
	s.t.Helper()
	if err := s.slack.Inject(f); err != nil {
		s.t.Fatal(err)
	}
}
