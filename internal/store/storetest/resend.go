package storetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func resendChecks() []check {
	return []check{
		{"a dead letter is queued again", resendDead},
		{"what is sent again is in the audit log", resendAudited},
		{"what is sent again goes behind what waits", resendInOrder},
		{"what arrived is sent again only by force", resendForced},
		{"an update that is stale is not sent again", resendStale},
		{"a post brings its last update along", resendAlong},
		{"dead letters are sent again by receiver", resendAllDead},
		{"many send the same one again, and it is queued once", resendAtOnce},
		{"one that is sent again meets the end of the one before it", resendWhileConcluding},
	}
}

func again(by string) store.Again {
	return store.Again{By: incident.Person{ID: by}, At: noon(), NewID: rand.Text}
}

func dead(reason string) deliver.Result {
	return deliver.Result{At: noon(), Dead: true, Error: reason}
}

// resent asks for one and expects what becomes of it.
func resent(t *testing.T, s *store.Store, id string, a store.Again, want error) {
	t.Helper()
	r := got[[]store.Resent](t)(s.Resend(t.Context(), []string{id}, a))
	if len(r) != 1 || r[0].ID != id || !errors.Is(r[0].Err, want) {
		t.Fatalf("sending %s again: %+v, want %v", id, r, want)
	}
}

func resendDead(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post))
	conclude(t, s, claimOne(t, s, noon(), "1"), retry(noon()))
	conclude(t, s, claimOne(t, s, noon(), "1"), dead("is_archived"))
	claimNone(t, s, noon().Add(time.Hour))
	resent(t, s, "1", again("api/ann"), nil)
	d := got[store.Delivery](t)(s.Delivery(t.Context(), "1"))
	if d.Status != store.Pending || d.Attempts != 0 || d.LastError != "is_archived" || d.ResentBy != "api/ann" ||
		!d.ResentAt.Equal(noon()) || !d.QueuedAt.Equal(noon()) || !d.ConcludedAt.IsZero() || d.Message.Notice.Incident != "i" {
		t.Errorf("stored %+v", d)
	}
	resent(t, s, "1", again("api/bob"), store.ErrPending)
	c := claimOne(t, s, noon(), "1")
	if c.Attempts != 1 || c.Attempt.Uncertain || !c.QueuedAt.Equal(noon()) {
		t.Errorf("claimed %+v", c)
	}
	resent(t, s, "1", again("api/bob"), store.ErrPending) // while it is being sent
	conclude(t, s, c, sent(`"r"`))
	queue(t, s, message("2", "i", notify.Reply))
	if c := claimOne(t, s, noon(), "2"); string(c.Attempt.Root) != `"r"` {
		t.Errorf("the root is %q, want that of the post that was sent again", c.Attempt.Root)
	}
	resent(t, s, "nobody", again("api/ann"), store.ErrNotFound)
	if _, err := s.Delivery(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a delivery that is not there: %v", err)
	}
	if r, err := s.Resend(t.Context(), nil, again("api/ann")); err != nil || len(r) != 0 {
		t.Errorf("sent nothing again: %v, %v", r, err)
	}
}

// resendAudited: what was refused is not in the log, nor is what another one brought along.
func resendAudited(t *testing.T, s *store.Store) {
	loose := message("2", "", notify.Post)
	loose.Destination = notify.Destination{Receiver: "console"}
	queue(t, s, message("1", "i", notify.Post), loose, message("3", "i", notify.Update))
	for _, c := range claim(t, s, noon()) {
		conclude(t, s, c, dead("500"))
	}
	conclude(t, s, claimOne(t, s, noon(), "3"), deliver.Result{At: noon(), Skipped: true})
	ann := incident.Person{ID: "api/ann", Name: "ann"}
	n := 0
	a := store.Again{By: ann, At: noon(), NewID: func() string { n++; return fmt.Sprint(n) }}
	r := got[[]store.Resent](t)(s.Resend(t.Context(), []string{"1", "nobody", "2", "1"}, a))
	if r[0].Err != nil || r[1].Err == nil || r[2].Err != nil || r[3].Err == nil {
		t.Errorf("sent again: %+v", r)
	}
	want := []incident.Record{
		{ID: "2", At: noon(), By: ann, What: "resend", Subject: "2", Text: "delivery 2 to console"},
		{ID: "1", At: noon(), By: ann, What: "resend", Subject: "i", Text: "delivery 1 to slack C1"},
	}
	if diff := cmp.Diff(want, got[[]incident.Record](t)(s.AuditLog(t.Context(), "", "", 0))); diff != "" {
		t.Errorf("audited (-want +got):\n%s", diff)
	}
}

func resendInOrder(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply), message("3", "i", notify.Reply))
	conclude(t, s, claimOne(t, s, noon(), "1"), sent(`"root"`))
	conclude(t, s, claimOne(t, s, noon(), "2"), dead("500"))
	third := claimOne(t, s, noon(), "3")
	resent(t, s, "2", again("x"), nil)
	claimNone(t, s, noon())
	queue(t, s, message("4", "i", notify.Reply))
	conclude(t, s, third, sent(""))
	for _, id := range []string{"2", "4"} {
		c := claimOne(t, s, noon(), id)
		if string(c.Attempt.Root) != `"root"` {
			t.Errorf("the root of %s is %q", id, c.Attempt.Root)
		}
		claimNone(t, s, noon())
		conclude(t, s, c, sent(""))
	}
	if at, ok, err := s.NextDue(t.Context()); ok || err != nil {
		t.Errorf("due at %v in the end, %v", at, err)
	}
}

