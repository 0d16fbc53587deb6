package kube

import (
	"maps"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

// slim makes a transform of f, which drops from an object what nobody here reads, before it is held in memory.
func slim[T metav1.Object](f func(T)) func(any) (any, error) {
	return func(in any) (any, error) {
		if object, ok := in.(T); ok {
			slimMeta(object)
			f(object)
		}
		return in, nil
	}
}

func slimMeta(object metav1.Object) {
	object.SetManagedFields(nil)
	if _, ok := object.GetAnnotations()[corev1.LastAppliedConfigAnnotation]; ok {
		kept := maps.Clone(object.GetAnnotations())
		delete(kept, corev1.LastAppliedConfigAnnotation)
		object.SetAnnotations(kept)
	}
}

// slimCronJob keeps of the pods to come what the injection of check-ins looks at, and a note of their setup.
func slimCronJob(cj *batchv1.CronJob) {
	noteSetup(cj, &cj.Spec.JobTemplate.Spec.Template)
	full := cj.Spec.JobTemplate.Spec.Template.Spec
	pod := slimPodSpec(full)
	pod.OS, pod.NodeSelector = full.OS, full.NodeSelector
	for i, c := range full.InitContainers {
		if c.Name == diagnose.CheckInContainer {
			pod.InitContainers[i].Args = c.Args
		}
	}
	cj.Spec.JobTemplate.Spec = batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: pod}}
}

// slimJob keeps of the pods to come what says how often they are tried, and a note of their setup.
func slimJob(job *batchv1.Job) {
	noteSetup(job, &job.Spec.Template)
	job.Spec.Template = corev1.PodTemplateSpec{Spec: corev1.PodSpec{RestartPolicy: job.Spec.Template.Spec.RestartPolicy}}
}

func slimPod(p *corev1.Pod) { p.Spec = slimPodSpec(p.Spec) }

// slimNamespace keeps what a namespace says of itself.
func slimNamespace(n *corev1.Namespace) {
	n.Spec, n.Status = corev1.NamespaceSpec{}, corev1.NamespaceStatus{}
}

// slimPodSpec keeps what evidence shows.
func slimPodSpec(s corev1.PodSpec) corev1.PodSpec {
	return corev1.PodSpec{
		NodeName: s.NodeName, InitContainers: slimContainers(s.InitContainers), Containers: slimContainers(s.Containers),
	}
}

func slimContainers(all []corev1.Container) []corev1.Container {
	kept := make([]corev1.Container, 0, len(all))
	for _, c := range all {
		k := corev1.Container{Name: c.Name, Image: c.Image, RestartPolicy: c.RestartPolicy}
		if limit, ok := c.Resources.Limits[corev1.ResourceMemory]; ok {
			k.Resources.Limits = corev1.ResourceList{corev1.ResourceMemory: limit}
		}
		kept = append(kept, k)
	}
	return kept
}
