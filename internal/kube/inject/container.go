package inject

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"rollcall.dev/rollcall/internal/diagnose"
)

// nobody is the user that the container runs as, whatever the image and the pod say.
const nobody = 65532

// container is what is added to a pod: it reports that the run has come this far, and ends with 0 within the bounds of
// rollcall ping, whether or not anybody answers. It stands last among the init containers, so that what a pod needs to reach
// the network (a mesh's sidecar) is there before it.
func container(image, url string) corev1.Container {
	yes, no, user := true, false, int64(nobody)
	return corev1.Container{
		Name:            diagnose.CheckInContainer,
		Image:           image,
		ImagePullPolicy: corev1.PullIfNotPresent,
		Args:            []string{"ping", url},
		Resources: corev1.ResourceRequirements{
			Requests: corev1.ResourceList{
				corev1.ResourceCPU: resource.MustParse("10m"), corev1.ResourceMemory: resource.MustParse("16Mi"),
			},
			Limits: corev1.ResourceList{
				corev1.ResourceCPU: resource.MustParse("50m"), corev1.ResourceMemory: resource.MustParse("64Mi"),
			},
		},
		SecurityContext: &corev1.SecurityContext{
			RunAsNonRoot: &yes, RunAsUser: &user, RunAsGroup: &user,
			AllowPrivilegeEscalation: &no, ReadOnlyRootFilesystem: &yes, Privileged: &no,
			Capabilities:   &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
			SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		},
	}
}

// injected returns the check-in container of a pod; nil where it has none.
func injected(pod *corev1.PodSpec) *corev1.Container {
	for i := range pod.InitContainers {
		if pod.InitContainers[i].Name == diagnose.CheckInContainer {
			return &pod.InitContainers[i]
		}
	}
	return nil
}

// canRun reports whether the container can run in a pod: our image is for Linux.
func canRun(pod *corev1.PodSpec) bool {
	return (pod.OS == nil || pod.OS.Name != corev1.Windows) && pod.NodeSelector[corev1.LabelOSStable] != string(corev1.Windows)
}
