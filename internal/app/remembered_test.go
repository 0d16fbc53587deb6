package app

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/schedule"
)

func TestRememberedKeepsTheContract(t *testing.T) {
	t.Parallel()
	checkintest.Conform(t, func(*testing.T) checkin.Registry { return remember(&checkintest.Registry{}, 0) })
}

// TestRememberedAsksOnce: and not at all while the registry is away.
func TestRememberedAsksOnce(t *testing.T) {
	t.Parallel()
	var inner checkintest.Registry
	r := remember(&inner, 0)
	if err := r.Put(t.Context(), checkin.CheckIn{ID: "a", Project: 1, Slug: "s"}); err != nil {
		t.Fatal(err)
	}
	bySlug := func() error { _, err := r.FindBySlug(t.Context(), 1, "s"); return err }
	byID := func() error { _, err := r.Get(t.Context(), "a"); return err }
	if err := bySlug(); err != nil {
		t.Fatal(err)
	}
	inner.Fail(errors.New("away"))
	if err := errors.Join(bySlug(), byID()); err != nil {
		t.Errorf("asked again: %v", err)
	}
	inner.Fail(nil)
	if err := r.Put(t.Context(), checkin.CheckIn{ID: "a", Project: 1, Slug: "other"}); err != nil {
		t.Fatal(err)
	}
	if err := bySlug(); !errors.Is(err, checkin.ErrNotFound) {
		t.Errorf("by its old slug: %v", err)
	}
}

// TestRememberedGrowsStale: another process deletes what was read.
func TestRememberedGrowsStale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var inner checkintest.Registry
		r := remember(&inner, time.Minute)
		if err := errors.Join(r.Put(t.Context(), checkin.CheckIn{ID: "a"}), inner.Put(t.Context(), checkin.CheckIn{ID: "b"})); err != nil {
			t.Fatal(err)
		}
		_, err := r.Get(t.Context(), "a")
		if err := errors.Join(err, inner.Delete(t.Context(), "a")); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Get(t.Context(), "a"); err != nil {
			t.Errorf("at once: %v", err)
		}
		time.Sleep(61 * time.Second)
		if _, err := r.Get(t.Context(), "a"); !errors.Is(err, checkin.ErrNotFound) {
			t.Errorf("after a minute: %v", err)
		}
	})
}

// slowRegistry holds back the answers of Get.
type slowRegistry struct {
	checkintest.Registry
	asked, answer chan struct{}
}

func (s *slowRegistry) Get(ctx context.Context, id string) (checkin.CheckIn, error) {
	c, err := s.Registry.Get(ctx, id)
	s.asked <- struct{}{}
	<-s.answer
	return c, err
}

// TestRememberedKeepsNothingOld: a check-in is changed while it is being read.
func TestRememberedKeepsNothingOld(t *testing.T) {
	t.Parallel()
	inner := &slowRegistry{asked: make(chan struct{}, 2), answer: make(chan struct{}, 2)}
	r := remember(inner, 0)
	if err := r.Put(t.Context(), checkin.CheckIn{ID: "a", Name: "old"}); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() { c, _ := r.Get(t.Context(), "a"); read <- c.Name }()
	<-inner.asked
	if err := r.Put(t.Context(), checkin.CheckIn{ID: "a", Name: "new"}); err != nil {
		t.Fatal(err)
	}
	inner.answer <- struct{}{}
	inner.answer <- struct{}{}
	if name := <-read; name != "old" {
		t.Errorf("read %q", name)
	}
	if c, err := r.Get(t.Context(), "a"); err != nil || c.Name != "new" {
		t.Errorf("then %q, %v", c.Name, err)
	}
}

// TestTwoProcessesEditWhatIsStored: an edit takes nothing back that another process has edited a moment ago.
func TestTwoProcessesEditWhatIsStored(t *testing.T) {
	t.Parallel()
	var inner checkintest.Registry
	process := func() *embedded.Service {
		return embedded.New(embedded.Options{Registry: remember(&inner, time.Minute), Recorder: &checkintest.Recorder{}})
	}
	one, other := process(), process()
	c, err := one.Create(t.Context(), checkin.CheckIn{Project: 1, Name: "a", Slug: "a", Schedule: schedule.Every(time.Hour)}, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Registry.Get(t.Context(), c.ID); err != nil { // as a report does
		t.Fatal(err)
	}
	_, paused := one.Change(t.Context(), c.ID, func(c *checkin.CheckIn) error { c.Suspended = true; return nil })
	after, named := other.Change(t.Context(), c.ID, func(c *checkin.CheckIn) error { c.Name = "b"; return nil })
	if err := errors.Join(paused, named); err != nil || !after.Suspended || after.Name != "b" {
		t.Errorf("%+v, %v", after, err)
	}
}
