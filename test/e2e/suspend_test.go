package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// suspend has a CronJob suspended until an instant.
func (s *scenario) suspend(c *batchv1.CronJob, until time.Time) asked {
	s.t.Helper()
	return s.ask(http.MethodPost, "monitors/"+url.PathEscape(of(c))+"/suspend", "", map[string]any{"until": until.UTC().Format(time.RFC3339), "reason": "the ledger moves"}, nil)
}

// awaitSuspended waits until a CronJob is suspended, or is no longer, and returns it.
func (s *scenario) awaitSuspended(name string, want bool) *batchv1.CronJob {
	s.t.Helper()
	var found *batchv1.CronJob
	eventually(s.t, nextSlot, fmt.Sprintf("%s is suspended: %t", name, want), func() (bool, string) {
		c, err := s.env.Client.BatchV1().CronJobs(s.namespace).Get(s.ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err.Error()
		}
		found = c
		return c.Spec.Suspend != nil && *c.Spec.Suspend == want, fmt.Sprintf("%v %v", c.Spec.Suspend, c.Annotations)
	})
	return found
}

func saysSuspended(c *batchv1.CronJob) string {
	return c.Annotations["rollcall.dev/suspended-by"] + c.Annotations["rollcall.dev/suspended-until"] + c.Annotations["rollcall.dev/suspended-reason"]
}

// TestSuspend: a job is suspended for a while, and resumed at the end, also by a Rollcall that was started after that.
func TestSuspend(t *testing.T) {
	s := newScenario(t)
	withRemedies(s)
	s.start()
	c := s.apply(cronJob("close").every(never).annotated("owner", "platform"))
	s.awaitWatched(c)

	until := time.Now().Add(20 * time.Second).UTC().Truncate(time.Second)
	got := s.suspend(c, until)
	if got.status != http.StatusCreated {
		t.Fatalf("%d %s", got.status, got.text)
	}
	held := s.awaitSuspended("close", true)
	if held.Annotations["rollcall.dev/suspended-by"] != got.ID || held.Annotations["rollcall.dev/suspended-reason"] != "the ledger moves" ||
		held.Annotations["rollcall.dev/suspended-until"] != until.Format(time.RFC3339) {
		t.Errorf("it says %v", held.Annotations)
	}
	s.expectEvent(c, "RollcallSuspended", "operator", "the ledger moves")
	s.kill()
	s.start()
	resumed := s.awaitSuspended("close", false)
	if time.Now().Before(until) {
		t.Error("resumed before the end")
	}
	if said := saysSuspended(resumed); said != "" || resumed.Annotations["rollcall.dev/owner"] != "platform" {
		t.Errorf("it still says %q, of %v", said, resumed.Annotations)
	}
	s.expectEvent(c, "RollcallResumed", "its time is over")
}

// TestResume: somebody ends it before its time, and what others have suspended stays so.
func TestResume(t *testing.T) {
	s := newScenario(t)
	withRemedies(s)
	s.start()
	c := s.apply(cronJob("close").every(never))
	s.awaitWatched(c)
	if got := s.suspend(c, time.Now().Add(time.Hour)); got.status != http.StatusCreated {
		t.Fatalf("%d %s", got.status, got.text)
	}
	s.awaitSuspended("close", true)
	s.expectEvent(c, "RollcallSuspended")
	s.refused(s.suspend(c, time.Now().Add(time.Hour)), "used", "suspended already")
	resume := "monitors/" + url.PathEscape(of(c)) + "/resume"
	if got := s.ask(http.MethodPost, resume, "", nil, nil); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	s.awaitSuspended("close", false)
	s.expectEvent(c, "RollcallResumed", "operator ended it")
	s.refused(s.ask(http.MethodPost, resume, "", nil, nil), "no_suspension")

	_, err := s.env.Client.BatchV1().CronJobs(s.namespace).Patch(s.ctx, "close", types.MergePatchType, []byte(`{"spec":{"suspend":true}}`), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s.refused(s.suspend(c, time.Now().Add(time.Hour)), "used", "not by Rollcall")
	s.refused(s.ask(http.MethodPost, resume, "", nil, nil), "no_suspension")
	s.awaitSuspended("close", true)
}

// awaitWatched waits until Rollcall knows a CronJob.
func (s *scenario) awaitWatched(c *batchv1.CronJob) {
	s.t.Helper()
	eventually(s.t, soon, c.Name+" is known", func() (bool, string) {
		var list struct {
			Monitors []struct{ ID string }
		}
		got := s.ask(http.MethodGet, "monitors", "", nil, &list)
		for _, m := range list.Monitors {
			if m.ID == of(c) {
				return true, ""
			}
		}
		return false, got.text
	})
}
