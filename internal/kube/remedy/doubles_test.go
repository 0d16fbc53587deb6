package remedy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
	ktesting "k8s.io/client-go/testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
)

const (
	shop    = "shop"
	closing = "close"
	uid     = types.UID("0b5e6b1c")
	account = "rollcall/rollcall-remedies"
)

// house is a cluster with one CronJob, and the Cluster that acts on it.
type house struct {
	*Cluster
	api *fake.Clientset
}

// newHouse has an API server that keeps versions as the real one does: it counts them, and refuses a patch of another one.
func newHouse(t *testing.T, change ...func(*Options)) *house {
	t.Helper()
	api := fake.NewClientset(aCronJob())
	var version atomic.Int64
	version.Store(7)
	api.PrependReactor("patch", "cronjobs", func(a ktesting.Action) (bool, runtime.Object, error) {
		var patch struct {
			Metadata struct{ ResourceVersion string }
		}
		action, ok := a.(ktesting.PatchAction)
		if !ok {
			return false, nil, nil
		}
		if err := json.Unmarshal(action.GetPatch(), &patch); err != nil {
			return true, nil, err
		}
		if !version.CompareAndSwap(number(patch.Metadata.ResourceVersion), version.Load()+1) {
			return true, nil, apierrors.NewConflict(batchv1.Resource("cronjobs"), action.GetName(), errors.New("the object has been modified"))
		}
		return false, nil, nil
	})
	api.PrependReactor("get", "cronjobs", func(a ktesting.Action) (bool, runtime.Object, error) {
		get, ok := a.(ktesting.GetAction)
		if !ok {
			return false, nil, nil
		}
		found, err := api.Tracker().Get(a.GetResource(), a.GetNamespace(), get.GetName())
		if cj, ok := found.(*batchv1.CronJob); ok {
			cj = cj.DeepCopy()
			cj.ResourceVersion = strconv.FormatInt(version.Load(), 10)
			found = cj
		}
		return true, found, err
	})
	o := Options{
		API: api, ServiceAccount: account, Cluster: "prod", Namespaces: []string{"sh*"}, Roll: roll{}, Spec: kube.SpecOf,
		Log: slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(&o)
	}
	return &house{New(o), api}
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// roll knows the one job.
type roll struct{ err error }

func (r roll) Known(_ context.Context, id monitor.ID) (Known, bool, error) {
	known := Known{Cluster: "prod", Namespace: shop, Name: closing, NextSlot: time.Unix(1e9, 0), Usual: time.Hour}
	switch id {
	case kube.MonitorID(uid):
	case "kube/elsewhere":
		known.Cluster = "test"
	case "kube/kitchen":
		known.Namespace = "kitchen"
	case "kube/former":
	default:
		return Known{}, false, r.err
	}
	return known, true, r.err
}

func aCronJob() *batchv1.CronJob {
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: shop, Name: closing, UID: uid,
			Annotations: map[string]string{annotationRerun: " needs-check ", annotationRerunNote: "ask\x1b[31m the\nledger"},
		},
		Spec: batchv1.CronJobSpec{JobTemplate: batchv1.JobTemplateSpec{
			ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"team": "billing"}, Annotations: map[string]string{"note": "of the template"}},
			Spec: batchv1.JobSpec{BackoffLimit: new(int32(2)), Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
				InitContainers: []corev1.Container{{Name: "prepare", Image: "prepare:1"}},
				Containers:     []corev1.Container{{Name: "main", Image: "close:1.5"}},
			}}},
		}},
	}
}

// aRun is a Job of the CronJob that has not ended.
func aRun(name string, change ...func(*batchv1.Job)) *batchv1.Job {
	j := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{
		Namespace: shop, Name: name, OwnerReferences: []metav1.OwnerReference{{Kind: "CronJob", Name: closing, UID: uid}},
	}}
	for _, c := range change {
		c(j)
	}
	return j
}

func ends(as batchv1.JobConditionType, status corev1.ConditionStatus) func(*batchv1.Job) {
	return func(j *batchv1.Job) {
		j.Status.Conditions = []batchv1.JobCondition{{Type: batchv1.JobSuspended, Status: corev1.ConditionFalse}, {Type: as, Status: status}}
	}
}

