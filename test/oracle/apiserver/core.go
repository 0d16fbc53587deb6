package apiserver

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/scheme"
	coordinationv1client "k8s.io/client-go/kubernetes/typed/coordination/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	fakerest "k8s.io/client-go/rest/fake"
)

type core struct {
	corev1client.CoreV1Interface

	client *Client
}

func (c core) Pods(namespace string) corev1client.PodInterface {
	return pods{client: c.client, namespace: namespace}
}

func (c core) Events(string) corev1client.EventInterface { return events{} }

func (c core) Namespaces() corev1client.NamespaceInterface { return namespaces{} }

// namespaces are all there, and stay.
type namespaces struct {
	corev1client.NamespaceInterface
}

func (namespaces) Get(_ context.Context, name string, _ metav1.GetOptions) (*corev1.Namespace, error) {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, nil
}

type pods struct {
	corev1client.PodInterface

	client    *Client
	namespace string
}

func (r pods) IsWatchListSemanticsUnSupported() bool { return true }

func (r pods) List(context.Context, metav1.ListOptions) (*corev1.PodList, error) {
	found, version, err := all[*corev1.Pod](r.client, r.client.server.pods, r.namespace)
	if err != nil {
		return nil, err
	}
	list := &corev1.PodList{}
	list.ResourceVersion = strconv.FormatInt(version, 10)
	for _, o := range found {
		list.Items = append(list.Items, *o)
	}
	return list, nil
}

func (r pods) Watch(_ context.Context, o metav1.ListOptions) (watch.Interface, error) {
	return r.client.watch(r.client.server.pods, r.namespace, o)
}

func (r pods) Create(_ context.Context, pod *corev1.Pod, _ metav1.CreateOptions) (*corev1.Pod, error) {
	return add(r.client, r.client.server.pods, r.namespace, pod)
}

func (r pods) UpdateStatus(_ context.Context, pod *corev1.Pod, _ metav1.UpdateOptions) (*corev1.Pod, error) {
	return alter(r.client, r.client.server.pods, UpdateStatus, r.namespace, pod.Name, pod.ResourceVersion, func(o *corev1.Pod) {
		pod.Status.DeepCopyInto(&o.Status)
	})
}

func (r pods) Delete(_ context.Context, name string, _ metav1.DeleteOptions) error {
	return drop(r.client, r.client.server.pods, r.namespace, name)
}

// GetLogs returns a request for a log of one line.
func (r pods) GetLogs(string, *corev1.PodLogOptions) *rest.Request {
	fake := &fakerest.RESTClient{
		Client: fakerest.CreateHTTPClient(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("a line\n"))}, nil
		}),
		NegotiatedSerializer: scheme.Codecs.WithoutConversion(),
		GroupVersion:         corev1.SchemeGroupVersion,
	}
	return fake.Request()
}

// events takes every event and keeps none: they explain verdicts and decide nothing.
type events struct{ corev1client.EventInterface }

func (events) CreateWithEventNamespace(e *corev1.Event) (*corev1.Event, error) { return e, nil }
func (events) UpdateWithEventNamespace(e *corev1.Event) (*corev1.Event, error) { return e, nil }

func (events) PatchWithEventNamespace(e *corev1.Event, _ []byte) (*corev1.Event, error) {
	return e, nil
}

func (events) CreateWithEventNamespaceWithContext(_ context.Context, e *corev1.Event) (*corev1.Event, error) {
	return e, nil
}

func (events) UpdateWithEventNamespaceWithContext(_ context.Context, e *corev1.Event) (*corev1.Event, error) {
	return e, nil
}

func (events) PatchWithEventNamespaceWithContext(_ context.Context, e *corev1.Event, _ []byte) (*corev1.Event, error) {
	return e, nil
}

func (events) List(context.Context, metav1.ListOptions) (*corev1.EventList, error) {
	return &corev1.EventList{}, nil
}

// coordination shows the Lease of kube-controller-manager as a managed control plane does: not at all.
type coordination struct {
	coordinationv1client.CoordinationV1Interface

	client *Client
}

func (c coordination) Leases(string) coordinationv1client.LeaseInterface { return leases{} }

type leases struct {
	coordinationv1client.LeaseInterface
}

func (leases) Get(_ context.Context, name string, _ metav1.GetOptions) (*coordinationv1.Lease, error) {
	return nil, apierrors.NewNotFound(coordinationv1.Resource("leases"), name)
}
