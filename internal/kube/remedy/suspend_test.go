package remedy

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ktesting "k8s.io/client-go/testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/remedy"
)

func aSuspension() incident.Silence {
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	return incident.Silence{
		ID: "s1", By: incident.Person{ID: "slack/U1", Name: "@ann"}, Reason: "the ledger\nmoves", CreatedAt: at, Until: at.Add(time.Hour),
		Suspends: &incident.Suspension{Monitor: kube.MonitorID(uid), Namespace: shop, Name: closing, UID: string(uid)},
	}
}

func TestSuspendAndResume(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := aSuspension()
	for range 2 { // the same one twice changes nothing
		if err := h.Suspend(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	cj := h.cronJobNow(t)
	want := aCronJob().Annotations
	want["rollcall.dev/suspended-by"], want["rollcall.dev/suspended-until"], want["rollcall.dev/suspended-reason"] = "s1", "2026-12-01T10:00:00Z", "the ledger moves"
	if diff := cmp.Diff(want, cj.Annotations); diff != "" || !suspended(cj) {
		t.Error(diff)
	}
	if err := h.Resume(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := h.Resume(t.Context(), s); err != nil { // whose answer was lost, or another Rollcall's
		t.Fatal(err)
	}
	cj = h.cronJobNow(t)
	want = aCronJob().Annotations
	want["rollcall.dev/resumed-by"] = "s1"
	if diff := cmp.Diff(want, cj.Annotations); diff != "" || suspended(cj) {
		t.Error(diff)
	}
	events := []string{
		"RollcallResumed: Resumed: its time is over",
		"RollcallSuspended: slack/U1 (@ann) had it suspended until 2026-12-01T10:00:00Z: the ledger moves",
	}
	if diff := cmp.Diff(events, sorted(h.events(t))); diff != "" {
		t.Error(diff)
	}
	again := aSuspension()
	again.ID = "s2"
	wantRefusal(t, h.Resume(t.Context(), again), remedy.NoSuspension, "not there any more")
	if err := h.Suspend(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if by := h.cronJobNow(t).Annotations["rollcall.dev/resumed-by"]; by != "" {
		t.Errorf("it is suspended, and says that %s has resumed it", by)
	}
}

func TestSuspendIsRefused(t *testing.T) {
	t.Parallel()
	policy := says(http.StatusUnprocessableEntity, metav1.StatusReasonInvalid, "nobody suspends anything here")
	by := func(who string) func(*batchv1.CronJob) {
		return func(cj *batchv1.CronJob) {
			cj.Spec.Suspend = new(true)
			if who != "" {
				cj.Annotations[annotationSuspendedBy], cj.Annotations[annotationSuspendedUntil] = who, "2027-01-01T00:00:00Z"
			}
		}
	}
	for name, c := range map[string]struct {
		with   func(*testing.T, *house)
		reason remedy.Reason
		words  []string
	}{
		"suspended by others":   {func(t *testing.T, h *house) { h.changed(t, by("")) }, remedy.Used, []string{"not by Rollcall"}},
		"suspended by Rollcall": {func(t *testing.T, h *house) { h.changed(t, by("s0")) }, remedy.Used, []string{"silence s0", "until 2027-01-01"}},
		"made anew":             {func(t *testing.T, h *house) { h.changed(t, func(cj *batchv1.CronJob) { cj.UID = "another" }) }, remedy.Gone, nil},
		"deleted meanwhile": {func(_ *testing.T, h *house) {
			h.fails("patch", "cronjobs", says(404, metav1.StatusReasonNotFound, "no"))
		}, remedy.Gone, nil},
		"no right": {func(_ *testing.T, h *house) { h.fails("patch", "cronjobs", deniedTo("patch", "cronjobs")) }, remedy.NotAllowed, []string{"patch on cronjobs in namespace shop"}},
		"policy":   {func(_ *testing.T, h *house) { h.fails("patch", "cronjobs", policy) }, remedy.NotAllowed, []string{"nobody suspends anything here"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			c.with(t, h)
			wantRefusal(t, h.Suspend(t.Context(), aSuspension()), c.reason, c.words...)
			if told := h.events(t); len(told) > 0 {
				t.Errorf("nothing was done, and it is told: %q", told)
			}
		})
	}
	elsewhere := aSuspension()
	elsewhere.Suspends.Namespace = "kitchen"
	wantRefusal(t, newHouse(t).Suspend(t.Context(), elsewhere), remedy.Off)
}

// TestResumeLeavesOthersAlone: only what Rollcall's suspension has done is undone.
func TestResumeLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*batchv1.CronJob)
		words  string
	}{
		"nobody's":            {func(*batchv1.CronJob) {}, "not there any more"},
		"others'":             {func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(true) }, "not there any more"},
		"another silence's":   {func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(true); cj.Annotations[annotationSuspendedBy] = "s2" }, "not there any more"},
		"resumed by hand":     {func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(false); cj.Annotations[annotationSuspendedBy] = "s1" }, "resumed already"},
		"never said of again": {func(cj *batchv1.CronJob) { cj.Annotations[annotationSuspendedBy] = "s1" }, "resumed already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.changed(t, c.change)
			before := suspended(h.cronJobNow(t))
			wantRefusal(t, h.Resume(t.Context(), aSuspension()), remedy.NoSuspension, c.words)
			cj := h.cronJobNow(t)
			if suspended(cj) != before {
				t.Error("it was resumed, or suspended")
			}
			if cj.Annotations[annotationSuspendedBy] == "s1" {
				t.Error("it says that it is suspended by what is over")
			}
		})
	}
}

