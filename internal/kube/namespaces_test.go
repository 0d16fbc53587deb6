package kube

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// owned is a Source on an apiWorld, with a ledger that lasts longer than it.
type owned struct {
	*apiWorld
	t      *testing.T
	ledger *ledgerDouble
	source *Source
	stop   func()
}

func (o *owned) start(namespaces ...string) {
	o.t.Helper()
	source, err := New(o.config(), Options{
		Recorder: o.ledger, AnnotationAliases: []string{"a8r.io/owner"}, Namespaces: Namespaces{Include: namespaces},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(o.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- source.Run(ctx) }()
	o.source, o.stop = source, func() {
		cancel()
		if err := <-ended; err != nil {
			o.t.Error(err)
		}
	}
	time.Sleep(podPatience)
	settle()
}

func (o *owned) says(annotations map[string]string) {
	o.put(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "shop", Annotations: annotations}})
	settle()
}

// wants checks what the ledger believes of the namespace of the CronJob.
func (o *owned) wants(when string, want map[string]string) {
	o.t.Helper()
	o.ledger.mu.Lock()
	defer o.ledger.mu.Unlock()
	if diff := cmp.Diff(want, o.ledger.states["kube/cj-backup"].Definition.NamespaceAnnotations); diff != "" {
		o.t.Errorf("%s: of the namespace (-want +got):\n%s", when, diff)
	}
}

// recorded is how many facts the ledger has.
func (o *owned) recorded() int {
	o.ledger.mu.Lock()
	defer o.ledger.mu.Unlock()
	return len(o.ledger.seen)
}

// TestNamespacesNameOwners: what a namespace says of the owner is a part of its CronJobs' definitions, whenever it says so, and the rest
// of what it says is not.
func TestNamespacesNameOwners(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &owned{apiWorld: newAPIWorld(), t: t, ledger: &ledgerDouble{}}
		ann, bob := map[string]string{"rollcall.dev/owner": "ann"}, map[string]string{"a8r.io/owner": "bob"}
		o.says(map[string]string{"rollcall.dev/owner": "ann", "rollcall.dev/receiver": "C1", "other": "x"})
		o.put(nowCronJob(func(cj *batchv1.CronJob) { cj.Spec.JobTemplate.Annotations = bob }))
		o.start()
		o.wants("at the start", ann)
		if diff := cmp.Diff(bob, o.ledger.states["kube/cj-backup"].Definition.TemplateAnnotations); diff != "" {
			t.Errorf("of the jobTemplate (-want +got):\n%s", diff)
		}
		o.says(bob)
		o.wants("edited", bob)
		o.says(ann)
		o.wants("edited back", ann)
		facts := o.recorded()
		o.says(map[string]string{"rollcall.dev/owner": "ann", "other": "y"})
		if more := o.recorded() - facts; more != 0 {
			t.Errorf("an edit of something else was recorded %d times", more)
		}
		view, err := o.source.Inspect(t.Context(), []monitor.State{o.ledger.states["kube/cj-backup"]})
		if err != nil || len(view.Seen) == 0 || cmp.Diff(ann, view.Seen[0].Definition.NamespaceAnnotations) != "" {
			t.Errorf("inspected %+v, %v", view.Seen, err)
		}
		o.stop()
		o.says(nil)
		o.start()
		o.wants("edited while nobody watched", nil)
		o.remove(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "shop"}})
		settle()
		o.stop()
	})
}

// TestNamespacesThatMayNotBeRead: without the right everything else is there, the right is named, and once it is given so is what was missing.
// Where only named namespaces may be read nobody asks.
func TestNamespacesThatMayNotBeRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := &owned{apiWorld: newAPIWorld(), t: t, ledger: &ledgerDouble{}}
		ann := map[string]string{"rollcall.dev/owner": "ann"}
		o.says(ann)
		o.put(nowCronJob(func(cj *batchv1.CronJob) { cj.Annotations = map[string]string{"rollcall.dev/owner": "bob"} }))
		o.refuse(func(_, resource, _ string) int {
			if resource == "namespaces" {
				return http.StatusForbidden
			}
			return 0
		})
		o.start()
		o.wants("refused", nil)
		if got := o.ledger.states["kube/cj-backup"].Definition.Annotations["rollcall.dev/owner"]; got != "bob" {
			t.Errorf("the CronJob's owner is %q", got)
		}
		if trouble := o.source.Trouble(); !slices.Contains(trouble, "not allowed: list on namespaces") {
			t.Errorf("trouble %q", trouble)
		}
		o.refuse(nil)
		time.Sleep(2 * time.Minute)
		settle()
		o.wants("given", ann)
		if trouble := o.source.Trouble(); len(trouble) != 0 {
			t.Errorf("trouble after it was given %q", trouble)
		}
		o.stop()
		asked := o.asked("list namespaces")
		o.start("shop")
		o.stop()
		if more := o.asked("list namespaces") - asked; more != 0 {
			t.Errorf("asked %d times for what may not be read", more)
		}
	})
}

func TestKeepOwners(t *testing.T) {
	t.Parallel()
	o := Options{AnnotationAliases: []string{"a8r.io/owner"}}
	long := make([]byte, 2*maxOwner)
	for i := range long {
		long[i] = 'x'
	}
	got := o.keepOwners(map[string]string{"rollcall.dev/owner": "a", "a8r.io/owner": string(long), "a8r.io/chat": "#x", "rollcall.dev/severity": "low"})
	if len(got) != 2 || got["rollcall.dev/owner"] != "a" || len(got["a8r.io/owner"]) > maxOwner {
		t.Errorf("kept %v", got)
	}
	if got := o.keepOwners(map[string]string{"other": "x"}); got != nil {
		t.Errorf("kept %v", got)
	}
}
