package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// account is a service account of namespace rollcall, with the rights of some of the files in deploy/kubernetes.
type account struct {
	name  string
	files []string
}

// The accounts, a feature each. The first is that of the manifests themselves.
func watcher() account {
	return account{"rollcall", []string{"rbac-watch.yaml", "rbac-logs.yaml", "rbac-leases-read.yaml", "rbac-namespaces-read.yaml"}}
}

func admitter() account {
	return account{"e2e-admission", append(watcher().files, "optional/rbac-checkin-admission.yaml")}
}

func patcher() account {
	return account{"e2e-cronjob", append(watcher().files, "optional/rbac-checkin-cronjob.yaml")}
}

// allow gives each account its rights.
func (e *environment) allow(ctx context.Context) error {
	manifests, err := readManifests("00-namespace.yaml", "serviceaccount.yaml")
	if err != nil {
		return err
	}
	if err := e.Apply(ctx, "", manifests); err != nil {
		return err
	}
	for _, a := range []account{watcher(), admitter(), patcher()} {
		if err := e.allowAccount(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (e *environment) allowAccount(ctx context.Context, a account) error {
	manifests, err := readManifests(a.files...)
	if err != nil {
		return err
	}
	if a.name != watcher().name {
		manifests = forAccount(manifests, a.name) + "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: " + a.name + ", namespace: rollcall}\n"
	}
	if err := e.Apply(ctx, "", manifests); err != nil {
		return err
	}
	kubeconfig, err := e.ServiceAccountKubeconfig(ctx, "rollcall", a.name)
	if err != nil {
		return err
	}
	return os.WriteFile(e.kubeconfig(a), []byte(kubeconfig), 0o600)
}

// kubeconfig is the file of an account.
func (e *environment) kubeconfig(a account) string { return filepath.Join(e.dir, a.name+".kubeconfig") }

// forAccount makes the bindings of the manifests those of another account.
func forAccount(manifests, name string) string {
	documents := strings.Split(manifests, "\n---\n")
	for i, d := range documents {
		if strings.Contains(d, "Binding\n") {
			d = strings.Replace(d, "\nmetadata:\n  name: ", "\nmetadata:\n  name: "+name+"-", 1)
			documents[i] = strings.Replace(d, "kind: ServiceAccount\n    name: rollcall\n", "kind: ServiceAccount\n    name: "+name+"\n", 1)
		}
	}
	return strings.Join(documents, "\n---\n") + "\n---\n"
}

// TestRightsAreForTheAccount guards the rewriting above against a change of the manifests' layout.
func TestRightsAreForTheAccount(t *testing.T) {
	t.Parallel()
	manifests, err := readManifests("rbac-watch.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := forAccount(manifests, "somebody")
	for _, want := range []string{"kind: ServiceAccount\n    name: somebody\n", "metadata:\n  name: somebody-rollcall-watch\n", "metadata:\n  name: rollcall-watch\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}
