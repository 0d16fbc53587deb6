package manifests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/config"
)

// TestRestricted asks for each field of the restricted profile (Kubernetes, "Pod Security Standards") and for what we add.
func TestRestricted(t *testing.T) {
	t.Parallel()
	objects := load(t)
	labels := only[*corev1.Namespace](t, objects).Labels
	for _, mode := range []string{"enforce", "audit", "warn"} {
		if got := labels["pod-security.kubernetes.io/"+mode]; got != "restricted" {
			t.Errorf("the namespace has %s: %q", mode, got)
		}
	}
	pod := only[*appsv1.Deployment](t, objects).Spec.Template.Spec
	if pod.HostNetwork || pod.HostPID || pod.HostIPC {
		t.Error("a host namespace")
	}
	s := pod.SecurityContext
	if s == nil || s.RunAsNonRoot == nil || !*s.RunAsNonRoot || s.RunAsUser == nil || *s.RunAsUser != 65532 ||
		s.FSGroup == nil || *s.FSGroup != 65532 || s.SeccompProfile == nil ||
		s.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Errorf("security context of the pod: %+v", s)
	}
	for _, v := range pod.Volumes {
		if v.ConfigMap == nil && v.EmptyDir == nil && v.PersistentVolumeClaim == nil {
			t.Errorf("volume %s is of a kind that nobody thought of", v.Name)
		}
	}
	if len(pod.InitContainers) > 0 || len(pod.Containers) != 1 {
		t.Fatal("other containers than expected: look at each")
	}
	c := pod.Containers[0]
	cs := c.SecurityContext
	if cs == nil || cs.AllowPrivilegeEscalation == nil || *cs.AllowPrivilegeEscalation || cs.Privileged != nil ||
		cs.ReadOnlyRootFilesystem == nil || !*cs.ReadOnlyRootFilesystem || cs.Capabilities == nil ||
		!slices.Equal(cs.Capabilities.Drop, []corev1.Capability{"ALL"}) || cs.Capabilities.Add != nil {
		t.Errorf("security context of the container: %+v", cs)
	}
	if c.Resources.Requests.Cpu().IsZero() || c.Resources.Requests.Memory().IsZero() || c.Resources.Limits.Memory().IsZero() {
		t.Error("no requests or no limit")
	}
}

// TestOneWriter: SQLite on one volume allows one process at a time.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	spec := only[*appsv1.Deployment](t, load(t)).Spec
	if spec.Replicas == nil || *spec.Replicas != 1 || spec.Strategy.Type != appsv1.RecreateDeploymentStrategyType {
		t.Errorf("%v replicas, strategy %s", spec.Replicas, spec.Strategy.Type)
	}
}

// TestPartsFit: what one manifest names, another one has.
func TestPartsFit(t *testing.T) {
	t.Parallel()
	objects := load(t)
	d := only[*appsv1.Deployment](t, objects)
	pod := d.Spec.Template
	c := pod.Spec.Containers[0]
	if !slices.ContainsFunc(objects, func(o object) bool {
		account, ok := o.v.(*corev1.ServiceAccount)
		return ok && o.file == "serviceaccount.yaml" && account.Name == pod.Spec.ServiceAccountName
	}) {
		t.Error("another service account")
	}
	if !contains(pod.Labels, d.Spec.Selector.MatchLabels) {
		t.Error("the Deployment does not select its own pods")
	}
	ports := map[string]int32{}
	for _, p := range c.Ports {
		ports[p.Name] = p.ContainerPort
	}
	for _, o := range objects {
		if s, ok := o.v.(*corev1.Service); ok {
			if !contains(pod.Labels, s.Spec.Selector) {
				t.Errorf("%s selects nothing", o.file)
			}
			if target := s.Spec.Ports[0].TargetPort; target.StrVal != "" && ports[target.StrVal] == 0 {
				t.Errorf("%s: no port %s", o.file, target.StrVal)
			}
		}
	}
	for path, probe := range map[string]*corev1.Probe{
		"/healthz": c.LivenessProbe, "/readyz": c.ReadinessProbe,
	} {
		if probe == nil || probe.HTTPGet == nil || probe.HTTPGet.Path != path || ports[probe.HTTPGet.Port.StrVal] == 0 {
			t.Errorf("no probe of %s", path)
		}
	}
	claim := only[*corev1.PersistentVolumeClaim](t, objects).Name
	settings := only[*corev1.ConfigMap](t, objects).Name
	for _, v := range pod.Spec.Volumes {
		if v.PersistentVolumeClaim != nil && v.PersistentVolumeClaim.ClaimName != claim ||
			v.ConfigMap != nil && v.ConfigMap.Name != settings {
			t.Errorf("volume %s names what is not there", v.Name)
		}
	}
	if secret := only[*corev1.Secret](t, objects).Name; c.EnvFrom[0].SecretRef.Name != secret || !*c.EnvFrom[0].SecretRef.Optional {
		t.Error("the example of a Secret is not the one that is used, or Rollcall does not start without it")
	}
}

// TestConfiguration loads rollcall.yaml as Rollcall will, and checks it against the pod.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	objects := load(t)
	text := only[*corev1.ConfigMap](t, objects).Data["rollcall.yaml"]
	file := filepath.Join(t.TempDir(), "rollcall.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, warnings, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range warnings {
		t.Errorf("a warning for everybody who tries it: %s", w)
	}
	c := only[*appsv1.Deployment](t, objects).Spec.Template.Spec.Containers[0]
	if cfg.Listen != ":8080" || c.Ports[0].ContainerPort != 8080 {
		t.Errorf("listens on %q, the container on %d", cfg.Listen, c.Ports[0].ContainerPort)
	}
	if cfg.Store.Driver != config.SQLite || !slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool {
		return strings.HasPrefix(cfg.Store.Path, m.MountPath+"/") && !m.ReadOnly
	}) {
		t.Errorf("the store %s is on no volume", cfg.Store)
	}
	if cfg.Kubernetes.Checkin != config.CheckinNone {
		t.Error("it injects without being asked")
	}
}

// contains reports whether labels has all of the selector, which selects something.
func contains(labels, selector map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) > 0
}
