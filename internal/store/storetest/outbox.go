package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func outboxChecks() []check {
	return []check{
		{"messages of a thread go in order", order},
		{"threads do not wait for each other", independent},
		{"messages without an incident do not wait for each other", loose},
		{"a retry holds up its thread, and only that", retries},
		{"the oldest goes first", oldest},
		{"attempts are counted", attempts},
		{"the receipt of the post is the root", roots},
		{"a dead root does not hold up its thread", deadRoot},
		{"a result says one thing", results},
		{"the next due message is known", nextDue},
		{"an update knows of a newer one", superseded},
		{"a message joins a thread that was done", rejoin},
	}
}

func conclude(t *testing.T, s *store.Store, c deliver.Claimed, r deliver.Result) {
	t.Helper()
	must(t, s.Conclude(t.Context(), c, r))
}

func order(t *testing.T, s *store.Store) {
	queue(t, s, message("b", "i", notify.Post), message("a", "i", notify.Reply))
	queue(t, s, message("c", "i", notify.Update))
	for _, id := range []string{"b", "a", "c"} {
		c := claimOne(t, s, noon(), id)
		claimNone(t, s, noon())
		conclude(t, s, c, sent(""))
	}
	claimNone(t, s, noon())
}

func independent(t *testing.T, s *store.Store) {
	elsewhere := message("2", "i", notify.Post)
	elsewhere.Destination.Address = "C2"
	other := message("3", "i", notify.Post)
	other.Destination.Receiver = "webhook/audit"
	queue(t, s, message("1", "i", notify.Post), elsewhere, other, message("4", "j", notify.Post), message("5", "j", notify.Reply))
	if c := claim(t, s, noon()); names(c) != "[1 2 3 4]" {
		t.Errorf("claimed %s, want [1 2 3 4]", names(c))
	}
}

func loose(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "", notify.Post), message("2", "", notify.Post))
	if c := claim(t, s, noon()); names(c) != "[1 2]" {
		t.Errorf("claimed %s, want [1 2]", names(c))
	}
}

func retries(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply))
	at := noon().Add(time.Minute).Add(time.Nanosecond)
	conclude(t, s, claimOne(t, s, noon(), "1"), retry(at))
	claimNone(t, s, at.Add(-time.Nanosecond))
	queue(t, s, message("3", "j", notify.Post))
	conclude(t, s, claimOne(t, s, noon(), "3"), sent(""))
	d := got[[]store.Delivery](t)(s.Deliveries(t.Context(), store.DeliveryFilter{Incident: "i"}, 0))
	if len(d) != 2 || d[1].NotBefore.Before(at) || d[1].LastError != "503" || d[1].Status != store.Pending || d[1].InFlight {
		t.Errorf("stored %+v", d)
	}
	c := claimOne(t, s, at.Add(time.Microsecond), "1")
	if c.Attempts != 2 || c.Attempt.Uncertain {
		t.Errorf("claimed again as %+v, want the second attempt, certain", c)
	}
}

func oldest(t *testing.T, s *store.Store) {
	for i := range 5 {
		queue(t, s, message(fmt.Sprint(i), fmt.Sprint(i), notify.Post))
	}
	c := got[[]deliver.Claimed](t)(s.Claim(t.Context(), noon(), time.Minute, 2))
	if names(c) != "[0 1]" {
		t.Errorf("claimed %s, want [0 1]", names(c))
	}
	c = got[[]deliver.Claimed](t)(s.Claim(t.Context(), noon(), time.Minute, 0))
	if len(c) != 0 {
		t.Errorf("claimed %s with a limit of 0", names(c))
	}
	c = got[[]deliver.Claimed](t)(s.Claim(t.Context(), noon(), time.Minute, 10))
	if names(c) != "[2 3 4]" {
		t.Errorf("claimed %s, want [2 3 4]", names(c))
	}
}

func attempts(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post))
	now := noon()
	for want := 1; want <= 3; want++ {
		for range 2 {
			c := claimOne(t, s, now, "1")
			if c.Attempts != want {
				t.Errorf("attempt %d, want %d", c.Attempts, want)
			}
			now = now.Add(time.Second)
			r := retry(now)
			r.Uncounted = true
			conclude(t, s, c, r)
		}
		conclude(t, s, claimOne(t, s, now, "1"), retry(now.Add(time.Second)))
		now = now.Add(time.Second)
	}
	claimOne(t, s, now, "1") // not concluded: counts
	c := claimOne(t, s, now.Add(time.Hour), "1")
	if c.Attempts != 5 {
		t.Errorf("attempt %d, want 5", c.Attempts)
	}
	if c.QueuedAt.IsZero() || c.QueuedAt.After(time.Now()) || time.Since(c.QueuedAt) > time.Hour {
		t.Errorf("queued at %v", c.QueuedAt)
	}
}

