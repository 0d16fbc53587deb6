package e2e

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"
)

// TestPodFailurePolicy: an exit code that the Job's policy calls final ends it, whatever retries it has left.
func TestPodFailurePolicy(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("migrate").fails(42, "schema is newer than this release").with(func(j *job) { j.retries = 5 }).
		shaped(func(c *batchv1.CronJobSpec) {
			c.JobTemplate.Spec.PodFailurePolicy = &batchv1.PodFailurePolicy{Rules: []batchv1.PodFailurePolicyRule{{
				Action: batchv1.PodFailurePolicyActionFailJob,
				OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{
					Operator: batchv1.PodFailurePolicyOnExitCodesOpIn, Values: []int32{42},
				},
			}}}
		}))

	root := s.expect(told("migrate", "failed").
		why(`the Job's podFailurePolicy ended it without another attempt (rule 0: FailJob on exit code 42)`,
			`container "main" ended with exit code 42`).log("schema is newer than this release"))
	s.verdict(of(c), "failed", "PodFailurePolicy")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// TestIndexedJob: one of three indexes fails, and with it the Job, although the other two did their work.
func TestIndexedJob(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("shards").fails(9, "shard 1 is locked").plays("index", "1").shaped(func(c *batchv1.CronJobSpec) {
		j := &c.JobTemplate.Spec
		j.CompletionMode, j.Completions, j.Parallelism = new(batchv1.IndexedCompletion), new(int32(3)), new(int32(3))
		j.BackoffLimit, j.BackoffLimitPerIndex = nil, new(int32(0))
		main := &j.Template.Spec.Containers[0]
		main.Command[2] = `test "$JOB_COMPLETION_INDEX" != 1 || { ` + main.Command[2] + `; }`
	}))

	root := s.expect(told("shards", "failed").
		why(`1 of 3 indexes of the Job failed (1): index 1: container "main" ended with exit code 9`).log("shard 1 is locked"))
	s.verdict(of(c), "failed", "FailedIndexes")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