// TestWhatHasEndedIsNotSuspended: of two Rollcalls one may still be about to suspend what the other one ends. The end writes the CronJob, so
// that what was read before is no longer the version.
func TestWhatHasEndedIsNotSuspended(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		namespaces []string
		marked     string
	}{
		"switched on":      {[]string{shop}, "s1"},
		"switched off now": {nil, ""}, // it is not touched
	} {
		h := newHouse(t)
		s := aSuspension()
		s.Suspends.State = incident.SuspensionAsked
		h.options.Namespaces = c.namespaces
		wantRefusal(t, h.Resume(t.Context(), s), remedy.NoSuspension, "not there any more")
		if by := h.cronJobNow(t).Annotations[annotationResumedBy]; by != c.marked {
			t.Errorf("%s: marked %q", name, by)
		}
		if c.marked == "" {
			continue
		}
		wantRefusal(t, h.Resume(t.Context(), s), remedy.NoSuspension, "not there any more")
		if told := h.events(t); len(told) > 0 {
			t.Errorf("%s: nothing was done, and it is told: %q", name, told)
		}
		wantRefusal(t, h.Suspend(t.Context(), s), remedy.NoSuspension, "has ended already")
		if suspended(h.cronJobNow(t)) {
			t.Errorf("%s: it is suspended, and nobody resumes it", name)
		}
	}
}

// TestResumeWhereItWasSwitchedOff: a suspension ends, also where the namespace was taken out of the configuration in between.
func TestResumeWhereItWasSwitchedOff(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if err := h.Suspend(t.Context(), aSuspension()); err != nil {
		t.Fatal(err)
	}
	h.options.Namespaces = nil
	ended := aSuspension().End(incident.Person{ID: "api/bob"}, time.Now())
	if err := h.Resume(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	if cj := h.cronJobNow(t); suspended(cj) {
		t.Error("it stays suspended")
	}
	if told := sorted(h.events(t))[0]; told != "RollcallResumed: Resumed: api/bob ended it" {
		t.Error(told)
	}
}

// TestConflict: who writes the CronJob in between does not lose what they wrote, and one who writes it all the time is no refusal.
func TestConflict(t *testing.T) {
	t.Parallel()
	conflict := says(http.StatusConflict, metav1.StatusReasonConflict, "the object has been modified")
	h := newHouse(t)
	h.loses("patch", "cronjobs", patchTries-1, func(ktesting.Action) error { return conflict })
	if err := h.Suspend(t.Context(), aSuspension()); err != nil {
		t.Error(err)
	}
	h = newHouse(t)
	h.loses("patch", "cronjobs", patchTries, func(ktesting.Action) error { return conflict })
	if err := h.Suspend(t.Context(), aSuspension()); err == nil || remedy.Refused(err) != "" {
		t.Error(err)
	}
	// Somebody else has suspended it in between.
	h = newHouse(t)
	h.loses("patch", "cronjobs", 1, func(ktesting.Action) error {
		h.changed(t, func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(true) })
		return conflict
	})
	wantRefusal(t, h.Suspend(t.Context(), aSuspension()), remedy.Used, "not by Rollcall")
}

// TestALostAnswerToAPatch: the next try finds that it is done.
func TestALostAnswerToAPatch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.loses("patch", "cronjobs", 1, func(a ktesting.Action) error {
		h.changed(t, func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(true); cj.Annotations[annotationSuspendedBy] = "s1" })
		return nil
	})
	if err := h.Suspend(t.Context(), aSuspension()); err == nil || remedy.Refused(err) != "" {
		t.Fatal(err)
	}
	if err := h.Suspend(t.Context(), aSuspension()); err != nil {
		t.Error(err)
	}
}

// TestPatchNamesTheVersion: nothing is written over what somebody has written since.
func TestPatchNamesTheVersion(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if err := h.Suspend(t.Context(), aSuspension()); err != nil {
		t.Fatal(err)
	}
	for _, a := range h.api.Actions() {
		patch, ok := a.(ktesting.PatchAction)
		if !ok {
			continue
		}
		want := `{"metadata":{"annotations":{"rollcall.dev/resumed-by":null,"rollcall.dev/suspended-by":"s1","rollcall.dev/suspended-reason":"the ledger moves",` +
			`"rollcall.dev/suspended-until":"2026-12-01T10:00:00Z"},"resourceVersion":"7","uid":"0b5e6b1c"},"spec":{"suspend":true}}`
		if patch.GetPatchType() != types.MergePatchType || string(patch.GetPatch()) != want {
			t.Errorf("%s %s", patch.GetPatchType(), patch.GetPatch())
		}
	}
}

func TestASilenceThatMutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s := aSuspension()
	s.Suspends = nil
	if h.Suspend(t.Context(), s) == nil || h.Resume(t.Context(), s) == nil {
		t.Error("a silence that mutes was taken for one that suspends")
	}
}
