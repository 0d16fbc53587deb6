package e2e

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// expectGone fails while Jobs of a CronJob are there.
func (s *scenario) expectGone(name string) {
	s.t.Helper()
	eventually(s.t, soon, "the Jobs of "+name+" are gone", func() (bool, string) {
		left := s.runs(name)
		if len(left) == 0 {
			return true, ""
		}
		return false, left[0].Name
	})
}

// TestTTLZero: a run cleans up behind itself in the moment in which it ends.
func TestTTLZero(t *testing.T) {
	s := newScenario(t)
	s.nothingIsKept(func(c *batchv1.CronJobSpec) { c.JobTemplate.Spec.TTLSecondsAfterFinished = new(int32(0)) })
}

// TestHistoryZero: its CronJob does.
func TestHistoryZero(t *testing.T) {
	s := newScenario(t)
	s.nothingIsKept(func(c *batchv1.CronJobSpec) {
		c.FailedJobsHistoryLimit, c.SuccessfulJobsHistoryLimit = new(int32(0)), new(int32(0))
	})
}

// nothingIsKept lets one job fail and another succeed. What the one said is told although it is gone, and the other, which left no
// trace, did run.
func (s *scenario) nothingIsKept(shape func(*batchv1.CronJobSpec)) {
	s.t.Helper()
	s.start()
	bad := s.apply(cronJob("archive").fails(3, "FATAL: disk full").shaped(shape))
	good := s.apply(cronJob("index").annotated("grace", brief).shaped(shape))

	root := s.expect(told("archive", "failed").
		why(`container "main" ended with exit code 3`, "run archive-").log("FATAL: disk full").fact("Due", tokyo(upcomingOf(s.t, bad))))
	s.verdict(of(bad), "failed", "ExitCode")
	s.verdict(of(good), "succeeded", "")
	s.expectGone("archive")
	s.expectGone("index")
	passed(s.t, upcomingOf(s.t, good), judged)
	s.expectNothingElse()
	s.expectReplies(root, 0)
	s.expectWords(good, clock(upcomingOf(s.t, good))+"succeeded")
}

// TestOnFailureExhausted: the container is started again until the limit is reached. The pod is then deleted, and its log with it.
func TestOnFailureExhausted(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("fetch").fails(5, "no route to ledger").with(func(j *job) {
		j.restart, j.retries = corev1.RestartPolicyOnFailure, 1
	}))

	root := s.expect(told("fetch", "failed").
		why(`container "main" ended with exit code 5`, "attempts").log("no route to ledger").fact("Due", tokyo(upcomingOf(s.t, c))))
	s.verdict(of(c), "failed", "ExitCode")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
