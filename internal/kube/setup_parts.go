package kube

import corev1 "k8s.io/api/core/v1"

// template is the template of a pod by the parts that are told apart, each as a pod in which there is nothing else.
type template struct {
	images, command, env, resources, volumes, others corev1.PodSpec
}

// take moves out of a container what belongs to the parts.
func (t *template) take(c *corev1.Container) {
	add := func(to *corev1.PodSpec, some corev1.Container) {
		some.Name = c.Name
		to.Containers = append(to.Containers, some)
	}
	add(&t.images, corev1.Container{Image: c.Image})
	add(&t.command, corev1.Container{Command: c.Command, Args: c.Args, WorkingDir: c.WorkingDir})
	add(&t.env, corev1.Container{Env: c.Env, EnvFrom: c.EnvFrom})
	add(&t.resources, corev1.Container{Resources: c.Resources})
	add(&t.volumes, corev1.Container{VolumeMounts: c.VolumeMounts, VolumeDevices: c.VolumeDevices})
	c.Image, c.Command, c.Args, c.WorkingDir, c.Env, c.EnvFrom = "", nil, nil, "", nil, nil
	c.Resources, c.VolumeMounts, c.VolumeDevices = corev1.ResourceRequirements{}, nil, nil
}

// takeRest takes what is left of a pod once its containers have been taken from.
func (t *template) takeRest(pod *corev1.PodSpec) {
	t.resources.Resources, t.resources.Overhead = pod.Resources, pod.Overhead
	t.volumes.Volumes = pod.Volumes
	pod.Resources, pod.Overhead, pod.Volumes = nil, nil, nil
	t.others = *pod
}

// inOrder are the images, and then the parts in the order of monitor.SpecParts.
func (t *template) inOrder() []corev1.PodSpec {
	return []corev1.PodSpec{t.images, t.command, t.env, t.resources, t.volumes, t.others}
}
