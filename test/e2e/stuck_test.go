package e2e

import (
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestImageThatCannotBePulled(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("sync").plays("simulate", "image-pull").annotated("start-grace", brief).with(func(j *job) {
		j.image = "127.0.0.1:1/missing:1.5"
		j.policy = batchv1.ForbidConcurrent
	}))

	root := s.expect(told("sync", "is stuck").
		why(`the image "127.0.0.1:1/missing:1.5" of container "main" cannot be pulled`, ": the ",
			"with concurrencyPolicy Forbid it keeps all later runs from starting", "kubectl delete job sync-"))
	s.verdict("", "stuck", "ImagePull")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// TestUnschedulable: no node of the cluster is what the pod asks for.
func TestUnschedulable(t *testing.T) {
	s := newScenario(t)
	s.start()
	c := s.apply(cronJob("train").annotated("start-grace", brief).shaped(func(c *batchv1.CronJobSpec) {
		c.JobTemplate.Spec.Template.Spec.NodeSelector = map[string]string{"accelerator": "h200"}
	}))

	root := s.expect(told("train", "is stuck").
		why("no node takes the pod (0/1 nodes are available)", "Unschedulable: 0/1 nodes are available", "nodeSelector").fact("Due", tokyo(upcomingOf(s.t, c))))
	s.verdict(of(c), "stuck", "Unschedulable")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

// TestMissingConfigMap: one job reads its environment from a ConfigMap that is not there, another mounts one. The first is created
// in the end, and the run goes on by itself.
func TestMissingConfigMap(t *testing.T) {
	s := newScenario(t)
	s.needsRealNode("it is the kubelet who looks for ConfigMaps")
	s.start()
	env := s.apply(cronJob("export").annotated("start-grace", brief).shaped(func(c *batchv1.CronJobSpec) {
		main := &c.JobTemplate.Spec.Template.Spec.Containers[0]
		main.EnvFrom = []corev1.EnvFromSource{{ConfigMapRef: &corev1.ConfigMapEnvSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: "export-settings"},
		}}}
	}))
	mount := s.apply(cronJob("load").annotated("start-grace", brief).shaped(func(c *batchv1.CronJobSpec) {
		pod := &c.JobTemplate.Spec.Template.Spec
		pod.Volumes = append(pod.Volumes, corev1.Volume{Name: "settings", VolumeSource: corev1.VolumeSource{
			ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "load-settings"}},
		}})
		pod.Containers[0].VolumeMounts = append(pod.Containers[0].VolumeMounts, corev1.VolumeMount{Name: "settings", MountPath: "/etc/load"})
	}))
	root := s.expect(told("export", "is stuck").
		why(`container "main" refers to the ConfigMap "export-settings", which is not there`,
			`CreateContainerConfigError: configmap "export-settings" not found`, "create it, or correct the reference"))
	s.verdict(of(env), "stuck", "ContainerConfig")
	other := s.expect(told("load", "is stuck").why(`a volume of the pod needs the ConfigMap "load-settings", which is not there`,
		`configmap "load-settings" not found`))
	s.verdict(of(mount), "stuck", "VolumeMount")

	_, err := s.env.Client.CoreV1().ConfigMaps(s.namespace).Create(s.ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "export-settings"}, Data: map[string]string{"REGION": "eu"},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s.expectNow(root, told("export", "recovered").good().why("It succeeded"))
	s.verdict(of(env), "succeeded", "")
	s.expectNothingElse()
	s.expectReplies(root, 1)
	s.expectReplies(other, 0)
}
