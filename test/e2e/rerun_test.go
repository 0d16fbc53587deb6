package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/slack"
)

// foreigner is somebody of the workspace who is not in the team's user group.
const foreigner = "U0KENJI0001"

// TestRerun: one of the owners presses the button of a job that is safe to run again. A real container runs, its success resolves the
// incident, and everybody can see who had it run.
func TestRerun(t *testing.T) {
	s := newScenario(t)
	withRemedies(s)
	s.start()
	broken := repairable("close").annotated("rerun", "safe")
	c := s.apply(broken)
	s.trigger("close")
	root := s.expect(told("close", "failed").why("exit code 3").log("FATAL: ledger is locked"))
	id := s.incident(c)
	early, got := s.offered(id)
	if got.status != http.StatusOK || early.MustCheck || len(early.Images) != 1 || early.Attempt != 1 {
		t.Fatalf("offered %+v: %s", early, got.text)
	}

	// Whoever is not of the owners is told so.
	foreign, err := s.slack.Click(slack.Click{User: foreigner, Channel: root.Channel, TS: root.TS, On: "Re-run…"})
	if err != nil {
		t.Fatal(err)
	}
	s.interact(foreign)
	s.expectToldAlone(foreigner, "Only the members of Platform may have it run again")

	s.repair(broken)
	s.submit(s.press(root, "Re-run…"), map[string]string{"text": "the ledger is open again"})
	s.expectToldAlone(slack.DefaultUser, "close is run again, as Job "+early.JobName)
	s.expectEvent(c, "RollcallRerun", slack.DefaultUser, id, early.JobName, "the ledger is open again")
	run, err := s.env.Client.BatchV1().Jobs(s.namespace).Get(s.ctx, early.JobName, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"cronjob.kubernetes.io/instantiate": "manual", "rollcall.dev/incident": id, "rollcall.dev/rerun-attempt": "1",
		"rollcall.dev/rerun-by": "slack/" + slack.DefaultUser + " (@astrid)", "rollcall.dev/rerun-reason": "the ledger is open again", "rollcall.dev/rerun-of": string(c.UID),
	} {
		if run.Annotations[key] != want {
			t.Errorf("annotation %s is %q, want %q", key, run.Annotations[key], want)
		}
	}
	if owner := metav1.GetControllerOf(run); owner == nil || owner.UID != c.UID || run.Annotations["rollcall.dev/rerun-order"] == "" {
		t.Errorf("owner %+v, annotations %v", owner, run.Annotations)
	}
	s.ended(run.Name, batchv1.JobComplete)
	s.expectNow(root, told("close", "recovered").good())
	s.expectWords(c, "failed manual", "succeeded manual")
	// What was offered before that is used up, and the incident is over.
	if got := s.confirm(id, "second", early, nil); got.status != http.StatusConflict {
		t.Errorf("a second click: %d %s", got.status, got.text)
	}
	if n := len(s.runs("close")); n != 2 {
		t.Errorf("%d Jobs, want the one that failed and the one that was run again", n)
	}
	s.expectNothingElse()
}

