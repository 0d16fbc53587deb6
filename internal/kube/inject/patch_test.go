package inject

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

// patching is a Patcher on a cluster in memory with one CronJob, inside a bubble.
type patching struct {
	t   *testing.T
	api *fake.Clientset
	p   *Patcher
}

func newPatching(t *testing.T, o PatcherOptions, cj *batchv1.CronJob) *patching {
	t.Helper()
	w := &patching{t: t, api: fake.NewClientset(cj)}
	w.start(o)
	w.deliver()
	return w
}

func (w *patching) start(o PatcherOptions) {
	o.Image, o.Target, o.API, o.Logger = image, targetOf, w.api, quiet(w.t)
	w.p = NewPatcher(o)
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- w.p.Run(ctx) }()
	w.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("Run: %v", err)
		}
	})
}

func (w *patching) cronJob() *batchv1.CronJob {
	w.t.Helper()
	cj, err := w.api.BatchV1().CronJobs("shop").Get(w.t.Context(), "backup", metav1.GetOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	return cj
}

// deliver shows the Patcher the CronJob as it is, and lets it act.
func (w *patching) deliver() {
	w.p.CronJob(w.cronJob(), false)
	synctest.Wait()
}

func (w *patching) update(change func(*batchv1.CronJob)) {
	w.t.Helper()
	cj := w.cronJob()
	change(cj)
	if _, err := w.api.BatchV1().CronJobs("shop").Update(w.t.Context(), cj, metav1.UpdateOptions{}); err != nil {
		w.t.Fatal(err)
	}
	w.deliver()
}

func (w *patching) container() *corev1.Container {
	w.t.Helper()
	return injected(&w.cronJob().Spec.JobTemplate.Spec.Template.Spec)
}

// patches counts the patches so far.
func (w *patching) patches() int {
	n := 0
	for _, a := range w.api.Actions() {
		if a.GetVerb() == "patch" {
			n++
		}
	}
	return n
}

func takenOut(cj *batchv1.CronJob) { cj.Spec.JobTemplate.Spec.Template.Spec.InitContainers = nil }

func TestPatcherAddsAndTakesAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newPatching(t, PatcherOptions{Enabled: true, CheckIns: checkIns{base: "https://r/"}}, aCronJob())
		c := w.container()
		if c == nil || c.Args[1] != "https://r/backup" || c.Image != image || *c.SecurityContext.RunAsUser != nobody {
			t.Fatalf("container %+v", c)
		}
		for range 5 {
			w.deliver()
		}
		if w.patches() != 1 {
			t.Errorf("%d patches of what is as it should be", w.patches())
		}
		time.Sleep(2 * calm)
		w.update(func(cj *batchv1.CronJob) { cj.Annotations["rollcall.dev/checkin"] = "false" })
		if c := w.container(); c != nil {
			t.Errorf("still there: %+v", c)
		}
		if main := w.cronJob().Spec.JobTemplate.Spec.Template.Spec.Containers; len(main) != 1 || main[0].Image != "shop/backup:1" {
			t.Errorf("what is not ours was changed: %+v", main)
		}
	})
}

func TestPatcherSwitchedOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newPatching(t, PatcherOptions{Enabled: true, CheckIns: checkIns{base: "https://r/"}}, aCronJob())
		if w.container() == nil {
			t.Fatal("not added")
		}
		w.start(PatcherOptions{})
		w.deliver()
		if c := w.container(); c != nil {
			t.Errorf("still there: %+v", c)
		}
	})
}

func TestPatcherLeavesAlone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*batchv1.CronJob){
		"does not ask": func(cj *batchv1.CronJob) { cj.Annotations = nil },
		"Windows": func(cj *batchv1.CronJob) {
			cj.Spec.JobTemplate.Spec.Template.Spec.NodeSelector = map[string]string{"kubernetes.io/os": "windows"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newPatching(t, PatcherOptions{Enabled: true, CheckIns: checkIns{}}, aCronJob(change))
				if w.patches() != 0 {
					t.Errorf("%d patches", w.patches())
				}
			})
		})
	}
}

func TestPatcherTriesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &patching{t: t, api: fake.NewClientset(aCronJob())}
		service := &switchable{err: errAway}
		w.start(PatcherOptions{Enabled: true, CheckIns: service})
		w.deliver()
		if w.container() != nil {
			t.Fatal("added without an address")
		}
		service.set(nil)
		time.Sleep(2 * patchFirst)
		if w.container() == nil {
			t.Error("not added once there is an address")
		}
	})
}

// Somebody who keeps taking the container out is not fought.
func TestPatcherDoesNotFight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newPatching(t, PatcherOptions{Enabled: true, CheckIns: checkIns{base: "https://r/"}}, aCronJob())
		for range 5 * 60 { // five hours, once a minute
			w.update(takenOut)
			time.Sleep(time.Minute)
		}
		if n := w.patches(); n < 20 || n > 50 {
			t.Errorf("%d patches in five hours", n)
		}
		time.Sleep(2 * patchMost)
		synctest.Wait()
		if w.container() == nil {
			t.Error("given up for good")
		}
	})
}
