package kube

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

// A node whose clock is behind starts nothing before its pod was created.
func TestContainersOfANodeThatIsBehind(t *testing.T) {
	t.Parallel()
	done := terminated("main", 3, at(t, "09:00:02"), at(t, "08:00:00"))
	done.LastTerminationState = done.State
	pod := aPod(aJob(aCronJob("backup"), at(t, "10:00:00")), "p", withStatus(done))
	created := pod.CreationTimestamp.UTC()
	c := describePod(pod).Containers[0]
	if !c.StartedAt.Equal(created) || !c.FinishedAt.Equal(created) || !c.Last.FinishedAt.Equal(created) || !startedAt(pod).Equal(created) {
		t.Errorf("started %s, ended %s, before that %s; want %s", c.StartedAt, c.FinishedAt, c.Last.FinishedAt, created)
	}
}

func TestStartedAt(t *testing.T) {
	t.Parallel()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"))
	always := corev1.ContainerRestartPolicyAlways
	first, later := at(t, "10:00:05"), at(t, "10:00:09")
	withInit := func(name string, policy *corev1.ContainerRestartPolicy, s corev1.ContainerStatus) func(*corev1.Pod) {
		return func(p *corev1.Pod) {
			p.Spec.InitContainers = append(p.Spec.InitContainers, corev1.Container{Name: name, RestartPolicy: policy})
			p.Status.InitContainerStatuses = append(p.Status.InitContainerStatuses, s)
		}
	}
	waiting := corev1.ContainerStatus{Name: "main", State: corev1.ContainerState{
		Waiting: &corev1.ContainerStateWaiting{Reason: "ImagePullBackOff"},
	}}
	restarted := running("main", later)
	restarted.LastTerminationState = terminated("main", 1, first, later).State
	cannotStart := terminated("main", 128, time.Unix(0, 0), later)
	cannotStart.State.Terminated.Reason = "StartError"
	tests := map[string]struct {
		pod  *corev1.Pod
		want time.Time
	}{
		"no status":            {aPod(job, "a"), time.Time{}},
		"waiting":              {aPod(job, "a", withStatus(waiting)), time.Time{}},
		"running":              {aPod(job, "a", withStatus(running("main", first))), first},
		"ended":                {aPod(job, "a", withStatus(terminated("main", 3, first, later))), first},
		"started again":        {aPod(job, "a", withStatus(restarted)), first},
		"could not start":      {aPod(job, "a", withStatus(cannotStart)), time.Time{}},
		"an init container":    {aPod(job, "a", withStatus(waiting), withInit("fetch", nil, running("fetch", first))), first},
		"a sidecar only":       {aPod(job, "a", withStatus(waiting), withInit("proxy", &always, running("proxy", first))), time.Time{}},
		"our container only":   {aPod(job, "a", withStatus(waiting), withInit(diagnose.CheckInContainer, nil, running(diagnose.CheckInContainer, first))), time.Time{}},
		"ours, then the job's": {aPod(job, "a", withStatus(running("main", later)), withInit(diagnose.CheckInContainer, nil, terminated(diagnose.CheckInContainer, 0, first, first))), later},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := startedAt(tc.pod); !got.Equal(tc.want) {
				t.Errorf("started at %v, want %v", got, tc.want)
			}
		})
	}
}

func TestPodBookRemembersWhatIsGone(t *testing.T) {
	t.Parallel()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"))
	var b podBook
	ended := terminated("main", 5, at(t, "10:00:02"), at(t, "10:00:03"))
	ended.RestartCount = 1
	pod := aPod(job, "a", withStatus(ended))
	if !b.see(pod, false) {
		t.Error("the first sight of a pod that ran is no news")
	}
	if b.see(pod, false) {
		t.Error("the same again is news")
	}
	deleting := aPod(job, "a") // the kubelet may drop the status on the way
	b.see(deleting, true)
	e := b.pods[0]
	if !e.gone || !e.failed || len(e.pod.Containers) != 1 || *e.pod.Containers[0].ExitCode != 5 {
		t.Errorf("remembered: %+v", e)
	}
	want := podFacts{startedAt: at(t, "10:00:02"), restarts: 1}
	if got := b.facts(); got != want {
		t.Errorf("facts %+v, want %+v", got, want)
	}
}