// TestRerunOnce: the second click makes nothing while the first one's Job runs, the same click twice is one, and a Job that runs is waited
// for, whoever made it.
func TestRerunOnce(t *testing.T) {
	s := newScenario(t)
	withRemedies(s)
	s.start()
	c := s.apply(cronJob("close").every(never).fails(3, "boom").annotated("rerun", "safe-if-not-running"))
	s.trigger("close")
	s.expect(told("close", "failed"))
	id := s.incident(c)
	o, got := s.offered(id)
	if got.status != http.StatusOK {
		t.Fatal(got.text)
	}

	// A run by hand of an older client, whose reference has no controller flag, keeps going.
	s.apply(cronJob("close").every(never).takes(patiently, "at work").annotated("rerun", "safe-if-not-running"))
	byHand := s.byHand("close")
	byHand.OwnerReferences[0].Controller = nil
	if _, err := s.env.Client.BatchV1().Jobs(s.namespace).Create(s.ctx, byHand, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	s.running("close")
	s.apply(cronJob("close").every(never).fails(3, "boom").annotated("rerun", "safe-if-not-running"))
	s.refused(s.confirm(id, "while it runs", o, nil), "running", "wait for its end")
	s.deleteRuns("close")
	eventually(t, soon, "no Job is left", func() (bool, string) { return len(s.runs("close")) == 0, fmt.Sprint(len(s.runs("close"))) })

	for range 2 { // whose answer was lost asks again
		if got := s.confirm(id, "first", o, nil); got.status != http.StatusCreated || got.Job != o.JobName {
			t.Fatalf("the order: %d %s", got.status, got.text)
		}
	}
	s.refused(s.confirm(id, "second", o, nil), "used", "operator asked for it", o.JobName)
	if n := len(s.runs("close")); n != 1 {
		t.Errorf("%d Jobs", n)
	}
}

// TestRerunIsRefused: what a job says of itself, and what it has become.
func TestRerunIsRefused(t *testing.T) {
	s := newScenario(t)
	withRemedies(s)
	s.start()
	once := s.apply(cronJob("once").every(never).fails(3, "boom").annotated("rerun", "never").annotated("rerun-note", "it pays twice"))
	unknown := s.apply(cronJob("unknown").every(never).fails(3, "boom"))
	changed := s.apply(cronJob("changed").every(never).fails(3, "boom").annotated("rerun", "safe"))
	for _, c := range []*batchv1.CronJob{once, unknown, changed} {
		s.trigger(c.Name)
		s.expect(told(c.Name, "failed"))
	}

	_, got := s.offered(s.incident(once))
	s.refused(got, "never", "must never be run again", "it pays twice")

	id := s.incident(unknown)
	o, _ := s.offered(id)
	if !o.MustCheck {
		t.Error("what says nothing is taken for safe")
	}
	s.refused(s.confirm(id, "unchecked", o, nil), "unchecked", "made sure")
	if got := s.confirm(id, "checked", o, map[string]any{"checked": true}); got.status != http.StatusCreated {
		t.Errorf("checked: %d %s", got.status, got.text)
	}

	id = s.incident(changed)
	o, _ = s.offered(id)
	s.apply(cronJob("changed").every(never).fails(4, "boom").annotated("rerun", "safe"))
	s.refused(s.confirm(id, "changed", o, nil), "spec_changed", "has been changed")

	if n := len(s.runs("once")) + len(s.runs("changed")); n != 2 {
		t.Errorf("%d Jobs, want those that failed", n)
	}
}

// TestRerunWhereItIsOff: a namespace has to be named in the configuration, and to say yes itself.
func TestRerunWhereItIsOff(t *testing.T) {
	s := newScenario(t)
	s.configureRemedies("elsewhere")
	s.optIn()
	s.start()
	c := s.apply(cronJob("close").every(never).fails(3, "boom").annotated("rerun", "safe"))
	s.trigger("close")
	root := s.expect(told("close", "failed"))
	id := s.incident(c)
	_, got := s.offered(id)
	s.refused(got, "off", "namespace "+s.namespace, "kubernetes.remedies.namespaces", "RoleBinding")
	if slices.Contains(root.Offers(), "Re-run…") {
		t.Error("the message offers what is switched off")
	}
	if err := s.rollcall.Stop(); err != nil {
		t.Fatal(err)
	}

	s.configureRemedies(s.namespace)
	if err := s.env.Client.RbacV1().RoleBindings(s.namespace).Delete(s.ctx, "rollcall-remedies", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	s.start()
	eventually(t, soon, "the binding is gone for the API server too", func() (bool, string) {
		_, got = s.offered(id)
		return got.Reason == "not_allowed", got.text
	})
	s.refused(got, "not_allowed", "rollcall/rollcall-remedies", "needs get on cronjobs in namespace "+s.namespace)

	s.optIn()
	eventually(t, soon, "the binding counts", func() (bool, string) {
		_, got = s.offered(id)
		return got.status == http.StatusOK, got.text
	})
}
