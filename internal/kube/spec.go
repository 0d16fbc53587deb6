package kube

import corev1 "k8s.io/api/core/v1"

// SpecOf is the hash of what a pod is made from, as the Setup of its CronJob has it; empty where there is nothing to hash.
func SpecOf(t corev1.PodTemplateSpec) string {
	if s := setupOf(&t); s != nil {
		return s.Spec
	}
	return ""
}
