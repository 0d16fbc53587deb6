package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestSimulatedCluster(t *testing.T) { //nolint:tparallel // its subtests share the cluster, in their order
	t.Parallel()
	testJobs(t, startCluster(t, Simulated))
}

func TestRealCluster(t *testing.T) { //nolint:tparallel // its subtests share the cluster, in their order
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("a real node needs root")
	}
	c := startCluster(t, Real)
	testJobs(t, c)
	t.Run("pods reach the API server and the machine", func(t *testing.T) { testInCluster(t, c) })
}

// testJobs sees that runs of every kind end as they should, on either kind of
// node, and that components can be stopped and started.
func testJobs(t *testing.T, c *Cluster) {
	jobs := map[string]struct {
		pod    *corev1.Pod
		verify func(context.Context, *Cluster, string) error
	}{
		"success": {
			pod: job("exit 0", ""),
			verify: func(ctx context.Context, c *Cluster, name string) error {
				return hasCondition(ctx, c, name, batchv1.JobComplete)
			},
		},
		"exit-code": {
			pod: job("echo one; echo two; exit 3", "exit-3"),
			verify: func(ctx context.Context, c *Cluster, name string) error {
				return errors.Join(
					hasCondition(ctx, c, name, batchv1.JobFailed), terminated(ctx, c, name, 3, "Error"), printed(ctx, c, name, "two\n"),
				)
			},
		},
		"out-of-memory": {
			pod: job("x=a; while true; do x=$x$x; done", "oom"),
			verify: func(ctx context.Context, c *Cluster, name string) error {
				return errors.Join(hasCondition(ctx, c, name, batchv1.JobFailed), terminated(ctx, c, name, 137, "OOMKilled"))
			},
		},
		"init-container": {pod: withInit(job("exit 0", "init-fail")), verify: initFailed},
		"image":          {pod: withImage(job("exit 0", "image-pull")), verify: waitsForImage},
	}
	// All at once: each is mostly waiting.
	for name, j := range jobs {
		createJob(t, c, name, j.pod)
	}
	createCronJob(t, c)
	for name, j := range jobs {
		t.Run(name, func(t *testing.T) {
			eventually(t, name, func(ctx context.Context) error { return j.verify(ctx, c, name) })
		})
	}
	t.Run("CronJob", func(t *testing.T) {
		eventually(t, "a Job for a slot", func(ctx context.Context) error { return slotAnswered(ctx, c) })
	})
	t.Run("service account", func(t *testing.T) { testServiceAccount(t, c) })
	t.Run("controller manager stopped", func(t *testing.T) { testControllerManager(t, c) })
	t.Run("API server stopped", func(t *testing.T) { testAPIServer(t, c) })
}

// job is a pod for a Job: what a real node runs, and what a simulated one plays.
func job(command, simulate string) *corev1.Pod {
	pod := &corev1.Pod{Spec: corev1.PodSpec{
		RestartPolicy: corev1.RestartPolicyNever,
		Containers: []corev1.Container{{
			Name: "main", Image: BusyboxImage, Command: []string{"sh", "-c", command},
			Resources: corev1.ResourceRequirements{
				Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("32Mi")},
			},
		}},
	}}
	if simulate != "" {
		pod.Annotations = map[string]string{Simulate: simulate, SimulateLog: "one\ntwo\n"}
	}
	return pod
}

func withInit(pod *corev1.Pod) *corev1.Pod {
	pod.Spec.InitContainers = []corev1.Container{{Name: "setup", Image: BusyboxImage, Command: []string{"sh", "-c", "exit 1"}}}
	return pod
}

func withImage(pod *corev1.Pod) *corev1.Pod {
	pod.Spec.Containers[0].Image = "registry.invalid/nothing:1"
	return pod
}