func roots(t *testing.T, s *store.Store) {
	elsewhere := message("4", "i", notify.Reply)
	elsewhere.Destination.Address = "C2"
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply), message("3", "i", notify.Update), elsewhere,
		message("5", "i", notify.Post), message("6", "i", notify.Reply))
	const root, again = `{"channel":"C1","ts":"1"}`, `{"ts":"5"}`
	steps := []struct{ id, root, receipt string }{
		{"1", "", root},
		{"2", root, `{"ts":"2"}`},
		{"3", root, `{"ts":"3"}`},
		{"5", "", again},
		{"6", again, ""},
	}
	for i, step := range steps {
		for _, c := range claim(t, s, noon().Add(time.Duration(i)*time.Second)) {
			if c.Attempt.ID == "4" {
				if c.Attempt.Root != nil {
					t.Errorf("the root of another channel: %s", c.Attempt.Root)
				}
				continue
			}
			if c.Attempt.ID != step.id || string(c.Attempt.Root) != step.root || (c.Attempt.Root == nil) != (step.root == "") {
				t.Errorf("claimed %s with root %q, want %s with %q", c.Attempt.ID, c.Attempt.Root, step.id, step.root)
			}
			conclude(t, s, c, sent(step.receipt))
		}
	}
	for _, d := range got[[]store.Delivery](t)(s.Deliveries(t.Context(), store.DeliveryFilter{Status: store.Sent}, 0)) {
		if d.Message.ID == "2" && string(d.Receipt) != `{"ts":"2"}` || d.Message.ID == "6" && d.Receipt != nil {
			t.Errorf("receipt of %s: %s", d.Message.ID, d.Receipt)
		}
	}
}

func deadRoot(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Update), message("3", "i", notify.Reply),
		message("4", "i", notify.Reply))
	conclude(t, s, claimOne(t, s, noon(), "1"), deliver.Result{At: noon(), Dead: true, Error: "is_archived"})
	c := claimOne(t, s, noon(), "2")
	if c.Attempt.Root != nil {
		t.Errorf("the root of a dead post: %s", c.Attempt.Root)
	}
	conclude(t, s, c, deliver.Result{At: noon(), Skipped: true, Error: "nothing to update"})
	c = claimOne(t, s, noon(), "3")
	if c.Attempt.Root != nil {
		t.Errorf("the root of a dead post: %s", c.Attempt.Root)
	}
	conclude(t, s, c, sent(`{"ts":"3"}`))
	if c = claimOne(t, s, noon(), "4"); string(c.Attempt.Root) != `{"ts":"3"}` {
		t.Errorf("root is %q, want that of the reply that was posted anew", c.Attempt.Root)
	}
	d := got[[]store.Delivery](t)(s.Deliveries(t.Context(), store.DeliveryFilter{Status: store.Dead}, 0))
	if len(d) != 1 || d[0].Message.ID != "1" || d[0].LastError != "is_archived" || !d[0].ConcludedAt.Equal(noon()) {
		t.Errorf("dead letters: %+v", d)
	}
}

func results(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post))
	c := claimOne(t, s, noon(), "1")
	for _, r := range []deliver.Result{{}, {At: noon()}, {Sent: true, Dead: true}, {Skipped: true, RetryAt: noon()}} {
		if err := s.Conclude(t.Context(), c, r); err == nil || errors.Is(err, deliver.ErrFenced) {
			t.Errorf("%+v: %v, want an error that says what is wrong with it", r, err)
		}
	}
	conclude(t, s, c, sent(""))
}

func nextDue(t *testing.T, s *store.Store) {
	due := func() (time.Time, bool) {
		t.Helper()
		at, ok, err := s.NextDue(t.Context())
		must(t, err)
		return at, ok
	}
	if at, ok := due(); ok {
		t.Fatalf("an empty outbox is due at %v", at)
	}
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply))
	if at, ok := due(); !ok || at.After(noon()) {
		t.Errorf("due at %v, %v, want at once", at, ok)
	}
	c := claimOne(t, s, noon(), "1")
	if at, ok := due(); !ok || !at.Equal(noon().Add(time.Minute)) {
		t.Errorf("due at %v, %v, want at the end of the lease", at, ok)
	}
	conclude(t, s, c, retry(noon().Add(time.Hour)))
	if at, ok := due(); !ok || !at.Equal(noon().Add(time.Hour)) {
		t.Errorf("due at %v, %v, want at the retry", at, ok)
	}
	conclude(t, s, claimOne(t, s, noon().Add(time.Hour), "1"), sent(""))
	if at, ok := due(); !ok || at.After(noon()) {
		t.Errorf("due at %v, %v, want at once", at, ok)
	}
	conclude(t, s, claimOne(t, s, noon(), "2"), sent(""))
	if at, ok := due(); ok {
		t.Errorf("a done outbox is due at %v", at)
	}
}

func rejoin(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post))
	c := claimOne(t, s, noon(), "1")
	queue(t, s, message("2", "i", notify.Reply)) // while the first is being sent
	conclude(t, s, c, sent(`"r"`))
	conclude(t, s, claimOne(t, s, noon(), "2"), sent(""))
	queue(t, s, message("3", "i", notify.Update)) // when nothing waits
	if c := claimOne(t, s, noon(), "3"); string(c.Attempt.Root) != `"r"` {
		t.Errorf("root is %q", c.Attempt.Root)
	}
	claimNone(t, s, noon())
}

func superseded(t *testing.T, s *store.Store) {
	elsewhere := message("x", "i", notify.Update)
	elsewhere.Destination.Address = "C2"
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Update), message("3", "i", notify.Reply),
		message("4", "i", notify.Update), elsewhere)
	for _, want := range []bool{false, true, false, false} {
		for _, c := range claim(t, s, noon()) {
			if c.Superseded != (want && c.Attempt.ID != "x") {
				t.Errorf("%s: superseded is %v", c.Attempt.ID, c.Superseded)
			}
			conclude(t, s, c, sent(""))
		}
	}
}
