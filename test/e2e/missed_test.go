package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"rollcall.dev/rollcall/test/harness"
)

// ownCluster is a cluster for a story that disturbs others. Its node is simulated: what matters there is the control plane.
func ownCluster(t *testing.T) *environment {
	t.Helper()
	common := shared.get(t)
	dir := t.TempDir()
	ctx := context.WithoutCancel(t.Context())
	c, err := harness.StartCluster(ctx, harness.ClusterOptions{Nodes: "simulated", Dir: filepath.Join(dir, "cluster"), Log: os.Stderr})
	if err != nil {
		t.Fatalf("a cluster of its own: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	env := &environment{Cluster: c, dir: dir, binary: common.binary}
	if err := env.allow(ctx); err != nil {
		t.Fatal(err)
	}
	return env
}

// tokyo is how messages of this test's team spell an instant.
func tokyo(t time.Time) string {
	return t.In(time.FixedZone("JST", 9*60*60)).Format("Mon 2 Jan 15:04 JST")
}

// awayFromFullMinute waits until no full minute is near, so that what follows happens between two slots.
func awayFromFullMinute(t *testing.T) {
	t.Helper()
	eventually(t, soon, "the middle of a minute", func() (bool, string) {
		now := time.Now()
		return now.Second() >= 3 && now.Second() <= 50, now.Format("15:04:05")
	})
}

// TestControllerDown stops kube-controller-manager for two slots: nothing of it can be seen in events, and two runs are missing.
func TestControllerDown(t *testing.T) {
	t.Parallel()
	s := newScenarioOn(t, ownCluster(t))
	s.start()
	s.apply(cronJob("heartbeat").every(everyMinute).annotated("grace", "45s").plays("duration", "100ms"))
	s.verdict("", "succeeded", "")

	awayFromFullMinute(t)
	if err := s.env.StopComponent(s.ctx, "kube-controller-manager"); err != nil {
		t.Fatal(err)
	}
	first := time.Now().Truncate(time.Minute).Add(time.Minute)
	second := first.Add(time.Minute)
	root := s.expect(told("e2e", "starts no CronJobs").named().
		why("the cluster schedules nothing: kube-controller-manager has been silent since", s.namespace+"/heartbeat · "+tokyo(first)).
		not(tokyo(second)).fact("Runs missed", "1").fact("CronJobs", "1"))
	s.verdict("", "missed", "ControllerDown")
	both := s.expectNow(root, told("e2e", "starts no CronJobs").named().why(tokyo(first)+", "+tokyo(second)).fact("Runs missed", "2"))

	if err := s.env.StartComponent(s.ctx, "kube-controller-manager"); err != nil {
		t.Fatal(err)
	}
	s.expectNow(both, told("e2e", "starts CronJobs again").named().good().why("A CronJob was started again at", tokyo(first), tokyo(second)))
	s.expectReply(root, told("e2e", "starts CronJobs again").named().good().in(soon))
	s.expectNothingElse()
	s.expectReplies(root, 1)
}

// TestPreviousRunStillActive: with Forbid, a run that hangs keeps the next one from starting.
func TestPreviousRunStillActive(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("import").every(everyMinute).annotated("grace", "10s").takes(10*time.Minute, "importing").
		with(func(j *job) { j.policy = batchv1.ForbidConcurrent }))

	root := s.expect(told("import", "was skipped").why("concurrencyPolicy Forbid: Job import-", "had not ended").in(twoSlots))
	s.verdict("", "skipped", "PreviousRunActive")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
