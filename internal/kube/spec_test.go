package kube

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// TestSpecOf: what is hashed before something is done is what the definition of the job was hashed from.
func TestSpecOf(t *testing.T) {
	t.Parallel()
	template := corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "close:1"}}}}
	if got, want := SpecOf(template), setupOf(&template).Spec; got != want || got == "" {
		t.Errorf("%q, want %q", got, want)
	}
	if got := SpecOf(corev1.PodTemplateSpec{}); got != "" {
		t.Errorf("nothing is hashed as %q", got)
	}
}
