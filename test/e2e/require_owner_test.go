package e2e

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	requireOwner = "rollcall.dev/require-owner"
	refusal      = "this CronJob has no owner: set the annotation rollcall.dev/owner"
)

// warnings keeps what the API server warns of. It is safe for concurrent use.
type warnings struct {
	mu  sync.Mutex
	all []string
}

func (w *warnings) HandleWarningHeader(_ int, _ string, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, text)
}

// take returns the warnings since it was called last.
func (w *warnings) take() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := strings.Join(w.all, "\n")
	w.all = nil
	return all
}

// TestRequireOwner: the optional admission policy, on a real API server. It refuses a CronJob without an owner where a namespace asks for
// that, warns where it asks for a warning, and concerns nobody else.
func TestRequireOwner(t *testing.T) {
	s := newScenario(t)
	policy, err := readManifests("optional/policy-require-owner.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.env.Apply(s.ctx, "", policy); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.env.Delete(context.WithoutCancel(s.ctx), "", policy); err != nil {
			t.Errorf("cleaning up: %v", err)
		}
	})
	heard := &warnings{}
	config := rest.CopyConfig(s.env.Rest)
	config.WarningHandler = heard
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	o := ownerPolicy{s, client.BatchV1().CronJobs(s.namespace).Create, heard}

	old := o.create("old", nil) // made before anybody asked for an owner
	o.create("leaving", nil, "rollcall.dev/e2e")
	o.ask("warn")
	eventually(t, soon, "the API server warns", func() (bool, string) {
		err := o.try("try", nil)
		if err != nil {
			t.Fatalf("refused where it is only to warn: %v", err)
		}
		said := heard.take()
		return strings.Contains(said, refusal), said
	})
	o.create("owned", map[string]string{"a8r.io/owner": "billing"})
	if said := heard.take(); said != "" {
		t.Errorf("of a job with an owner it warns: %s", said)
	}

	o.ask("enforce")
	eventually(t, soon, "the API server refuses", func() (bool, string) {
		err := o.try("try", nil)
		return err != nil, fmt.Sprint(err)
	})
	for name, tc := range map[string]struct {
		annotations map[string]string
		passes      bool
	}{
		"nothing": {nil, false}, "a blank": {map[string]string{"rollcall.dev/owner": " "}, false},
		"another annotation": {map[string]string{"rollcall.dev/severity": "high"}, false},
		"ours":               {map[string]string{"rollcall.dev/owner": "billing"}, true}, "the alias": {map[string]string{"a8r.io/owner": "billing"}, true},
	} {
		err := o.try("try", tc.annotations)
		if tc.passes && err != nil || !tc.passes && (!apierrors.IsInvalid(err) || !strings.Contains(err.Error(), refusal)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o.changes(old)
	o.leaves("leaving")
}

// ownerPolicy creates CronJobs as their authors do.
type ownerPolicy struct {
	*scenario
	post  func(context.Context, *batchv1.CronJob, metav1.CreateOptions) (*batchv1.CronJob, error)
	heard *warnings
}

func (o ownerPolicy) object(name string, annotations map[string]string) *batchv1.CronJob {
	c := cronJob(name).every(never).object(o.env.BusyboxImage)
	c.Annotations = annotations
	return c
}

func (o ownerPolicy) create(name string, annotations map[string]string, finalizers ...string) *batchv1.CronJob {
	o.t.Helper()
	c := o.object(name, annotations)
	c.Finalizers = finalizers
	c, err := o.post(o.ctx, c, metav1.CreateOptions{})
	if err != nil {
		o.t.Fatalf("CronJob %s: %v", name, err)
	}
	return c
}

// try says what the API server would say of a CronJob, without making it.
func (o ownerPolicy) try(name string, annotations map[string]string) error {
	_, err := o.post(o.ctx, o.object(name, annotations), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	return err
}

// ask labels the namespace.
func (o ownerPolicy) ask(mode string) {
	o.t.Helper()
	patch := fmt.Sprintf(`{"metadata":{"labels":{%q:%q}}}`, requireOwner, mode)
	_, err := o.env.Client.CoreV1().Namespaces().Patch(o.ctx, o.namespace, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		o.t.Fatalf("namespace: %v", err)
	}
}

// changes shows that a job from before is asked with its next change, and that nothing keeps it from being run by hand or deleted, nor a
// controller from making one of its own.
func (o ownerPolicy) changes(old *batchv1.CronJob) {
	o.t.Helper()
	all := o.env.Client.BatchV1().CronJobs(o.namespace)
	patched := func(patch string) error {
		_, err := all.Patch(o.ctx, old.Name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
		return err
	}
	if err := patched(`{"spec":{"schedule":"0 1 29 2 *"}}`); !apierrors.IsInvalid(err) {
		o.t.Errorf("a change without an owner: %v", err)
	}
	if err := patched(`{"metadata":{"annotations":{"rollcall.dev/owner":"billing"}},"spec":{"schedule":"0 1 29 2 *"}}`); err != nil {
		o.t.Errorf("a change with an owner: %v", err)
	}
	if err := patched(`{"metadata":{"annotations":{"rollcall.dev/owner":null}}}`); !apierrors.IsInvalid(err) {
		o.t.Errorf("the owner is taken away: %v", err)
	}
	if run := o.trigger(old.Name); run.Name == "" {
		o.t.Error("it cannot be run by hand")
	}
	made := o.object("made", nil)
	made.OwnerReferences = []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "CronJob", Name: old.Name, UID: old.UID, Controller: new(true)}}
	if _, err := o.post(o.ctx, made, metav1.CreateOptions{}); err != nil {
		o.t.Errorf("a controller's own: %v", err)
	}
	if err := all.Delete(o.ctx, "made", metav1.DeleteOptions{}); err != nil {
		o.t.Errorf("it cannot be deleted: %v", err)
	}
}

// leaves shows that a job with a finalizer can go: who takes it off changes a job that has no owner.
func (o ownerPolicy) leaves(name string) {
	o.t.Helper()
	all := o.env.Client.BatchV1().CronJobs(o.namespace)
	if err := all.Delete(o.ctx, name, metav1.DeleteOptions{}); err != nil {
		o.t.Fatal(err)
	}
	_, err := all.Patch(o.ctx, name, types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`), metav1.PatchOptions{})
	if err != nil {
		o.t.Errorf("its finalizer stays: %v", err)
	}
}
