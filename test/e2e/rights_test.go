package e2e

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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

// logless may do what the first one may, but read no logs.
func logless() account {
	a := account{"e2e-logless", watcher().files}
	a.files = slices.DeleteFunc(a.files, func(file string) bool { return file == "rbac-logs.yaml" })
	return a
}

func patcher() account {
	return account{"e2e-cronjob", append(watcher().files, "optional/rbac-checkin-cronjob.yaml")}
}

// remedier may act as rollcall-remedies, which has rights only where a namespace gives them to it.
func remedier() account {
	return account{"e2e-remedies", append(watcher().files, "optional/rbac-remedies.yaml")}
}

// allow gives each account its rights.
func (e *environment) allow(ctx context.Context) error {
	manifests, err := readManifests("00-namespace.yaml", "serviceaccount.yaml", "optional/policy-remedies.yaml")
	if err != nil {
		return err
	}
	if err := e.Apply(ctx, "", manifests); err != nil {
		return err
	}
	for _, a := range []account{watcher(), admitter(), patcher(), logless(), remedier()} {
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

// TestWithoutLogs: without the right to read logs everything else is told, and what is missing is said, with what is needed for it.
func TestWithoutLogs(t *testing.T) {
	s := newScenario(t, func(set *settings) { set.account = logless() })
	s.start()
	c := s.apply(cronJob("close").every(never).fails(3, "FATAL: boom"))
	run := s.trigger("close")

	root := s.expect(told("close", "failed").
		why(`container "main" ended with exit code 3`, "run "+run.Name,
			"could not be read: the log of container main in pod "+run.Name, "forbidden", "Rollcall's service account needs get on pods/log").
		not("FATAL: boom"))
	s.verdict(of(c), "failed", "ExitCode", "manual")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}
