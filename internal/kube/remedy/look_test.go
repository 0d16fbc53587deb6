package remedy

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

func contains(text, words string) bool { return strings.Contains(text, words) }

func TestLook(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.put(
		t, aRun("b-runs"), aRun("a-fails", ends(batchv1.JobFailed, corev1.ConditionFalse)), aRun("ended", ends(batchv1.JobComplete, corev1.ConditionTrue)),
		aRun("failed", ends(batchv1.JobFailed, corev1.ConditionTrue)),
		aRun("anothers", func(j *batchv1.Job) { j.OwnerReferences[0].UID = "another" }),
		aRun("controlled", func(j *batchv1.Job) { j.OwnerReferences[0].Controller = new(true) }),
		aRun("orphan", func(j *batchv1.Job) {
			j.OwnerReferences, j.Annotations = nil, map[string]string{annotationRerunOf: string(uid)}
		}),
	)
	h.changed(t, func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(true) })
	got, err := h.Look(t.Context(), kube.MonitorID(uid))
	if err != nil {
		t.Fatal(err)
	}
	want := remedy.Job{
		Monitor: kube.MonitorID(uid), Cluster: "prod", Namespace: shop, Name: closing, UID: string(uid),
		Spec: kube.SpecOf(aCronJob().Spec.JobTemplate.Spec.Template), Images: []string{"close:1.5", "prepare:1"}, Suspended: true,
		Running: []string{"a-fails", "b-runs", "controlled", "orphan"}, NextSlot: time.Unix(1e9, 0), Usual: time.Hour,
		Declared: ownership.RerunNeedsCheck, Note: "ask[31m the ledger",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAWordThatNobodyKnowsDeclaresNothing(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", "yes", "Safe"} {
		if got := declared(map[string]string{annotationRerun: word}); got != "" {
			t.Errorf("%q declares %q", word, got)
		}
	}
	if got := declared(map[string]string{annotationRerun: "never\n"}); got != ownership.RerunNever {
		t.Errorf("never is %q", got)
	}
}

func TestLookIsRefused(t *testing.T) {
	t.Parallel()
	own := kube.MonitorID(uid)
	impersonating := says(http.StatusForbidden, metav1.StatusReasonForbidden,
		`serviceaccounts "rollcall-remedies" is forbidden: User "system:serviceaccount:rollcall:rollcall" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "rollcall"`)
	constrained := says(http.StatusForbidden, metav1.StatusReasonForbidden,
		`jobs.batch is forbidden: User "system:serviceaccount:rollcall:rollcall" cannot impersonate-on:serviceaccount:list resource "jobs" in API group "batch" in the namespace "shop"`)
	for name, c := range map[string]struct {
		id     monitor.ID
		with   func(*house)
		reason remedy.Reason
		words  []string
	}{
		"unknown":          {"kube/unknown", nil, remedy.NoJob, nil},
		"of another":       {"kube/elsewhere", nil, remedy.NoJob, []string{"cluster test"}},
		"not opted in":     {"kube/kitchen", nil, remedy.Off, []string{"namespace kitchen", "kubernetes.remedies.namespaces", "RoleBinding"}},
		"of the same name": {"kube/former", nil, remedy.Gone, []string{"shop/close"}},
		"gone":             {own, func(h *house) { h.fails("get", "cronjobs", says(404, metav1.StatusReasonNotFound, "no")) }, remedy.Gone, nil},
		"no right to get":  {own, func(h *house) { h.fails("get", "cronjobs", deniedTo("get", "cronjobs")) }, remedy.NotAllowed, []string{account, "get on cronjobs in namespace shop", "RoleBinding"}},
		"no right to list": {own, func(h *house) { h.fails("list", "jobs", deniedTo("list", "jobs")) }, remedy.NotAllowed, []string{"list on jobs"}},
		"no impersonation": {own, func(h *house) { h.fails("get", "cronjobs", impersonating) }, remedy.NotAllowed, []string{"may not act as service account " + account, "impersonate on serviceaccounts, name rollcall-remedies, in namespace rollcall"}},
		"constrained":      {own, func(h *house) { h.fails("list", "jobs", constrained) }, remedy.NotAllowed, []string{"impersonate on serviceaccounts, name rollcall-remedies"}},
		"refused otherwise": {own, func(h *house) {
			h.fails("list", "jobs", says(403, metav1.StatusReasonForbidden, "the door is closed, password=hunter2"))
		}, remedy.NotAllowed, []string{"the door is closed", "[redacted]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if c.with != nil {
				c.with(h)
			}
			_, err := h.Look(t.Context(), c.id)
			wantRefusal(t, err, c.reason, c.words...)
		})
	}
}

func TestWhatIsNotAnsweredIsNoRefusal(t *testing.T) {
	t.Parallel()
	for _, code := range []int{http.StatusUnauthorized, http.StatusConflict, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusGatewayTimeout} {
		h := newHouse(t)
		h.fails("list", "jobs", says(code, "", "later"))
		if _, err := h.Look(t.Context(), kube.MonitorID(uid)); err == nil || remedy.Refused(err) != "" {
			t.Errorf("%d: %v", code, err)
		}
	}
	h := newHouse(t, func(o *Options) { o.Roll = roll{errors.New("the store is away")} })
	if _, err := h.Look(t.Context(), kube.MonitorID(uid)); err == nil || remedy.Refused(err) != "" {
		t.Error(err)
	}
}

func TestOffByDefault(t *testing.T) {
	t.Parallel()
	off := newHouse(t, func(o *Options) { o.Namespaces, o.API = nil, nil })
	_, err := off.Look(t.Context(), kube.MonitorID(uid))
	wantRefusal(t, err, remedy.Off)
	wantRefusal(t, off.Start(t.Context(), remedy.Start{Job: remedy.Job{Namespace: shop}}), remedy.Off)
	wantRefusal(t, off.Suspend(t.Context(), aSuspension()), remedy.Off)
	wantRefusal(t, off.Resume(t.Context(), aSuspension()), remedy.Off, "not connected")
	// Named, and no cluster to name it in.
	apart := newHouse(t, func(o *Options) { o.API = nil })
	_, err = apart.Look(t.Context(), kube.MonitorID(uid))
	wantRefusal(t, err, remedy.Off, "not connected")
}
