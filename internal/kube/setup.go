package kube

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

const (
	// setupForm numbers the form that is hashed: whoever changes what goes into it counts on, so that an update of Rollcall is no
	// change of every job.
	setupForm = "1"
	// maxSetupImages and maxConfigs bound what is kept of a template that has very many containers, or reads very many objects.
	maxSetupImages = 8
	maxConfigs     = 16
	maxSetupImage  = 256
)

// setupOf is what a pod is made from, in a form in which the template of a CronJob and that of each Job made from it are the same: labels
// and annotations, which the controller adds to, the check-in container that Rollcall itself adds, and what only spells out a default do
// not count. Values of env variables do not either: a hash of few bits of secret is the secret. Nil where there is no template.
func setupOf(t *corev1.PodTemplateSpec) *monitor.Setup {
	pod := normal(t.Spec)
	all := containersOf(&pod)
	if len(all) == 0 {
		return nil
	}
	s := &monitor.Setup{Config: configsOf(&pod)}
	var parts template
	for _, c := range all {
		if len(s.Images) < maxSetupImages {
			s.Images = append(s.Images, monitor.Image{Container: c.Name, Image: clip(c.Image, maxSetupImage)})
		}
		parts.take(c)
	}
	parts.takeRest(&pod)
	whole := sha256.New()
	for _, part := range parts.inOrder() {
		doc, err := json.Marshal(part)
		if err != nil {
			return nil // the API server has sent it as JSON or could have
		}
		sum := sha256.Sum256(doc)
		s.Parts += hex.EncodeToString(sum[:])[:monitor.PartLen]
		_, _ = whole.Write(sum[:])
	}
	s.Parts = s.Parts[monitor.PartLen:] // the images are compared by name
	s.Spec = setupForm + "." + hex.EncodeToString(whole.Sum(nil))[:16]
	return s
}

// normal is a copy of what a pod is to be, without what says nothing of the work: see setupOf.
func normal(spec corev1.PodSpec) corev1.PodSpec {
	pod := *spec.DeepCopy()
	ours := func(c corev1.Container) bool { return c.Name == diagnose.CheckInContainer }
	pod.InitContainers = slices.DeleteFunc(pod.InitContainers, ours)
	slices.SortStableFunc(pod.Containers, func(a, b corev1.Container) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortStableFunc(pod.Volumes, func(a, b corev1.Volume) int { return cmp.Compare(a.Name, b.Name) })
	for i := range pod.Volumes {
		plainVolume(&pod.Volumes[i])
	}
	for _, c := range containersOf(&pod) {
		plainContainer(c)
	}
	pod.DeprecatedServiceAccount = ""
	unsay(&pod.DNSPolicy, corev1.DNSClusterFirst)
	unsay(&pod.SchedulerName, corev1.DefaultSchedulerName)
	unsayPointer(&pod.TerminationGracePeriodSeconds, corev1.DefaultTerminationGracePeriodSeconds)
	unsayPointer(&pod.EnableServiceLinks, corev1.DefaultEnableServiceLinks)
	if pod.SecurityContext != nil && reflect.ValueOf(*pod.SecurityContext).IsZero() {
		pod.SecurityContext = nil
	}
	return pod
}

// plainContainer leaves out of a container its secrets and the API server's defaults (SetDefaults_Container in pkg/apis/core/v1).
func plainContainer(c *corev1.Container) {
	unsay(&c.TerminationMessagePath, corev1.TerminationMessagePathDefault)
	unsay(&c.TerminationMessagePolicy, corev1.TerminationMessageReadFile)
	c.ImagePullPolicy = "" // the default follows from the image
	slices.SortStableFunc(c.Env, func(a, b corev1.EnvVar) int { return cmp.Compare(a.Name, b.Name) })
	for i := range c.Env {
		c.Env[i].Value = ""
		if from := c.Env[i].ValueFrom; from != nil && from.FieldRef != nil {
			unsay(&from.FieldRef.APIVersion, "v1")
		}
	}
}

// plainVolume leaves out of a volume the API server's defaults.
func plainVolume(v *corev1.Volume) {
	const mode = int32(0o644) // corev1.SecretVolumeSourceDefaultMode and its like
	switch {
	case v.ConfigMap != nil:
		unsayPointer(&v.ConfigMap.DefaultMode, mode)
	case v.Secret != nil:
		unsayPointer(&v.Secret.DefaultMode, mode)
	case v.Projected != nil:
		unsayPointer(&v.Projected.DefaultMode, mode)
	case v.DownwardAPI != nil:
		unsayPointer(&v.DownwardAPI.DefaultMode, mode)
	case v.HostPath != nil:
		unsayPointer(&v.HostPath.Type, corev1.HostPathUnset)
	}
}

func unsay[T comparable](value *T, byDefault T) {
	if *value == byDefault {
		var nothing T
		*value = nothing
	}
}

func unsayPointer[T comparable](value **T, byDefault T) {
	if *value != nil && **value == byDefault {
		*value = nil
	}
}

// containersOf are all containers of a pod, the init containers first.
func containersOf(pod *corev1.PodSpec) []*corev1.Container {
	all := make([]*corev1.Container, 0, len(pod.InitContainers)+len(pod.Containers))
	for i := range pod.InitContainers {
		all = append(all, &pod.InitContainers[i])
	}
	for i := range pod.Containers {
		all = append(all, &pod.Containers[i])
	}
	return all
}

// configsOf are the objects that a pod reads its settings from, by name.
func configsOf(pod *corev1.PodSpec) []monitor.Config {
	named := map[string]bool{}
	secret := func(name string) { named["secret/"+name] = name != "" }
	configMap := func(name string) { named["configmap/"+name] = name != "" }
	for _, c := range containersOf(pod) {
		for _, e := range c.EnvFrom {
			if e.SecretRef != nil {
				secret(e.SecretRef.Name)
			}
			if e.ConfigMapRef != nil {
				configMap(e.ConfigMapRef.Name)
			}
		}
		for _, e := range c.Env {
			if e.ValueFrom != nil && e.ValueFrom.SecretKeyRef != nil {
				secret(e.ValueFrom.SecretKeyRef.Name)
			}
			if e.ValueFrom != nil && e.ValueFrom.ConfigMapKeyRef != nil {
				configMap(e.ValueFrom.ConfigMapKeyRef.Name)
			}
		}
	}
	for _, v := range pod.Volumes {
		mounted(v.VolumeSource, secret, configMap)
	}
	maps.DeleteFunc(named, func(_ string, there bool) bool { return !there })
	var all []monitor.Config
	for _, object := range slices.Sorted(maps.Keys(named)) {
		if len(all) < maxConfigs {
			all = append(all, monitor.Config{Object: object})
		}
	}
	return all
}

// mounted names the objects that a volume shows.
func mounted(v corev1.VolumeSource, secret, configMap func(name string)) {
	if v.Secret != nil {
		secret(v.Secret.SecretName)
	}
	if v.ConfigMap != nil {
		configMap(v.ConfigMap.Name)
	}
	if v.Projected == nil {
		return
	}
	for _, from := range v.Projected.Sources {
		if from.Secret != nil {
			secret(from.Secret.Name)
		}
		if from.ConfigMap != nil {
			configMap(from.ConfigMap.Name)
		}
	}
}
