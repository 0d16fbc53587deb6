package remedy

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	ktesting "k8s.io/client-go/testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/remedy"
)

func TestStart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.order(t)
	for range 2 { // the same order twice is one
		if err := h.Start(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	template := aCronJob().Spec.JobTemplate
	want := []batchv1.Job{{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: shop, Name: s.Name, Labels: template.Labels,
			Annotations: map[string]string{
				"note": "of the template", "cronjob.kubernetes.io/instantiate": "manual",
				"rollcall.dev/rerun-of": string(uid), "rollcall.dev/incident": "i1", "rollcall.dev/rerun-attempt": "1", "rollcall.dev/rerun-order": "o1",
				"rollcall.dev/rerun-by": "slack/U1 (@ann)", "rollcall.dev/rerun-reason": "the disk has room again",
			},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "CronJob", Name: closing, UID: uid, Controller: new(true)}},
		},
		Spec: template.Spec,
	}}
	got := h.jobsNow(t)
	for i := range got {
		got[i].TypeMeta, got[i].ManagedFields = metav1.TypeMeta{}, nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	events := []string{"RollcallRerun: slack/U1 (@ann) had it run again because of incident i1, as Job " + s.Name + ": the disk has room again"}
	if diff := cmp.Diff(events, h.events(t)); diff != "" {
		t.Error(diff)
	}
	if j, err := h.Look(t.Context(), s.Job.Monitor); err != nil || !slices.Equal(j.Running, []string{s.Name}) {
		t.Errorf("running: %q, %v", j.Running, err)
	}
}

