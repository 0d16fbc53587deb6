package cluster

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const inClusterImage = "example.com/incluster:1"

// testInCluster runs a Deployment under restricted pod security, from an image
// that was imported, and reaches it through its Service: from this machine, and
// through the API server, as a webhook would be.
func testInCluster(t *testing.T, c *Cluster) {
	if err := c.ImportImage(t.Context(), buildImage(t)); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(c.HostIP(), "0"))
	if err != nil {
		t.Fatal(err)
	}
	machine := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	machine.Listener = listener
	machine.Start()
	defer machine.Close()

	const namespace = "restricted"
	_, err = c.client.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: namespace, Labels: map[string]string{"pod-security.kubernetes.io/enforce": "restricted"},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]string{"app": "incluster"}
	_, err = c.client.AppsV1().Deployments(namespace).Create(t.Context(), deployment(labels, machine.URL), metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	service, err := c.client.CoreV1().Services(namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "incluster"},
		Spec: corev1.ServiceSpec{
			Selector: labels, Ports: []corev1.ServicePort{{Port: 80, TargetPort: intstr.FromInt32(8080)}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the service from this machine", func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+service.Spec.ClusterIP+"/", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s (%w)", resp.Status, body, err)
		}
		return nil
	})
	eventually(t, "the service from the API server", func(ctx context.Context) error {
		_, err := c.client.CoreV1().Services(namespace).ProxyGet("http", "incluster", "80", "/", nil).DoRaw(ctx)
		return err
	})
}

func deployment(labels map[string]string, machineURL string) *appsv1.Deployment {
	yes, no, user := true, false, int64(65534)
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "incluster"},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec: corev1.PodSpec{
					SecurityContext: &corev1.PodSecurityContext{
						RunAsNonRoot: &yes, RunAsUser: &user,
						SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
					},
					Containers: []corev1.Container{{
						Name: "main", Image: inClusterImage, Env: []corev1.EnvVar{{Name: "MACHINE_URL", Value: machineURL}},
						SecurityContext: &corev1.SecurityContext{
							AllowPrivilegeEscalation: &no, ReadOnlyRootFilesystem: &yes,
							Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
						},
					}},
				},
			},
		},
	}
}

// buildImage is an archive with an image that is one static program.
func buildImage(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "incluster")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./testdata/incluster")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	if err := addFile(w, &tar.Header{Name: "incluster", Mode: 0o755}, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "image.tar")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := writeArchive(f, map[string]image{inClusterImage: {layer: layer.Bytes(), command: []string{"/incluster"}}}); err != nil {
		t.Fatal(err)
	}
	return path
}
