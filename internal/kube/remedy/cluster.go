package remedy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
)

// callTimeout bounds what is done for one call, however many requests it takes.
const callTimeout = 30 * time.Second

// Known is what Rollcall has stored of a CronJob.
type Known struct {
	Cluster, Namespace, Name string
	NextSlot                 time.Time     // by the cluster's clock; zero: none is expected
	Usual                    time.Duration // how long a run takes most often; 0: not known
}

// Roll says what is watched. It is safe for concurrent use.
type Roll interface {
	// Known returns what is stored of a Monitor; false where there is none.
	Known(ctx context.Context, id monitor.ID) (Known, bool, error)
}

// Options configure a Cluster. API may be nil where Namespaces is empty; all else must be set.
type Options struct {
	API            kubernetes.Interface // makes its requests as the ServiceAccount; nil: there is no cluster
	ServiceAccount string               // NAMESPACE/NAME, for what is said of rights that are missing
	Cluster        string
	Namespaces     []string // those whose jobs may be touched, as globs; none: everything is refused
	Roll           Roll
	Spec           func(corev1.PodTemplateSpec) string // the hash of what would be run, as monitor.Setup has it
	Log            *slog.Logger
}

// Names reports whether a namespace is among those whose jobs may be touched.
func (o Options) Names(namespace string) bool {
	return slices.ContainsFunc(o.Namespaces, func(glob string) bool {
		ok, err := path.Match(glob, namespace)
		return ok && err == nil
	})
}

// Cluster is where CronJobs are run again, suspended and resumed. It is safe for concurrent use.
type Cluster struct {
	options  Options
	starting chan struct{} // holds one: of two people who start one job for two incidents the second sees the Job of the first
}

var _ remedy.Cluster = (*Cluster)(nil)

// New returns a Cluster.
func New(o Options) *Cluster { return &Cluster{options: o, starting: make(chan struct{}, 1)} }

// As is a client whose requests are made as a service account, NAMESPACE/NAME. The API server gives these the groups of the account by
// itself: only the right to impersonate the account is needed, and none to impersonate a group
// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
func As(connection *rest.Config, account string) (kubernetes.Interface, error) {
	namespace, name, _ := strings.Cut(account, "/")
	c := rest.CopyConfig(connection)
	c.Impersonate = rest.ImpersonationConfig{UserName: "system:serviceaccount:" + namespace + ":" + name}
	return kubernetes.NewForConfig(c)
}

// open says whether jobs of a namespace may be touched at all.
func (c *Cluster) open(namespace string) error {
	if c.options.Names(namespace) {
		return c.connected()
	}
	return refuse(remedy.Off, "Rollcall does nothing to the jobs of namespace %s: it has not been switched on there "+
		"(kubernetes.remedies.namespaces in the configuration, and a RoleBinding in the namespace).", namespace)
}

func (c *Cluster) connected() error {
	if c.options.API == nil {
		return refuse(remedy.Off, "Rollcall is not connected to a cluster, so it can do nothing to a job.")
	}
	return nil
}

// cronJob reads a CronJob, and takes no other one of that name for it. One that is being deleted would take with it what is made of it.
func (c *Cluster) cronJob(ctx context.Context, namespace, name string, id monitor.ID) (*batchv1.CronJob, error) {
	cj, err := c.options.API.BatchV1().CronJobs(namespace).Get(ctx, name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err) || err == nil && (kube.MonitorID(cj.UID) != id || cj.DeletionTimestamp != nil):
		return nil, refuse(remedy.Gone, "CronJob %s/%s is not there any more.", namespace, name)
	case err != nil:
		return nil, c.answer(err, namespace, "reading CronJob %s/%s", namespace, name)
	}
	return cj, nil
}

func refuse(reason remedy.Reason, format string, args ...any) error {
	return &remedy.RefusedError{Reason: reason, Words: fmt.Sprintf(format, args...)}
}

// errMalformed says that a caller asks for what cannot be.
var errMalformed = errors.New("a silence that suspends nothing")
