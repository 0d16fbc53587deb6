package kube

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
)

// SpecOf is the hash of what a pod is made from, as monitor.Setup has it. Values of env variables do not count: a hash of few bits of secret
// is the secret.
func SpecOf(t corev1.PodTemplateSpec) string {
	pod := t.Spec.DeepCopy()
	for _, containers := range [][]corev1.Container{pod.InitContainers, pod.Containers} {
		for _, c := range containers {
			for i := range c.Env {
				c.Env[i].Value = ""
			}
		}
	}
	doc, err := json.Marshal(pod)
	if err != nil {
		return "" // the API server has sent it as JSON or could have
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:])
}
