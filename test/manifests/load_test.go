package manifests

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

const folder = "../../deploy/kubernetes"

// object is a manifest with the file that it stands in.
type object struct {
	file string // relative to the folder
	v    metav1.Object
}

// kinds are the types that manifests may be of.
func kinds() map[string]func() metav1.Object {
	return map[string]func() metav1.Object{
		"v1/Namespace":                           func() metav1.Object { return &corev1.Namespace{} },
		"v1/ServiceAccount":                      func() metav1.Object { return &corev1.ServiceAccount{} },
		"v1/ConfigMap":                           func() metav1.Object { return &corev1.ConfigMap{} },
		"v1/Secret":                              func() metav1.Object { return &corev1.Secret{} },
		"v1/Service":                             func() metav1.Object { return &corev1.Service{} },
		"v1/PersistentVolumeClaim":               func() metav1.Object { return &corev1.PersistentVolumeClaim{} },
		"apps/v1/Deployment":                     func() metav1.Object { return &appsv1.Deployment{} },
		rbac + "/" + kindClusterRole:             func() metav1.Object { return &rbacv1.ClusterRole{} },
		rbac + "/" + kindClusterRole + "Binding": func() metav1.Object { return &rbacv1.ClusterRoleBinding{} },
		rbac + "/" + kindRole:                    func() metav1.Object { return &rbacv1.Role{} },
		rbac + "/" + kindRole + "Binding":        func() metav1.Object { return &rbacv1.RoleBinding{} },
		admission + "/" + kindPolicy:             func() metav1.Object { return &admissionv1.ValidatingAdmissionPolicy{} },
		admission + "/" + kindPolicy + "Binding": func() metav1.Object { return &admissionv1.ValidatingAdmissionPolicyBinding{} },
	}
}

const (
	rbac            = "rbac.authorization.k8s.io/v1"
	kindClusterRole = "ClusterRole"
	kindRole        = "Role"
	admission       = "admissionregistration.k8s.io/v1"
	kindPolicy      = "ValidatingAdmissionPolicy"
)

// decode reads the documents of one file; a field that the API does not know is an error.
func decode(file string, text []byte) ([]object, error) {
	var objects []object
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		doc, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		var is metav1.TypeMeta
		if err := yaml.Unmarshal(doc, &is); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		build, known := kinds()[is.APIVersion+"/"+is.Kind]
		if !known {
			return nil, fmt.Errorf("%s: %s %s: add it to the tests", file, is.APIVersion, is.Kind)
		}
		v := build()
		if err := yaml.UnmarshalStrict(doc, v); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		objects = append(objects, object{file, v})
	}
}

// load reads all manifests.
func load(t *testing.T) []object {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*", "optional/*"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	var objects []object
	for _, file := range files {
		name, err := filepath.Rel(folder, file)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case name == "README.md" || name == "optional":
			continue
		case filepath.Ext(name) != ".yaml":
			t.Errorf("%s: what is this?", name)
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		more, err := decode(filepath.ToSlash(name), text)
		if err != nil {
			t.Error(err)
		}
		objects = append(objects, more...)
	}
	if len(objects) == 0 {
		t.Fatal("no manifests")
	}
	return objects
}

// only returns the one object of a type; it fails where there is none or more.
func only[T metav1.Object](t *testing.T, objects []object) T {
	t.Helper()
	var found []T
	for _, o := range objects {
		if v, ok := o.v.(T); ok {
			found = append(found, v)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d objects of type %T", len(found), *new(T))
	}
	return found[0]
}

func TestDecodeIsStrict(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\nspecs: {}\n": "unknown field \"specs\"",
		"apiVersion: v1\nkind: Namespace\nkind: Namespace\n":                "already set",
		"apiVersion: v1\nkind: Pod\n":                                       "add it to the tests",
	} {
		if _, err := decode("x.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// TestEverythingIsInItsPlace: names, namespaces and labels by which people find things and delete them again.
func TestEverythingIsInItsPlace(t *testing.T) {
	t.Parallel()
	clusterWide := []string{"*v1.Namespace", "*v1.ClusterRole", "*v1.ClusterRoleBinding", "*v1.ValidatingAdmissionPolicy", "*v1.ValidatingAdmissionPolicyBinding"}
	for _, o := range load(t) {
		kind := fmt.Sprintf("%T", o.v)
		namespace := "rollcall"
		switch {
		case slices.Contains(clusterWide, kind):
			namespace = ""
		case o.file == "rbac-leases-read.yaml":
			namespace = "kube-system" // the Lease is there
		case o.file == "optional/rbac-remedies-namespace.example.yaml":
			namespace = "my-namespace"
		}
		if o.v.GetNamespace() != namespace {
			t.Errorf("%s: %s is in namespace %q, want %q", o.file, kind, o.v.GetNamespace(), namespace)
		}
		if o.v.GetLabels()["app.kubernetes.io/name"] != "rollcall" {
			t.Errorf("%s: %s has no label app.kubernetes.io/name", o.file, kind)
		}
		if !strings.HasPrefix(o.v.GetName(), "rollcall") {
			t.Errorf("%s: %s is called %s", o.file, kind, o.v.GetName())
		}
	}
}
