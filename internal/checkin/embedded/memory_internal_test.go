package embedded

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/schedule"
)

var errAway = errors.New("away")

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	checkintest.Conform(t, func(*testing.T) checkin.Registry { return remember(&checkintest.Registry{}, nil, 0) })
}

// TestMemoryAsksOnce: and not at all while the registry is away.
func TestMemoryAsksOnce(t *testing.T) {
	t.Parallel()
	var inner checkintest.Registry
	r := remember(&inner, nil, 0)
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

// unchanged tells of no change.
func unchanged(context.Context, int64) ([]string, int64, bool, error) { return nil, 0, true, nil }

// counting is a registry that counts how often it is asked for a check-in.
type counting struct {
	checkintest.Registry
	asked int
}

func (c *counting) Get(ctx context.Context, id string) (checkin.CheckIn, error) {
	c.asked++
	return c.Registry.Get(ctx, id)
}

// TestMemoryForgetsWhatOthersChange, after a while, and that alone.
func TestMemoryForgetsWhatOthersChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ids   []string
		whole bool
		err   error
		asked int   // how often, for both
		want  error // of the one that was deleted
	}{
		"nothing":  {nil, true, nil, 0, nil},
		"one":      {[]string{"a"}, true, nil, 1, checkin.ErrNotFound},
		"anything": {nil, false, nil, 2, checkin.ErrNotFound},
		"no word":  {nil, false, errAway, 0, errAway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, inner, now := t.Context(), &counting{}, int64(0)
				r := remember(inner, func(_ context.Context, after int64) ([]string, int64, bool, error) {
					if now == 0 { // the first question
						return nil, 0, false, nil
					}
					if after != 0 {
						t.Errorf("asked after %d", after)
					}
					return c.ids, now, c.whole, c.err
				}, time.Minute)
				if err := errors.Join(inner.Put(ctx, checkin.CheckIn{ID: "a"}), inner.Put(ctx, checkin.CheckIn{ID: "b"})); err != nil {
					t.Fatal(err)
				}
				get := func(id string) error { _, err := r.Get(ctx, id); return err }
				if err := errors.Join(get("a"), get("b"), inner.Delete(ctx, "a"), get("a")); err != nil || inner.asked != 2 {
					t.Fatalf("asked %d times: %v", inner.asked, err)
				}
				now, inner.asked = 7, 0
				time.Sleep(61 * time.Second)
				if err := get("a"); !errors.Is(err, c.want) {
					t.Errorf("a minute later: %v, want %v", err, c.want)
				}
				_ = get("b")
				if inner.asked != c.asked {
					t.Errorf("asked %d times, want %d", inner.asked, c.asked)
				}
			})
		})
	}
}

// TestMemoryKeepsNothingOfWhatOthersDeleted: who makes check-ins and deletes them elsewhere does not fill it.
func TestMemoryKeepsNothingOfWhatOthersDeleted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, inner, now := t.Context(), &checkintest.Registry{}, int64(0)
		r := remember(inner, func(context.Context, int64) ([]string, int64, bool, error) { return []string{"a"}, now, true, nil }, time.Minute)
		err := errors.Join(inner.Put(ctx, checkin.CheckIn{ID: "a"}), inner.Put(ctx, checkin.CheckIn{ID: "b"}))
		for _, id := range []string{"a", "b"} {
			_, gone := r.Get(ctx, id)
			err = errors.Join(err, gone)
		}
		if err := errors.Join(err, inner.Delete(ctx, "a")); err != nil {
			t.Fatal(err)
		}
		now++
		time.Sleep(61 * time.Second)
		if _, err := r.Get(ctx, "b"); err != nil || len(r.byID) != 1 {
			t.Errorf("%d are known: %v", len(r.byID), err)
		}
	})
}

// TestMemoryWaitsNoLongerThanItsCaller: where the store does not answer, those who wait for the one who asks it give up in time too.
func TestMemoryWaitsNoLongerThanItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := remember(&checkintest.Registry{}, func(ctx context.Context, _ int64) ([]string, int64, bool, error) {
			<-ctx.Done()
			return nil, 0, false, ctx.Err()
		}, time.Minute)
		var waiting sync.WaitGroup
		for range 20 {
			waiting.Go(func() {
				begin := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				_, err := r.Get(ctx, "a")
				if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != 10*time.Second {
					t.Errorf("after %s: %v", took, err)
				}
			})
			time.Sleep(time.Second)
		}
		waiting.Wait()
	})
}

// TestMemoryForgetsAllInTheEnd: what is never told of is noticed all the same.
func TestMemoryForgetsAllInTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var inner checkintest.Registry
		r := remember(&inner, unchanged, time.Minute)
		if err := inner.Put(t.Context(), checkin.CheckIn{ID: "a"}); err != nil {
			t.Fatal(err)
		}
		_, err := r.Get(t.Context(), "a")
		if err := errors.Join(err, inner.Delete(t.Context(), "a")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(forgetAfter + time.Second)
		if _, err := r.Get(t.Context(), "a"); !errors.Is(err, checkin.ErrNotFound) {
			t.Errorf("in the end: %v", err)
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

// TestMemoryKeepsNothingOld: a check-in is changed while it is being read.
func TestMemoryKeepsNothingOld(t *testing.T) {
	t.Parallel()
	inner := &slowRegistry{asked: make(chan struct{}, 2), answer: make(chan struct{}, 2)}
	r := remember(inner, nil, 0)
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
	process := func() *Service {
		return New(Options{Registry: &inner, Changes: unchanged, StaleAfter: time.Minute, Recorder: &checkintest.Recorder{}})
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