func TestStartIsRefused(t *testing.T) {
	t.Parallel()
	anotherOrder := func(j *batchv1.Job) {
		j.Annotations = map[string]string{annotationOrder: "o0", annotationBy: "slack/U2 (@bob)"}
	}
	quota := says(http.StatusForbidden, metav1.StatusReasonForbidden, `jobs.batch "close-rerun" is forbidden: exceeded quota: few, requested: count/jobs.batch=1, used: count/jobs.batch=4, limited: count/jobs.batch=4`)
	webhook := says(http.StatusBadRequest, "", `admission webhook "no.example.com" denied the request: not on Fridays`)
	policy := says(http.StatusUnprocessableEntity, metav1.StatusReasonInvalid, `jobs.batch "close-rerun" is forbidden: ValidatingAdmissionPolicy 'owners' denied request: no owner`)
	ending := says(http.StatusForbidden, metav1.StatusReasonForbidden, `jobs.batch "close-rerun" is forbidden: unable to create new content in namespace shop because it is being terminated`)
	for name, c := range map[string]struct {
		with   func(*testing.T, *house, remedy.Start)
		reason remedy.Reason
		words  []string
	}{
		"it runs": {func(t *testing.T, h *house, _ remedy.Start) { h.put(t, aRun("r1"), aRun("r2"), aRun("r3"), aRun("r4")) }, remedy.Busy, []string{"Job r1, r2, r3)"}},
		"changed": {func(t *testing.T, h *house, _ remedy.Start) {
			h.changed(t, func(cj *batchv1.CronJob) { mainOf(cj).Image = "close:2" })
		}, remedy.SpecChanged, nil},
		"now never": {func(t *testing.T, h *house, _ remedy.Start) {
			h.changed(t, func(cj *batchv1.CronJob) { cj.Annotations[annotationRerun] = "never" })
		}, remedy.SpecChanged, nil},
		"made anew": {func(t *testing.T, h *house, _ remedy.Start) {
			h.changed(t, func(cj *batchv1.CronJob) { cj.UID = "another" })
		}, remedy.Gone, nil},
		"being deleted": {func(t *testing.T, h *house, _ remedy.Start) {
			h.changed(t, func(cj *batchv1.CronJob) { cj.DeletionTimestamp, cj.Finalizers = new(metav1.Now()), []string{"x/y"} })
		}, remedy.Gone, nil},
		"used": {func(t *testing.T, h *house, s remedy.Start) { h.put(t, aRun(s.Name, anotherOrder)) }, remedy.Used, []string{"slack/U2 (@bob) asked for it"}},
		"somebody's": {func(t *testing.T, h *house, s remedy.Start) {
			h.put(t, aRun(s.Name, ends(batchv1.JobComplete, corev1.ConditionTrue)))
		}, remedy.Used, []string{"run again already, as Job shop/close-rerun-4cd9b767-1."}},
		"no right to list": {func(_ *testing.T, h *house, _ remedy.Start) { h.fails("list", "jobs", deniedTo("list", "jobs")) }, remedy.NotAllowed, []string{"list on jobs"}},
		"no right":         {func(_ *testing.T, h *house, _ remedy.Start) { h.fails("create", "jobs", deniedTo("create", "jobs")) }, remedy.NotAllowed, []string{account, "create on jobs in namespace shop"}},
		"quota":            {func(_ *testing.T, h *house, _ remedy.Start) { h.fails("create", "jobs", quota) }, remedy.NotAllowed, []string{"The cluster refuses it", "exceeded quota: few"}},
		"webhook":          {func(_ *testing.T, h *house, _ remedy.Start) { h.fails("create", "jobs", webhook) }, remedy.NotAllowed, []string{"not on Fridays"}},
		"policy":           {func(_ *testing.T, h *house, _ remedy.Start) { h.fails("create", "jobs", policy) }, remedy.NotAllowed, []string{"no owner"}},
		"ending namespace": {func(_ *testing.T, h *house, _ remedy.Start) { h.fails("create", "jobs", ending) }, remedy.NotAllowed, []string{"being terminated"}},
		"namespace gone": {func(_ *testing.T, h *house, _ remedy.Start) {
			h.fails("create", "jobs", says(404, metav1.StatusReasonNotFound, "no"))
		}, remedy.Gone, nil},
		"used meanwhile": {func(_ *testing.T, h *house, s remedy.Start) {
			h.meanwhile("create", "jobs", func() { h.api.Tracker().Add(aRun(s.Name, anotherOrder)) })
		}, remedy.Used, []string{"slack/U2"}},
		"not to be looked at": {func(_ *testing.T, h *house, s remedy.Start) {
			h.meanwhile("create", "jobs", func() { h.api.Tracker().Add(aRun(s.Name, anotherOrder)) })
			h.fails("get", "jobs", deniedTo("get", "jobs"))
		}, remedy.NotAllowed, []string{"get on jobs"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			s := h.order(t)
			c.with(t, h, s)
			wantRefusal(t, h.Start(t.Context(), s), c.reason, c.words...)
			if told := h.events(t); len(told) > 0 {
				t.Errorf("nothing was done, and it is told: %q", told)
			}
		})
	}
}

// meanwhile has something happen just before the request is carried out.
func (h *house) meanwhile(verb, resource string, do func()) {
	var once sync.Once
	h.api.PrependReactor(verb, resource, func(ktesting.Action) (bool, runtime.Object, error) {
		once.Do(do)
		return false, nil, nil
	})
}

func mainOf(cj *batchv1.CronJob) *corev1.Container {
	return &cj.Spec.JobTemplate.Spec.Template.Spec.Containers[0]
}

func created(h *house) func(ktesting.Action) error {
	return func(a ktesting.Action) error { return h.api.Tracker().Add(a.(ktesting.CreateAction).GetObject()) }
}

// TestALostAnswerIsFound: whether the Job was made is not known, is no refusal, and is found out the next time, when the Job runs.
func TestALostAnswerIsFound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.order(t)
	h.loses("create", "jobs", 1, created(h))
	if err := h.Start(t.Context(), s); err == nil || remedy.Refused(err) != "" {
		t.Fatalf("a lost answer: %v", err)
	}
	h.changed(t, func(cj *batchv1.CronJob) { mainOf(cj).Image = "close:2" }) // which is too late to matter
	s.Barred = refuse(remedy.Over, "it has ended")                           // likewise
	if err := h.Start(t.Context(), s); err != nil {
		t.Errorf("the same order again: %v", err)
	}
	if n := len(h.jobsNow(t)); n != 1 {
		t.Errorf("%d Jobs", n)
	}
}

