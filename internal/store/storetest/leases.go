package storetest

import (
	"errors"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func leaseChecks() []check {
	return []check{
		{"a lease keeps others away until it ends", leases},
		{"who is alone need not wait for leases", reclaim},
		{"who lost the lease cannot conclude", fencing},
		{"an attempt that was not concluded is uncertain for good", uncertain},
	}
}

func leases(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post))
	claimOne(t, s, noon(), "1")
	claimNone(t, s, noon().Add(time.Minute-time.Microsecond))
	claimOne(t, s, noon().Add(time.Minute), "1")
}

func reclaim(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply), message("3", "j", notify.Post))
	lost := got[[]deliver.Claimed](t)(s.Claim(t.Context(), noon(), time.Hour, 1))[0]
	waits := claimOne(t, s, noon(), "3")
	conclude(t, s, waits, retry(noon().Add(time.Hour)))
	must(t, s.Reclaim(t.Context()))
	if err := s.Conclude(t.Context(), lost, sent("1")); !errors.Is(err, deliver.ErrFenced) {
		t.Errorf("a lease that was taken back concluded: %v", err)
	}
	again := claimOne(t, s, noon(), "1") // a retry still waits for its time
	if !again.Attempt.Uncertain {
		t.Error("it may have been sent before, and is not uncertain")
	}
	conclude(t, s, again, sent("1"))
	claimOne(t, s, noon(), "2")
	must(t, s.Reclaim(t.Context()))
}

func fencing(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply))
	lost := claimOne(t, s, noon(), "1")
	ours := claimOne(t, s, noon().Add(time.Hour), "1")
	for _, r := range []deliver.Result{sent("1"), retry(noon()), {Dead: true}} {
		if err := s.Conclude(t.Context(), lost, r); !errors.Is(err, deliver.ErrFenced) {
			t.Errorf("a lost lease concluded: %v", err)
		}
	}
	forged := ours
	forged.Token = ""
	if err := s.Conclude(t.Context(), forged, sent("1")); !errors.Is(err, deliver.ErrFenced) {
		t.Errorf("concluded without a token: %v", err)
	}
	conclude(t, s, ours, sent(""))
	if err := s.Conclude(t.Context(), ours, sent("")); !errors.Is(err, deliver.ErrFenced) {
		t.Errorf("concluded twice: %v", err)
	}
	if err := s.Conclude(t.Context(), deliver.Claimed{Token: "x", Attempt: notify.Attempt{Message: message("?", "i", notify.Post)}},
		sent("")); !errors.Is(err, deliver.ErrFenced) {
		t.Errorf("concluded what is not there: %v", err)
	}
	// A lease that ran out is still ours while nobody wants it.
	late := claimOne(t, s, noon().Add(2*time.Hour), "2")
	r := sent("")
	r.At = noon().Add(24 * time.Hour)
	conclude(t, s, late, r)
}

func uncertain(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "j", notify.Post))
	first := claim(t, s, noon())
	for _, c := range first {
		if c.Attempt.Uncertain {
			t.Errorf("the first attempt of %s is uncertain", c.Attempt.ID)
		}
	}
	r := retry(noon().Add(time.Hour))
	r.Uncertain = true
	conclude(t, s, first[0], r) // 1: concluded as uncertain; 2: not concluded
	for _, id := range []string{"2", "1"} {
		at := noon().Add(time.Minute)
		if id == "1" {
			at = noon().Add(time.Hour)
		}
		c := claimOne(t, s, at, id)
		if !c.Attempt.Uncertain || c.Attempts != 2 {
			t.Errorf("attempt %d of %s: uncertain is %v, want true", c.Attempts, id, c.Attempt.Uncertain)
		}
		conclude(t, s, c, retry(at.Add(time.Second)))
		c = claimOne(t, s, at.Add(time.Second), id)
		if !c.Attempt.Uncertain {
			t.Errorf("%s: a failure that was certain made an earlier attempt certain too", id)
		}
		conclude(t, s, c, sent(""))
	}
}