func TestPodBookIsBounded(t *testing.T) {
	t.Parallel()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"))
	var b podBook
	for i := range 50 {
		code := int32(0)
		if i < 2 {
			code = 1
		}
		b.see(aPod(job, fmt.Sprintf("p%02d", i), withStatus(terminated("main", code, at(t, "10:00:02"), at(t, "10:00:03"))), func(p *corev1.Pod) {
			p.CreationTimestamp = metav1.NewTime(job.CreationTimestamp.Add(time.Duration(i) * time.Second))
		}), false)
	}
	var names []string
	for _, e := range b.pods {
		names = append(names, e.pod.Name)
	}
	want := []string{"p00", "p01", "p42", "p43", "p44", "p45", "p46", "p47", "p48", "p49"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("those that failed and the newest are to be kept (-want +got):\n%s", diff)
	}
	if n := len(chosen(b.pods, preference{}, nil)); n != maxEvidencePods {
		t.Errorf("%d pods in the evidence", n)
	}
}

func TestDescribePod(t *testing.T) {
	t.Parallel()
	pod := parse[corev1.Pod](t, `
metadata:
  name: backup-1-x
  annotations: {batch.kubernetes.io/job-completion-index: "3"}
spec:
  nodeName: node-7
  initContainers:
    - {name: fetch, image: "shop/fetch:1"}
    - {name: proxy, image: "mesh:2", restartPolicy: Always}
  containers:
    - {name: main, image: "shop/backup:1", resources: {limits: {memory: 128Mi}}}
    - {name: never-began, image: x}
status:
  phase: Failed
  reason: Evicted
  message: "node low on memory, password=hunter2"
  conditions:
    - {type: DisruptionTarget, status: "True", reason: TerminationByKubelet, lastTransitionTime: "2026-03-02T10:05:00Z"}
  initContainerStatuses:
    - {name: fetch, ready: true, restartCount: 0, image: x, imageID: "", state: {terminated: {exitCode: 0, reason: Completed, startedAt: "2026-03-02T10:00:02Z", finishedAt: "2026-03-02T10:00:03Z"}}}
    - {name: proxy, ready: true, restartCount: 0, image: x, imageID: "", state: {running: {startedAt: "2026-03-02T10:00:02Z"}}}
  containerStatuses:
    - name: main
      ready: false
      restartCount: 2
      image: x
      imageID: sha256:1
      state: {terminated: {exitCode: 137, reason: OOMKilled, startedAt: "2026-03-02T10:04:00Z", finishedAt: "2026-03-02T10:05:00Z"}}
      lastState: {terminated: {exitCode: 1, reason: Error, message: "token=abc", startedAt: "2026-03-02T10:02:00Z", finishedAt: "2026-03-02T10:03:00Z"}}
`)
	zero, killed := int32(0), int32(137)
	want := diagnose.Pod{
		Name: "backup-1-x", Node: "node-7", Phase: "Failed", Reason: "Evicted", Message: "node low on memory, password=[redacted]", Index: "3",
		Conditions: []diagnose.Condition{{
			Type: "DisruptionTarget", Status: "True", Reason: "TerminationByKubelet", At: at(t, "10:05:00"),
		}},
		Containers: []diagnose.Container{
			{
				Name: "fetch", Init: true, Image: "shop/fetch:1", State: "terminated", Reason: "Completed", ExitCode: &zero,
				StartedAt: at(t, "10:00:02"), FinishedAt: at(t, "10:00:03"),
			},
			{Name: "proxy", Init: true, Sidecar: true, Image: "mesh:2", State: "running", StartedAt: at(t, "10:00:02")},
			{
				Name: "main", Image: "shop/backup:1", ImageID: "sha256:1", State: "terminated", Reason: "OOMKilled", ExitCode: &killed,
				StartedAt: at(t, "10:04:00"), FinishedAt: at(t, "10:05:00"), Restarts: 2, MemoryLimit: "128Mi",
				Last: &diagnose.LastState{Reason: "Error", Message: "token=[redacted]", ExitCode: 1, FinishedAt: at(t, "10:03:00")},
			},
		},
	}
	if diff := cmp.Diff(want, describePod(pod)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