func resendForced(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "j", notify.Post))
	for _, c := range claim(t, s, noon()) {
		r := sent("")
		if c.Attempt.ID == "2" {
			r = deliver.Result{At: noon(), Skipped: true}
		}
		r.Uncertain = true
		conclude(t, s, c, r)
	}
	resent(t, s, "1", again("x"), store.ErrSent)
	resent(t, s, "2", again("x"), store.ErrSkipped)
	claimNone(t, s, noon())
	forced := again("x")
	forced.Force = true
	resent(t, s, "1", forced, nil)
	if c := claimOne(t, s, noon(), "1"); c.Attempt.Uncertain {
		t.Error("what is sent again by force would be found where it arrived")
	}
	resent(t, s, "2", forced, nil)
	claimOne(t, s, noon(), "2")
}

func resendStale(t *testing.T, s *store.Store) {
	elsewhere := message("x", "i", notify.Update)
	elsewhere.Destination.Address = "C2"
	queue(t, s, message("1", "i", notify.Update), message("2", "i", notify.Update), elsewhere, message("3", "i", notify.Reply))
	for {
		claimed := claim(t, s, noon())
		if len(claimed) == 0 {
			break
		}
		for _, c := range claimed {
			conclude(t, s, c, dead("500"))
		}
	}
	resent(t, s, "1", again("x"), store.ErrStale)
	all, _, err := s.ResendDead(t.Context(), "slack", again("x"))
	must(t, err)
	if want := []store.Resent{{ID: "2"}, {ID: "x"}, {ID: "3"}}; !slices.Equal(all, want) {
		t.Errorf("sent %+v again, want %+v", all, want)
	}
}

func resendAlong(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Update), message("3", "i", notify.Reply),
		message("4", "i", notify.Update))
	for _, r := range []deliver.Result{dead("is_archived"), {At: noon(), Skipped: true}, dead("is_archived"), {At: noon(), Skipped: true}} {
		conclude(t, s, claim(t, s, noon())[0], r)
	}
	all, _, err := s.ResendDead(t.Context(), "", again("x"))
	must(t, err)
	if want := []store.Resent{{ID: "1"}, {ID: "3"}}; !slices.Equal(all, want) {
		t.Errorf("sent %+v again, want %+v", all, want)
	}
	for _, id := range []string{"1", "3", "4"} {
		conclude(t, s, claimOne(t, s, noon(), id), sent(`"`+id+`"`))
	}
	claimNone(t, s, noon())
}

func resendAllDead(t *testing.T, s *store.Store) {
	other := message("2", "i", notify.Post)
	other.Destination = notify.Destination{Receiver: "webhook/audit"}
	queue(t, s, message("1", "i", notify.Post), other, message("3", "j", notify.Post), message("4", "k", notify.Post))
	for _, c := range claim(t, s, noon()) {
		r := dead("500")
		if c.Attempt.ID == "4" {
			r = sent("")
		}
		conclude(t, s, c, r)
	}
	for _, step := range []struct {
		receiver, want string
	}{{"webhook/audit", "[2]"}, {"pager", "[]"}, {"", "[1 3]"}, {"", "[]"}} {
		all, more, err := s.ResendDead(t.Context(), step.receiver, again("x"))
		must(t, err)
		ids := make([]string, len(all))
		for i, r := range all {
			ids[i] = r.ID
			must(t, r.Err)
		}
		if fmt.Sprint(ids) != step.want || more {
			t.Errorf("sent %v of %q again, more: %v; want %s", ids, step.receiver, more, step.want)
		}
		if c := claim(t, s, noon()); names(c) != step.want {
			t.Errorf("claimed %s, want %s", names(c), step.want)
		}
	}
}

func resendAtOnce(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post))
	conclude(t, s, claimOne(t, s, noon(), "1"), dead("500"))
	var mu sync.Mutex
	var all sync.WaitGroup
	queued := 0
	for i := range 8 {
		all.Go(func() {
			r, err := s.Resend(t.Context(), []string{"1"}, again(fmt.Sprint(i)))
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if r[0].Err == nil {
				queued++
			}
		})
	}
	all.Wait()
	if queued != 1 {
		t.Errorf("queued %d times, want once", queued)
	}
	conclude(t, s, claimOne(t, s, noon(), "1"), sent(""))
	claimNone(t, s, noon().Add(time.Hour))
}

// resendWhileConcluding: whichever of the two comes first, nothing that waits is left without a head of its thread.
func resendWhileConcluding(t *testing.T, s *store.Store) {
	for i := range 20 {
		inc := fmt.Sprint("i", i)
		first, second := message(inc+"-1", inc, notify.Post), message(inc+"-2", inc, notify.Reply)
		queue(t, s, first, second)
		conclude(t, s, claimOne(t, s, noon(), first.ID), dead("500"))
		c := claimOne(t, s, noon(), second.ID)
		var both sync.WaitGroup
		both.Go(func() {
			if err := s.Conclude(t.Context(), c, sent("")); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			if r, err := s.Resend(t.Context(), []string{first.ID}, again("x")); err != nil || r[0].Err != nil {
				t.Error(r, err)
			}
		})
		both.Wait()
		conclude(t, s, claimOne(t, s, noon(), first.ID), sent(""))
		claimNone(t, s, noon())
	}
}
