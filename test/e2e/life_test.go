package e2e

import (
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestSuspendAndResume: a slot that passes while a job is suspended is nobody's fault. Once it is resumed, the controller starts
// one run late, unless its deadline has passed.
func TestSuspendAndResume(t *testing.T) {
	s := newScenario(t)
	s.start()
	digest := cronJob("digest").every(everyMinute).annotated("grace", brief)
	poll := cronJob("poll").every(everyMinute).annotated("grace", brief).
		shaped(func(c *batchv1.CronJobSpec) { c.StartingDeadlineSeconds = new(int64(10)) })
	late, never := s.apply(digest), s.apply(poll)
	first := upcomingOf(s.t, never)
	second := first.Add(time.Minute)
	s.expectFirstWords(late, clock(first)+"succeeded")
	s.expectFirstWords(never, clock(first)+"succeeded")

	awayFromFullMinute(t)
	suspended := func(j *job) { j.suspend = true }
	s.apply(digest.with(suspended))
	s.apply(poll.with(suspended))
	passed(t, second, judged)
	s.apply(digest)
	s.apply(poll)
	s.expectFirstWords(late, clock(first)+"succeeded", clock(second)+"succeeded late")
	s.expectFirstWords(never, clock(first)+"succeeded", clock(second)+"suspended")
	s.apply(digest.with(suspended)) // the next minute is another story
	s.apply(poll.with(suspended))
	s.expectNothingElse()
}

// TestDeletedAndCreatedAnew: what was wrong ends with the job that it was wrong with. Another one of the same name begins with
// nothing.
func TestDeletedAndCreatedAnew(t *testing.T) {
	s := newScenario(t)
	s.start()
	broken := cronJob("etl").fails(4, "table is gone").annotated("grace", brief)
	old := s.apply(broken.every(everyMinute))
	s.apply(cronJob("backup").every(everyMinute).annotated("grace", brief).takes(10*time.Minute, "copying"))
	root := s.expect(told("etl", "failed").why("exit code 4").log("table is gone"))
	s.verdict(of(old), "failed", "ExitCode")

	awayFromFullMinute(t)
	s.remove("etl")
	s.remove("backup") // while it runs: nobody is told
	s.expectNow(root, told("etl", "is no longer watched").neutral().in(soon))
	s.expectReply(root, told("etl", "is no longer watched").neutral().in(soon))
	again := s.apply(broken.succeeds())
	s.expectFirstWords(again, clock(upcomingOf(s.t, again))+"succeeded")
	passed(t, upcomingOf(s.t, again), judged)
	s.expectNothingElse()
	s.expectReplies(root, 1)

	s.apply(broken.every(never))
	s.trigger("etl")
	other := s.expect(told("etl", "failed").why("exit code 4").fact("In a row", "first time"))
	s.expectNothingElse()
	s.expectReplies(other, 0)
}

// TestManualRun: a run that somebody starts by hand answers no slot. Its failure is told as what it is, and its success counts.
func TestManualRun(t *testing.T) {
	s := newScenario(t)
	s.start()
	broken := cronJob("close").every(never).fails(3, "ledger is locked")
	c := s.apply(broken)
	run := s.trigger("close")
	root := s.expect(told("close", "failed").why("exit code 3", "run "+run.Name).log("ledger is locked").
		fact("Due", "not by schedule: started by hand"))
	s.verdict(of(c), "failed", "ExitCode", "manual")
	s.expectNothingElse()
	s.expectReplies(root, 0)

	s.apply(broken.succeeds())
	uncontrolled := s.byHand("close")
	uncontrolled.OwnerReferences[0].Controller = nil // as older clients make it
	if _, err := s.env.Client.BatchV1().Jobs(s.namespace).Create(s.ctx, uncontrolled, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	s.expectNow(root, told("close", "recovered").good().why("A run started by hand succeeded", "1 run failed"))
	s.expectWords(c, "failed manual", "succeeded manual")
	s.expectNothingElse()
	s.expectReplies(root, 1)
}
