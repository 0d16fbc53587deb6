package kube

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

func TestDescribeJob(t *testing.T) {
	t.Parallel()
	job := parse[batchv1.Job](t, `
metadata:
  name: backup-1
  labels: {kueue.x-k8s.io/queue-name: batch}
spec:
  activeDeadlineSeconds: 600
  backoffLimit: 2
  completions: 10
  completionMode: Indexed
  suspend: true
  managedBy: kueue.x-k8s.io/multikueue
  podFailurePolicy:
    rules:
      - {action: FailJob, onExitCodes: {containerName: main, operator: In, values: [42, 43]}}
      - {action: Count, onExitCodes: {operator: NotIn, values: [0]}}
      - {action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}
  template:
    metadata: {}
    spec: {restartPolicy: Never, containers: []}
status:
  active: 1
  failed: 3
  failedIndexes: 1,3-5
  conditions:
    - {type: Failed, status: "True", reason: FailedIndexes, message: "password=hunter2", lastTransitionTime: "2026-03-02T10:00:00Z"}
`)
	two, ten := int32(2), int32(10)
	want := diagnose.Evidence{
		Job: "backup-1", Active: 1, FailedPods: 3, FailedIndexes: "1,3-5",
		Conditions: []diagnose.Condition{{
			Type: "Failed", Status: "True", Reason: "FailedIndexes", Message: "password=[redacted]", At: at(t, "10:00:00"),
		}},
		Declared: diagnose.Declared{
			RestartPolicy: "Never", ActiveDeadline: 10 * time.Minute, BackoffLimit: &two, Completions: &ten, Indexed: true, Suspended: true,
			Queue: "batch", ManagedBy: "kueue.x-k8s.io/multikueue",
			FailureRules: []string{
				`FailJob on exit code 42, 43 of container "main"`, "Count on any exit code but 0", "Ignore on condition DisruptionTarget",
			},
		},
	}
	if diff := cmp.Diff(want, describeJob(job)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	slimJob(job)
	if diff := cmp.Diff(want.Declared, declared(job)); diff != "" {
		t.Errorf("what is held in memory says less (-want +got):\n%s", diff)
	}
	builtIn := batchv1.JobControllerName
	job.Spec.ManagedBy = &builtIn
	if got := declared(job).ManagedBy; got != "" {
		t.Errorf("managed by %q", got)
	}
	values := make([]int32, 255)
	for i := range values {
		values[i] = int32(i + 1000)
	}
	long := failureRule(batchv1.PodFailurePolicyRule{Action: "FailJob", OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{Values: values}})
	job.Spec.PodFailurePolicy.Rules = []batchv1.PodFailurePolicyRule{{Action: "FailJob", OnExitCodes: &batchv1.PodFailurePolicyOnExitCodesRequirement{Values: values}}}
	if got := declared(job).FailureRules[0]; len(got) > maxRule || !strings.HasPrefix(long, strings.TrimSuffix(got, "…")) {
		t.Errorf("a rule of %d bytes: %q", len(got), got)
	}
}