// put adds Jobs.
func (h *house) put(t *testing.T, jobs ...*batchv1.Job) {
	t.Helper()
	for _, j := range jobs {
		if err := h.api.Tracker().Add(j); err != nil {
			t.Fatal(err)
		}
	}
}

// changed has somebody else change the CronJob.
func (h *house) changed(t *testing.T, change func(*batchv1.CronJob)) {
	t.Helper()
	cj := h.cronJobNow(t)
	change(cj)
	if err := h.api.Tracker().Update(batchv1.SchemeGroupVersion.WithResource("cronjobs"), cj, shop); err != nil {
		t.Fatal(err)
	}
}

func (h *house) cronJobNow(t *testing.T) *batchv1.CronJob {
	t.Helper()
	found, err := h.api.Tracker().Get(batchv1.SchemeGroupVersion.WithResource("cronjobs"), shop, closing)
	if err != nil {
		t.Fatal(err)
	}
	return found.(*batchv1.CronJob).DeepCopy()
}

func (h *house) jobsNow(t *testing.T) []batchv1.Job {
	t.Helper()
	list, err := h.api.BatchV1().Jobs(shop).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return list.Items
}

// events are "reason: message" of all Events.
func (h *house) events(t *testing.T) []string {
	t.Helper()
	list, err := h.api.CoreV1().Events(shop).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range list.Items {
		if e.InvolvedObject.UID != uid || e.InvolvedObject.Kind != "CronJob" || e.InvolvedObject.APIVersion != "batch/v1" {
			t.Errorf("an event of %+v", e.InvolvedObject)
		}
		all = append(all, e.Reason+": "+e.Message)
	}
	return all
}

// fails has a kind of request answered with an error, before or after it was carried out.
func (h *house) fails(verb, resource string, err error) {
	h.api.PrependReactor(verb, resource, func(ktesting.Action) (bool, runtime.Object, error) { return true, nil, err })
}

// loses has a kind of request carried out, and the first answers lost.
func (h *house) loses(verb, resource string, times int64, carryOut func(ktesting.Action) error) {
	var lost atomic.Int64
	h.api.PrependReactor(verb, resource, func(a ktesting.Action) (bool, runtime.Object, error) {
		if lost.Add(1) > times {
			return false, nil, nil
		}
		if err := carryOut(a); err != nil {
			return true, nil, err
		}
		return true, nil, context.DeadlineExceeded
	})
}

// says is an answer of the API server.
func says(code int, reason metav1.StatusReason, words string) error {
	return &apierrors.StatusError{ErrStatus: metav1.Status{Status: metav1.StatusFailure, Code: int32(code), Reason: reason, Message: words}}
}

// deniedTo is how RBAC refuses.
func deniedTo(verb, resource string) error {
	return says(http.StatusForbidden, metav1.StatusReasonForbidden, fmt.Sprintf(
		`%s.batch "close" is forbidden: User "system:serviceaccount:rollcall:rollcall-remedies" cannot %s resource %q in API group "batch" in the namespace "shop"`,
		resource, verb, resource))
}

// an order of Ann's.
func (h *house) order(t *testing.T, change ...func(*remedy.Start)) remedy.Start {
	t.Helper()
	j, err := h.Look(t.Context(), kube.MonitorID(uid))
	if err != nil {
		t.Fatal(err)
	}
	s := remedy.Start{
		Job: j, Name: remedy.JobName(closing, "i1", 1), Incident: "i1", Attempt: 1, Order: "o1",
		By: incident.Person{ID: "slack/U1", Name: "@ann"}, Reason: "the disk\nhas room again",
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

// wantRefusal checks the reason, and that the words are for people.
func wantRefusal(t *testing.T, err error, reason remedy.Reason, words ...string) {
	t.Helper()
	if got := remedy.Refused(err); got != reason {
		t.Fatalf("refused with %q, want %q: %v", got, reason, err)
	}
	for _, w := range words {
		if !contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}
