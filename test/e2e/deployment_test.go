package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/slack"
)

// home is the namespace of the manifests.
const home = "rollcall"

// TestDeployment runs Rollcall as people do: from the manifests and the image, in the cluster, under restricted pod security,
// with its own service account. It tells a failure, takes a check-in from inside a job, and survives its pod.
func TestDeployment(t *testing.T) {
	s := newScenario(t)
	s.needsRealNode("Rollcall itself runs in a container")
	s.env.admission.Lock()
	defer s.env.admission.Unlock()
	s.set.account = admitter()
	t.Cleanup(s.dumpHome)
	s.deploy()

	s.apply(cronJob("invoice-close").every(never).fails(3, "FATAL: ledger is locked").annotated("owner", "platform"))
	run := s.trigger("invoice-close")
	root := s.expect(told("invoice-close", "failed").
		why(`container "main" ended with exit code 3`, "run "+run.Name).log("FATAL: ledger is locked").
		fact("Owner", "Platform (annotation rollcall.dev/owner)"))

	s.awaitWebhook()
	s.apply(cronJob("report").every(never).annotated("checkin", "true"))
	run = s.trigger("report")
	if c := checkIn(run.Spec.Template.Spec); c == nil || !strings.HasPrefix(c.Args[1], "http://rollcall.rollcall.svc/v1/check_in/") {
		t.Errorf("the container is not as configured: %+v", c)
	}
	s.ended(run.Name, batchv1.JobComplete)
	s.reports(1)
	s.expectNothingElse()

	s.replacePod()
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// deploy applies deploy/kubernetes as it is, but for the image, the configuration, the volume and the name of the account.
func (s *scenario) deploy() {
	s.t.Helper()
	manifests, err := readManifests("deployment.yaml", "service.yaml", "persistentvolumeclaim.yaml", "optional/service-webhook.yaml")
	if err != nil {
		s.t.Fatal(err)
	}
	manifests = s.replaced(manifests, "image: rollcall.dev/rollcall:v0.1.0", "image: "+s.env.image(s.t))
	manifests = s.replaced(manifests, "serviceAccountName: rollcall\n", "serviceAccountName: "+s.set.account.name+"\n")
	manifests += s.volume() + s.configMap() + fmt.Sprintf(`---
apiVersion: v1
kind: Secret
metadata: {name: rollcall, namespace: rollcall}
stringData: {SLACK_BOT_TOKEN: %q}
`, slack.DefaultToken)
	if err := s.env.Apply(s.ctx, home, manifests); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := s.env.Delete(context.WithoutCancel(s.ctx), home, manifests); err != nil {
			s.t.Errorf("cleaning up: %v", err)
		}
	})
	s.awaitPod("")
}

func (s *scenario) replaced(text, old, by string) string {
	s.t.Helper()
	if !strings.Contains(text, old) {
		s.t.Fatalf("the manifests do not contain %q any more", old)
	}
	return strings.ReplaceAll(text, old, by)
}

func (s *scenario) configMap() string {
	config := fmt.Sprintf(`cluster: e2e
listen: ":8080"
external_url: https://rollcall.example.com
store: sqlite:/data/rollcall.db
kubernetes:
  enabled: "true"
  namespaces: {include: [%s]}
  checkin: admission
  checkin_image: %s
  checkin_url: http://rollcall.rollcall.svc
  webhook: {listen: ":9443", service: rollcall/rollcall-webhook}
triage_team: platform
teams:
  - {id: platform, name: Platform, slack_channel: %s, timezone: Asia/Tokyo}
receivers: {slack: {token: "env:SLACK_BOT_TOKEN", api_url: "%s/api"}}
`, s.namespace, s.env.image(s.t), slack.DefaultChannel, s.slackURL)
	return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: rollcall, namespace: rollcall}\ndata:\n  rollcall.yaml: |\n    " +
		strings.ReplaceAll(strings.TrimSpace(config), "\n", "\n    ") + "\n"
}

// volume is what the claim finds: this cluster has no provisioner.
func (s *scenario) volume() string {
	s.t.Helper()
	dir := filepath.Join(s.env.dir, "volume-"+s.namespace)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprintf(`---
apiVersion: v1
kind: PersistentVolume
metadata: {name: %s}
spec:
  capacity: {storage: 2Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  claimRef: {namespace: rollcall, name: rollcall}
  local: {path: %s}
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [%s]}]
`, s.namespace, dir, s.env.Node)
}

// awaitPod waits until a pod other than the given one serves, and talks to that from then on.
func (s *scenario) awaitPod(not string) corev1.Pod {
	s.t.Helper()
	var found corev1.Pod
	eventually(s.t, patiently, "Rollcall's pod is ready", func() (bool, string) {
		pods, err := s.env.Client.CoreV1().Pods(home).List(s.ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=rollcall"})
		if err != nil {
			return false, err.Error()
		}
		seen := ""
		for _, p := range pods.Items {
			seen += fmt.Sprintf("%s %s %+v; ", p.Name, p.Status.Phase, p.Status.ContainerStatuses)
			for _, c := range p.Status.Conditions {
				if c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue && p.Name != not && p.DeletionTimestamp == nil {
					found = p
				}
			}
		}
		return found.Name != "", seen
	})
	s.base = "http://" + found.Status.PodIP + ":8080"
	return found
}

// replacePod deletes the pod; the next one takes over its volume.
func (s *scenario) replacePod() {
	s.t.Helper()
	old := s.awaitPod("")
	if n := old.Status.ContainerStatuses[0].RestartCount; n != 0 {
		s.t.Errorf("the container was restarted %d times", n)
	}
	if err := s.env.Client.CoreV1().Pods(home).Delete(s.ctx, old.Name, metav1.DeleteOptions{}); err != nil {
		s.t.Fatal(err)
	}
	s.awaitPod(old.Name)
}

// dumpHome shows the pod's log where the story failed.
func (s *scenario) dumpHome() {
	if !s.t.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), soon)
	defer cancel()
	pods, err := s.env.Client.CoreV1().Pods(home).List(ctx, metav1.ListOptions{})
	if err != nil {
		s.t.Log(err)
		return
	}
	for _, p := range pods.Items {
		log, err := s.env.Client.CoreV1().Pods(home).GetLogs(p.Name, &corev1.PodLogOptions{TailLines: new(int64(80))}).DoRaw(ctx)
		s.t.Logf("pod %s: %+v\nlog (%v):\n%s", p.Name, p.Status, err, log)
	}
	var events strings.Builder
	inHome := *s
	inHome.namespace = home
	inHome.describe(ctx, &events)
	s.t.Log(events.String())
}
