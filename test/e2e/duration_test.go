package e2e

import (
	"testing"
	"time"
)

// TestRunsTooLong: a run that goes on for longer than it should is told while it does. What becomes of it is the last word.
func TestRunsTooLong(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("export").annotated("max-duration", "15s").takes(50*time.Second, "row 1 of 90000"))
	s.apply(cronJob("mirror").annotated("max-duration", "5m").takes(20*time.Second, "copying"))

	root := s.expect(told("export", "runs too long").
		why("the run has been going on for", "longer than its max-duration of 15s", "kubectl delete job export-").
		fact("Due", tokyo(upcomingOf(t, c))))
	s.verdict(of(c), "running", "RunsTooLong", "overrun")
	s.expectNow(root, told("export", "recovered").good().why("It succeeded", "1 run took too long"))
	s.verdict(of(c), "succeeded", "", "overrun")
	s.expectNothingElse()
	s.expectReplies(root, 1)
}

// TestEndedTooFast: a run that did nothing succeeds, as far as the cluster knows.
func TestEndedTooFast(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("ingest").annotated("min-duration", "10m").plays("duration", "2s"))
	s.apply(cronJob("poll").annotated("min-duration", "1s").takes(10*time.Second, "polling"))

	root := s.expect(told("ingest", "ended too fast").
		why("the run succeeded after", "is declared to take 10m at least: it may have done nothing", "kubectl logs job/ingest-").
		fact("Due", tokyo(upcomingOf(t, c))))
	s.verdict(of(c), "succeeded", "FinishedTooFast", "too_fast")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
