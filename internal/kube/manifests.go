package kube

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// AnnotationProblem is an annotation of a CronJob whose value cannot be used.
type AnnotationProblem struct{ Annotation, Value, Allowed string }

// AnnotationProblems reads annotations as the watching does, and says which it could not use.
func AnnotationProblems(annotations map[string]string) []AnnotationProblem {
	_, problems := readAnnotations(annotations, Defaults{})
	all := make([]AnnotationProblem, 0, len(problems))
	for _, p := range problems {
		all = append(all, AnnotationProblem(p))
	}
	return all
}

// Watched reports whether annotations let a CronJob be watched.
func Watched(annotations map[string]string) bool {
	w, _ := readAnnotations(annotations, Defaults{})
	return w.Monitor
}

// pageSize is how many objects are asked for at a time.
const pageSize = 500

// Manifests returns the CronJobs of a cluster, and its namespaces where they may be listed, as JSON documents behind "---" lines.
func Manifests(ctx context.Context, api kubernetes.Interface, n Namespaces) ([]byte, error) {
	var out bytes.Buffer
	only := n.literal()
	if len(only) == 0 {
		only = []string{metav1.NamespaceAll}
	}
	for _, namespace := range only {
		if err := cronJobManifests(ctx, api, namespace, n, &out); err != nil {
			return nil, fmt.Errorf("listing CronJobs: %w", err)
		}
	}
	if err := namespaceManifests(ctx, api, &out); err != nil && !apierrors.IsForbidden(err) {
		return nil, fmt.Errorf("listing namespaces: %w", err)
	}
	return out.Bytes(), nil
}

func cronJobManifests(ctx context.Context, api kubernetes.Interface, namespace string, n Namespaces, out *bytes.Buffer) error {
	for page := (metav1.ListOptions{Limit: pageSize}); ; {
		list, err := api.BatchV1().CronJobs(namespace).List(ctx, page)
		if err != nil {
			return err
		}
		for i := range list.Items {
			cj := &list.Items[i]
			if !n.match(cj.Namespace) {
				continue
			}
			cj.TypeMeta = metav1.TypeMeta{APIVersion: batchv1.SchemeGroupVersion.String(), Kind: "CronJob"}
			cj.ManagedFields, cj.Status = nil, batchv1.CronJobStatus{}
			if err := document(out, cj); err != nil {
				return err
			}
		}
		if page.Continue = list.Continue; page.Continue == "" {
			return nil
		}
	}
}

func namespaceManifests(ctx context.Context, api kubernetes.Interface, out *bytes.Buffer) error {
	for page := (metav1.ListOptions{Limit: pageSize}); ; {
		list, err := api.CoreV1().Namespaces().List(ctx, page)
		if err != nil {
			return err
		}
		for i := range list.Items {
			ns := &corev1.Namespace{
				TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
				ObjectMeta: metav1.ObjectMeta{Name: list.Items[i].Name, Annotations: list.Items[i].Annotations},
			}
			if err := document(out, ns); err != nil {
				return err
			}
		}
		if page.Continue = list.Continue; page.Continue == "" {
			return nil
		}
	}
}

func document(out *bytes.Buffer, object any) error {
	out.WriteString("---\n")
	return json.NewEncoder(out).Encode(object)
}
