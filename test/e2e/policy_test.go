package e2e

import (
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

// TestPreviousRunStillActive: with Forbid, a run that hangs keeps the next one from starting. Its owner does what the message says.
func TestPreviousRunStillActive(t *testing.T) {
	s := newScenario(t)
	s.start()
	hangs := cronJob("import").every(everyMinute).annotated("grace", brief).takes(10*time.Minute, "importing").
		with(func(j *job) { j.policy = batchv1.ForbidConcurrent })
	c := s.apply(hangs)
	second := upcomingOf(s.t, c).Add(time.Minute)
	root := s.expect(told("import", "was skipped").
		why("concurrencyPolicy Forbid: Job import-", "had not ended (begun ", " before this slot)", "kubectl delete job import-", tokyo(second)).in(twoSlots))
	s.verdict(of(c), "skipped", "PreviousRunActive")

	s.apply(hangs.succeeds().every(onceAt(second)))
	s.deleteRuns("import")
	s.expectNow(root, told("import", "recovered").good().why("It succeeded", "1 run missed"))
	s.expectNothingElse()
	s.expectReplies(root, 1)
}

// TestReplaced: with Replace, a run that takes longer than the interval is ended by the next one, and never gets done.
func TestReplaced(t *testing.T) {
	s := newScenario(t)
	s.start()
	slow := cronJob("sync").every(everyMinute).takes(10*time.Minute, "syncing").with(func(j *job) { j.policy = batchv1.ReplaceConcurrent })
	c := s.apply(slow)
	first := upcomingOf(s.t, c)
	root := s.expect(told("sync", "was replaced").
		why("Job sync-", "by the CronJob's next run (concurrencyPolicy Replace)", "lengthen the interval").fact("Due", tokyo(first)).in(twoSlots))
	s.verdict(of(c), "replaced", "ReplacedByNextRun")

	s.apply(slow.succeeds())
	s.expectReply(root, told("sync", "was replaced again").why("Job sync-"))
	s.expectNow(root, told("sync", "recovered").good().why("It succeeded", "2 runs lost"))
	s.expectFirstWords(c, clock(first)+"replaced", clock(first.Add(time.Minute))+"replaced", clock(first.Add(2*time.Minute))+"succeeded")
	s.apply(slow.succeeds().with(func(j *job) { j.suspend = true })) // the next minute is another story
	s.expectNothingElse()
	s.expectReplies(root, 2)
}

// TestStartingDeadlinePassed: no controller is ever as punctual as a deadline of nothing asks it to be. There is no event of it.
func TestStartingDeadlinePassed(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("close").annotated("grace", brief).shaped(func(c *batchv1.CronJobSpec) {
		c.StartingDeadlineSeconds = new(int64(0))
	}))

	root := s.expect(told("close", "was skipped").why("startingDeadlineSeconds (0s)", "not be caught up", tokyo(upcomingOf(s.t, c))))
	s.verdict(of(c), "skipped", "StartingDeadlinePassed")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
