package embedded_test

import (
	"context"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/schedule"
)

// meanwhile is a registry in which something happens after it was listed.
type meanwhile struct {
	checkintest.Registry
	do func()
}

func (m *meanwhile) List(ctx context.Context) ([]checkin.CheckIn, error) {
	all, err := m.Registry.List(ctx)
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return all, err
}

// TestAPauseThatIsExtendedAsItEndsGoesOn: what was due to be resumed is paused for longer before its turn comes.
func TestAPauseThatIsExtendedAsItEndsGoesOn(t *testing.T) {
	t.Parallel()
	registry := &meanwhile{}
	h := &house{service: embedded.New(embedded.Options{Registry: registry, Recorder: &checkintest.Recorder{}})}
	c, err := h.service.Create(t.Context(), checkin.CheckIn{
		Project: 1, Name: "a", Slug: "a", Schedule: schedule.Every(time.Hour), Suspended: true, ResumesAt: time.Now(),
	}, true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	extended := make(chan error)
	registry.do = func() {
		_, err := h.service.Change(ctx, c.ID, func(c *checkin.CheckIn) error { c.ResumesAt = time.Now().Add(time.Hour); return nil })
		go func() { extended <- err }()
	}
	ended := make(chan error)
	go func() { ended <- h.service.Run(ctx) }()
	if err := <-extended; err != nil {
		t.Error(err)
	}
	other, err := h.service.Create(ctx, checkin.CheckIn{
		Project: 1, Name: "b", Slug: "b", Schedule: schedule.Every(time.Hour), Suspended: true, ResumesAt: time.Now(),
	}, true)
	for err == nil && other.Suspended { // until another round is over
		other, err = registry.Get(ctx, other.ID)
	}
	if c, err := registry.Get(ctx, c.ID); err != nil || !c.Suspended {
		t.Errorf("%+v, %v", c, err)
	}
	cancel()
	<-ended
}