func createJob(t *testing.T, c *Cluster, name string, pod *corev1.Pod) {
	t.Helper()
	var never int32
	_, err := c.client.BatchV1().Jobs("default").Create(t.Context(), &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: batchv1.JobSpec{BackoffLimit: &never, Template: corev1.PodTemplateSpec{
			ObjectMeta: pod.ObjectMeta, Spec: pod.Spec,
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func createCronJob(t *testing.T, c *Cluster) {
	t.Helper()
	pod := job("exit 0", "")
	_, err := c.client.BatchV1().CronJobs("default").Create(t.Context(), &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: "minutely"},
		Spec: batchv1.CronJobSpec{Schedule: "* * * * *", JobTemplate: batchv1.JobTemplateSpec{
			Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: pod.Spec}},
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func slotAnswered(ctx context.Context, c *Cluster) error {
	jobs, err := c.client.BatchV1().Jobs("default").List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, j := range jobs.Items {
		if j.Annotations[batchv1.CronJobScheduledTimestampAnnotation] != "" && j.Status.Succeeded == 1 {
			return nil
		}
	}
	return fmt.Errorf("none of %d Jobs answers a slot", len(jobs.Items))
}

func hasCondition(ctx context.Context, c *Cluster, name string, want batchv1.JobConditionType) error {
	j, err := c.client.BatchV1().Jobs("default").Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	for _, condition := range j.Status.Conditions {
		if condition.Type == want && condition.Status == corev1.ConditionTrue {
			return nil
		}
	}
	return fmt.Errorf("no condition %s in %v", want, j.Status.Conditions)
}

func podOf(ctx context.Context, c *Cluster, name string) (*corev1.Pod, error) {
	pods, err := c.client.CoreV1().Pods("default").List(ctx, metav1.ListOptions{LabelSelector: batchv1.JobNameLabel + "=" + name})
	if err != nil {
		return nil, err
	}
	if len(pods.Items) != 1 || len(pods.Items[0].Status.ContainerStatuses) != 1 {
		return nil, fmt.Errorf("%d pods, or none with a status", len(pods.Items))
	}
	return &pods.Items[0], nil
}

func terminated(ctx context.Context, c *Cluster, name string, code int32, reason string) error {
	pod, err := podOf(ctx, c, name)
	if err != nil {
		return err
	}
	state := pod.Status.ContainerStatuses[0].State.Terminated
	if state == nil || state.ExitCode != code || state.Reason != reason {
		return fmt.Errorf("container ended as %+v, want %s %d", state, reason, code)
	}
	return nil
}

func printed(ctx context.Context, c *Cluster, name, want string) error {
	pod, err := podOf(ctx, c, name)
	if err != nil {
		return err
	}
	one := int64(1)
	log, err := c.client.CoreV1().Pods("default").GetLogs(pod.Name, &corev1.PodLogOptions{TailLines: &one}).Stream(ctx)
	if err != nil {
		return err
	}
	defer log.Close()
	text, err := io.ReadAll(log)
	if err != nil || string(text) != want {
		return fmt.Errorf("log is %q, want %q (%w)", text, want, err)
	}
	return nil
}

func initFailed(ctx context.Context, c *Cluster, name string) error {
	pod, err := podOf(ctx, c, name)
	if err != nil {
		return err
	}
	state := pod.Status.InitContainerStatuses[0].State.Terminated
	if state == nil || state.ExitCode != 1 {
		return fmt.Errorf("init container ended as %+v, want 1", state)
	}
	return hasCondition(ctx, c, name, batchv1.JobFailed)
}

func waitsForImage(ctx context.Context, c *Cluster, name string) error {
	pod, err := podOf(ctx, c, name)
	if err != nil {
		return err
	}
	if w := pod.Status.ContainerStatuses[0].State.Waiting; w == nil || !strings.Contains(w.Reason, "ImagePull") {
		return fmt.Errorf("container is %+v, want it to wait for its image", pod.Status.ContainerStatuses[0].State)
	}
	return nil
}

func testServiceAccount(t *testing.T, c *Cluster) {
	path, err := c.KubeconfigFor(t.Context(), "default", "default")
	if err != nil {
		t.Fatal(err)
	}
	client, err := newClient(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.CoreV1().Secrets("default").List(t.Context(), metav1.ListOptions{}); err == nil ||
		!strings.Contains(err.Error(), "system:serviceaccount:default:default") {
		t.Fatalf("listing secrets as an account without rights: %v, want it to be refused by name", err)
	}
}

func testControllerManager(t *testing.T, c *Cluster) {
	if err := c.StopComponent(ControllerManager); err != nil {
		t.Fatal(err)
	}
	createJob(t, c, "later", job("exit 0", ""))
	if err := httpsCheck(c.layout.controllerPort)(t.Context()); err == nil {
		t.Fatal("the controller manager answers after it was stopped")
	}
	if err := c.StartComponent(t.Context(), ControllerManager); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the Job that nobody saw", func(ctx context.Context) error {
		return hasCondition(ctx, c, "later", batchv1.JobComplete)
	})
}

func testAPIServer(t *testing.T, c *Cluster) {
	if err := c.StopComponent(APIServer); err != nil {
		t.Fatal(err)
	}
	if _, err := c.client.Discovery().ServerVersion(); err == nil {
		t.Fatal("the API server answers after it was stopped")
	}
	if err := c.StartComponent(t.Context(), APIServer); err != nil {
		t.Fatal(err)
	}
	version, err := c.client.Discovery().ServerVersion()
	if err != nil || !strings.HasPrefix(version.GitVersion, "v1.") {
		t.Fatalf("version %+v, %v", version, err)
	}
	if err := c.StopComponent("kube-proxy"); err == nil || !strings.Contains(err.Error(), ControllerManager) {
		t.Fatalf("stopping what is not there: %v, want the names that are", err)
	}
}
