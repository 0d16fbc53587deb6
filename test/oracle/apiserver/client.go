package apiserver

import (
	"fmt"
	"syscall"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	batchv1client "k8s.io/client-go/kubernetes/typed/batch/v1"
	coordinationv1client "k8s.io/client-go/kubernetes/typed/coordination/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
)

// Client is how one actor reaches the Server. What it does not implement panics: nobody here uses it. It is safe for
// concurrent use.
type Client struct {
	kubernetes.Interface

	server *Server
	actor  string
	cut    bool // guarded by the server's lock
}

// Client returns a client for an actor, whose name stands in the journal.
func (s *Server) Client(actor string) *Client { return &Client{server: s, actor: actor} }

// Cut takes the client off the network, or puts it back.
func (c *Client) Cut(off bool) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.cut = off
	if !off {
		return
	}
	for _, t := range []*table{c.server.cronJobs, c.server.jobs, c.server.pods} {
		for w := range t.watchers {
			if w.client == c {
				w.stop()
			}
		}
	}
}

// lock takes the server's lock; an error means that the client cannot reach it, and then nothing is locked.
func (c *Client) lock() error {
	c.server.mu.Lock()
	if c.cut {
		c.server.mu.Unlock()
		// What a dead API server answers. Informers then go on with the same watch instead of listing anew.
		return fmt.Errorf("the API server cannot be reached: %w", syscall.ECONNREFUSED)
	}
	return nil
}

func (c *Client) unlock() { c.server.mu.Unlock() }

// IsWatchListSemanticsUnSupported makes informers list first and then watch.
func (c *Client) IsWatchListSemanticsUnSupported() bool { return true }

// BatchV1 implements kubernetes.Interface.
func (c *Client) BatchV1() batchv1client.BatchV1Interface { return batch{client: c} }

// CoreV1 implements kubernetes.Interface.
func (c *Client) CoreV1() corev1client.CoreV1Interface { return core{client: c} }

// CoordinationV1 implements kubernetes.Interface.
func (c *Client) CoordinationV1() coordinationv1client.CoordinationV1Interface {
	return coordination{client: c}
}

func (c *Client) watch(t *table, namespace string, o metav1.ListOptions) (watch.Interface, error) {
	if err := c.lock(); err != nil {
		return nil, err
	}
	defer c.unlock()
	w, err := t.watch(c, namespace, o.ResourceVersion)
	if err != nil {
		return nil, err // and no nil in an interface
	}
	return w, nil
}

// all returns copies of the objects of a namespace, and the version that they are of.
func all[T object](c *Client, t *table, namespace string) ([]T, int64, error) {
	if err := c.lock(); err != nil {
		return nil, 0, err
	}
	defer c.unlock()
	var found []T
	for _, o := range t.list(namespace) {
		if o, ok := o.DeepCopyObject().(T); ok {
			found = append(found, o)
		}
	}
	return found, c.server.version, nil
}

// one returns a copy of an object.
func one[T object](c *Client, t *table, namespace, name string) (T, error) {
	var none T
	if err := c.lock(); err != nil {
		return none, err
	}
	defer c.unlock()
	stored, err := t.get(namespace, name)
	if err != nil {
		return none, err
	}
	o, ok := stored.DeepCopyObject().(T)
	if !ok {
		return none, apierrors.NewNotFound(t.resource, name)
	}
	return o, nil
}

// add stores a new object and returns a copy of it.
func add[T object](c *Client, t *table, namespace string, o T) (T, error) {
	var none T
	if err := c.lock(); err != nil {
		return none, err
	}
	defer c.unlock()
	if _, taken := t.items[key(namespace, o.GetName())]; taken {
		return none, apierrors.NewAlreadyExists(t.resource, o.GetName())
	}
	stored, ok := o.DeepCopyObject().(T)
	if !ok {
		return none, apierrors.NewBadRequest("cannot copy")
	}
	stored.SetNamespace(namespace)
	c.server.create(t, c.actor, stored)
	return stored.DeepCopyObject().(T), nil //nolint:forcetypeassert,errcheck // the copy of a T is one
}

// drop deletes an object.
func drop(c *Client, t *table, namespace, name string) error {
	if err := c.lock(); err != nil {
		return err
	}
	defer c.unlock()
	stored, err := t.get(namespace, name)
	if err != nil {
		return err
	}
	c.server.remove(t, c.actor, stored)
	return nil
}

// change stores what f makes of a copy of an object, if the version is still the stored one; the empty version always is.
func alter[T object](c *Client, t *table, verb Verb, namespace, name, version string, f func(T)) (T, error) {
	var none T
	if err := c.lock(); err != nil {
		return none, err
	}
	defer c.unlock()
	stored, err := t.get(namespace, name)
	if err != nil {
		return none, err
	}
	if version != "" && version != stored.GetResourceVersion() {
		return none, apierrors.NewConflict(t.resource, name, errStale)
	}
	next, ok := stored.DeepCopyObject().(T)
	if !ok {
		return none, apierrors.NewNotFound(t.resource, name)
	}
	f(next)
	if verb == Update {
		next.SetGeneration(next.GetGeneration() + 1)
	}
	c.server.write(t, c.actor, verb, next)
	return next.DeepCopyObject().(T), nil //nolint:forcetypeassert,errcheck // the copy of a T is one
}