// TestWhatIsBarredIsNotMade: an order that came too late finds its Job or makes none.
func TestWhatIsBarredIsNotMade(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	wantRefusal(t, h.Start(t.Context(), h.order(t, func(s *remedy.Start) { s.Barred = refuse(remedy.Over, "it has ended") })), remedy.Over, "it has ended")
	if n := len(h.jobsNow(t)); n != 0 {
		t.Errorf("%d Jobs", n)
	}
}

// TestTheSameOrderMeanwhile: the Job that has appeared between the list and the making is of the same order.
func TestTheSameOrderMeanwhile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := h.order(t)
	h.meanwhile("create", "jobs", func() {
		h.api.Tracker().Add(aRun(s.Name, func(j *batchv1.Job) { j.Annotations = map[string]string{annotationOrder: s.Order} }))
	})
	if err := h.Start(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// TestItWasThereAMomentAgo: a Job that bears the name, and is gone when it is looked at, says nothing of whose it was.
func TestItWasThereAMomentAgo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.fails("create", "jobs", apierrors.NewAlreadyExists(batchv1.Resource("jobs"), "x"))
	if err := h.Start(t.Context(), h.order(t)); err == nil || remedy.Refused(err) != "" {
		t.Error(err)
	}
}

// TestSecondClick: of many who press at once, one has the Job made.
func TestSecondClick(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(i int, s *remedy.Start){
		"one incident":      func(int, *remedy.Start) {},
		"several incidents": func(i int, s *remedy.Start) { s.Name = remedy.JobName(closing, fmt.Sprint(i), 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			const clicks = 8
			var pressing sync.WaitGroup
			answers := make([]error, clicks)
			for i := range clicks {
				s := h.order(t, func(s *remedy.Start) { s.Order = fmt.Sprint("o", i) })
				change(i, &s)
				pressing.Go(func() { answers[i] = h.Start(t.Context(), s) })
			}
			pressing.Wait()
			made := 0
			for _, err := range answers {
				switch {
				case err == nil:
					made++
				case !slices.Contains([]remedy.Reason{remedy.Used, remedy.Busy}, remedy.Refused(err)):
					t.Error(err)
				}
			}
			if n := len(h.jobsNow(t)); made != 1 || n != 1 {
				t.Errorf("%d were told that it was made, %d Jobs", made, n)
			}
		})
	}
}

// TestStartIsBounded: an API server that does not answer leaves nobody waiting for good, also not who waits for their turn.
func TestStartIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		s := h.order(t)
		h.starting <- struct{}{}
		if err := h.Start(t.Context(), s); err == nil || remedy.Refused(err) != "" {
			t.Error(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := h.Start(ctx, s); err == nil || remedy.Refused(err) != "" {
			t.Error(err)
		}
	})
}

// TestWithoutAnEvent: what could not be told of in an Event is done all the same.
func TestWithoutAnEvent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.fails("create", "events", deniedTo("create", "events"))
	if err := h.Start(t.Context(), h.order(t)); err != nil {
		t.Error(err)
	}
}

func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.changed(t, func(cj *batchv1.CronJob) { cj.Spec.JobTemplate.Annotations = nil })
	long := strings.Repeat("ä\x00", 10_000)
	err := h.Start(t.Context(), h.order(t, func(s *remedy.Start) { s.Reason, s.By = long, incident.Person{ID: long, Name: long} }))
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range h.jobsNow(t)[0].Annotations {
		if len(value) > maxReason || strings.Contains(value, "\x00") {
			t.Errorf("%s has %d bytes", key, len(value))
		}
	}
	if said := h.events(t)[0]; len(said) > maxEvent+len("RollcallRerun: ") {
		t.Errorf("an event of %d bytes", len(said))
	}
	for _, name := range []string{"api/deploy", "deploy", ""} {
		if by := person(incident.Person{ID: "api/deploy", Name: name}); by != "api/deploy" {
			t.Error(by)
		}
	}
}
