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

// TestControllerDown stops kube-controller-manager over a slot of three CronJobs. Nothing of it can be seen in events; it is one
// problem, and told once.
func TestControllerDown(t *testing.T) {
	t.Parallel()
	s := newScenarioOn(t, ownCluster(t))
	s.start()
	var all []*batchv1.CronJob
	for _, name := range []string{"heartbeat", "mirror", "rates"} {
		all = append(all, s.apply(cronJob(name).every(everyMinute).annotated("grace", "45s").plays("duration", "100ms")))
	}
	first := upcomingOf(s.t, all[0])
	second := first.Add(time.Minute)
	for _, c := range all {
		s.expectFirstWords(c, clock(first)+"succeeded")
	}

	awayFromFullMinute(t)
	if err := s.env.StopComponent(s.ctx, "kube-controller-manager"); err != nil {
		t.Fatal(err)
	}
	silent := told("e2e", "starts no CronJobs").named()
	root := s.expect(silent)
	s.expectNow(root, told("e2e", "starts no CronJobs · 3 runs missed").named().why("the cluster schedules nothing: kube-controller-manager has been silent since",
		s.namespace+"/heartbeat · "+tokyo(second), s.namespace+"/mirror · "+tokyo(second), s.namespace+"/rates · "+tokyo(second)).
		not(s.namespace+"/heartbeat · "+tokyo(first)).fact("Runs missed", "3").fact("CronJobs", "3"))
	for _, c := range all {
		s.verdict(of(c), "missed", "ControllerDown")
	}

	if err := s.env.StartComponent(s.ctx, "kube-controller-manager"); err != nil {
		t.Fatal(err)
	}
	over := told("e2e", "starts CronJobs again").named().good()
	s.expectNow(root, over.why("A CronJob was started again at", "3 runs of 3 CronJobs missed"))
	s.expectReply(root, over.in(soon))
	s.expectNothingElse()
	for _, m := range s.slack.Replies(root.Channel, root.TS) {
		if p := read(m); !silent.about(p, s.namespace) && !over.about(p, s.namespace) {
			t.Errorf("the thread has something else to say:\n%s", p.text)
		}
	}
}

// TestAPIServerAway: a job fails, and a slot passes, while the API server does not answer. Nobody can know of either, so nothing is
// said; what happened is told when it is back, once.
func TestAPIServerAway(t *testing.T) {
	t.Parallel()
	s := newScenarioOn(t, ownCluster(t))
	s.start()
	beat := s.apply(cronJob("beat").every(everyMinute).annotated("grace", "3m").plays("duration", "100ms"))
	first := upcomingOf(s.t, beat)
	second := first.Add(time.Minute)
	export := s.apply(cronJob("export").every(onceAt(first)).fails(3, "FATAL: ledger is locked").plays("duration", "20s"))
	s.expectFirstWords(beat, clock(first)+"succeeded")
	s.running("export")

	if err := s.env.StopComponent(s.ctx, "kube-apiserver"); err != nil {
		t.Fatal(err)
	}
	passed(t, second, judged)
	if n := s.slack.Count(); n != 0 {
		t.Errorf("%d messages of what nobody can see", n)
	}
	if err := s.env.StartComponent(s.ctx, "kube-apiserver"); err != nil {
		t.Fatal(err)
	}
	root := s.expect(told("export", "failed").why("exit code 3").log("FATAL: ledger is locked").fact("Due", tokyo(first)))
	s.verdict(of(export), "failed", "ExitCode")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
