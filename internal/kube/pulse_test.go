package kube

import (
	"testing"
	"testing/synctest"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// aRenewal is the Lease of kube-controller-manager, renewed at an instant by its clock and stored at one by the API server's.
func aRenewal(renewed, stored time.Time) *coordinationv1.Lease {
	at, by := metav1.NewMicroTime(renewed), metav1.NewTime(stored.Truncate(time.Second))
	return &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Name: controllerLease, Namespace: controllerNamespace, ManagedFields: []metav1.ManagedFieldsEntry{
			{Manager: "kubectl-annotate", Time: &metav1.Time{Time: stored.Add(time.Hour)}, FieldsV1: metav1.NewFieldsV1(`{"f:metadata":{}}`)},
			{Manager: controllerLease, Time: &by, FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:holderIdentity":{},"f:renewTime":{}}}`)},
		}},
		Spec: coordinationv1.LeaseSpec{RenewTime: &at},
	}
}

// beats renews the Lease every few seconds, by a clock that is ahead of the API server's, until the end of the test.
func (s *site) beats(ahead time.Duration) (stop func()) {
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			s.put(aRenewal(s.now().Add(ahead), s.now()))
			select {
			case <-ended:
				return
			case <-time.After(10 * time.Second):
			}
		}
	}()
	return func() { close(ended); <-stopped }
}

// TestControllerClock: a slot begins by the controller's clock. Where that is behind, nothing is missed before its grace is over by
// that clock too; where it only is ahead, or behind, it is not called silent.
func TestControllerClock(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ahead time.Duration
		after time.Duration // the slot, by the API server's clock
		lines int           // in the log
	}{
		"as it should be": {0, 2 * time.Minute, 0},
		"a little behind": {-time.Second, 2 * time.Minute, 0},
		"behind":          {-5 * time.Minute, 7 * time.Minute, 1},
		"ahead":           {5 * time.Minute, 2 * time.Minute, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				s := newSite(t, newAPIWorld(), Options{})
				stop := s.beats(test.ahead)
				settle()
				s.halfHourly("backup")
				slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
				s.until(slot.Add(20 * time.Minute))
				stop()
				if diff := cmp.Diff([]string{"03:00 missed"}, s.told()); diff != "" {
					t.Fatalf("(-want +got):\n%s", diff)
				}
				if after := s.decided[0].Sub(slot); after < test.after || after > test.after+10*time.Second {
					t.Errorf("decided %s after the slot, want %s", after, test.after)
				}
				if v := s.verdicts[0]; v.Cause.Code != diagnose.NoJob {
					t.Errorf("cause %s; the controller lives", v.Cause.Code)
				}
				if lines := s.lines("clock_differs"); len(lines) != test.lines {
					t.Errorf("logged %q", lines)
				}
			})
		})
	}
}

// TestControllerSilent: since when is told by the API server's clock.
func TestControllerSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(2*time.Hour + 50*time.Minute)
		s := newSite(t, newAPIWorld(), Options{})
		settle()
		s.halfHourly("backup")
		died := s.now().Truncate(time.Second)
		s.put(aRenewal(died.Add(-time.Second), died))
		s.until(died.Truncate(30 * time.Minute).Add(50 * time.Minute))
		if len(s.verdicts) != 1 || s.verdicts[0].Judgement != monitor.Missed {
			t.Fatalf("%v", s.told())
		}
		if e := s.verdicts[0].Evidence; e == nil || e.SchedulerSilentSince == nil || !e.SchedulerSilentSince.Equal(died) {
			t.Errorf("evidence %+v, want silence since %s", e, died)
		}
	})
}
