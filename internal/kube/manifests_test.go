package kube_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"rollcall.dev/rollcall/internal/kube"
)

// kindsAndNames reads documents back.
func kindsAndNames(t *testing.T, text []byte) string {
	t.Helper()
	var all []string
	for doc := range strings.SplitSeq(strings.TrimPrefix(string(text), "---\n"), "---\n") {
		var o struct {
			Kind     string
			Metadata struct{ Namespace, Name string }
		}
		if err := json.Unmarshal([]byte(doc), &o); err != nil {
			t.Fatalf("%v: %s", err, doc)
		}
		all = append(all, o.Kind+" "+o.Metadata.Namespace+"/"+o.Metadata.Name)
	}
	return strings.Join(all, ", ")
}

func TestManifests(t *testing.T) {
	t.Parallel()
	api := fake.NewClientset(
		&batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Namespace: "a", Name: "x"}, Spec: batchv1.CronJobSpec{Schedule: "@daily"}},
		&batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Namespace: "b", Name: "y"}},
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a"}},
	)
	for want, n := range map[string]kube.Namespaces{
		"CronJob a/x, CronJob b/y, Namespace /a": {},
		"CronJob a/x, Namespace /a":              {Exclude: []string{"b*"}},
		"CronJob b/y, Namespace /a":              {Include: []string{"b"}},
	} {
		text, err := kube.Manifests(t.Context(), api, n)
		if err != nil {
			t.Fatal(err)
		}
		if got := kindsAndNames(t, text); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestManifestsWithoutRights: namespaces may be closed, CronJobs may not.
func TestManifestsWithoutRights(t *testing.T) {
	t.Parallel()
	closed := ""
	api := fake.NewClientset(&batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Namespace: "a", Name: "x"}})
	api.PrependReactor("list", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		if resource := action.GetResource(); resource.Resource == closed {
			return true, nil, apierrors.NewForbidden(schema.GroupResource{Resource: closed}, "", errors.New("no"))
		}
		return false, nil, nil
	})
	closed = "namespaces"
	text, err := kube.Manifests(t.Context(), api, kube.Namespaces{})
	if err != nil || kindsAndNames(t, text) != "CronJob a/x" {
		t.Errorf("%s, %v", text, err)
	}
	closed = "cronjobs"
	if _, err = kube.Manifests(t.Context(), api, kube.Namespaces{}); !apierrors.IsForbidden(err) {
		t.Error(err)
	}
}

func TestAnnotationProblems(t *testing.T) {
	t.Parallel()
	got := kube.AnnotationProblems(map[string]string{"rollcall.dev/grace": "soon", "rollcall.dev/severity": "high", "rollcall.dev/monitor": "no"})
	if len(got) != 2 || got[0].Annotation != "rollcall.dev/monitor" || got[1].Value != "soon" || got[1].Allowed == "" {
		t.Error(got)
	}
}
