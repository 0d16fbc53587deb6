package embedded_test

import (
	"errors"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestRefusedReports: once a report was answered with 503, nothing is known of who was silent until then.
func TestRefusedReports(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	report := func(h *house) int { return h.call("GET", "/v1/check_in/XyZZy", "").Code }
	for name, c := range map[string]struct {
		do      func(*house) int
		code    int
		refused bool
	}{
		"taken":            {report, 200, false},
		"nobody's":         {func(h *house) int { return h.call("GET", "/v1/check_in/nobody", "").Code }, 404, false},
		"no ledger":        {func(h *house) int { h.recorder.Fail(away); return report(h) }, 503, true},
		"no registry":      {func(h *house) int { h.registry.Fail(away); return report(h) }, 503, true},
		"in another wire":  {func(h *house) int { h.service.Refused(away); return 0 }, 0, true},
		"sent too often":   {func(h *house) int { h.service.Refused(embedded.TooManyError{Wait: time.Second}); return 0 }, 0, false},
		"first, and later": {func(h *house) int { h.service.Refused(away); return report(h) }, 200, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			before := time.Now()
			code := c.do(h)
			view, err := h.service.Inspect(t.Context(), nil)
			since := view.Since
			if code != c.code || err != nil || c.refused == since.IsZero() || c.refused && (since.Before(before) || since.After(view.Until)) {
				t.Errorf("answered %d; everything is seen since %s until %s, %v", code, since, view.Until, err)
			}
		})
	}
}

// TestDeletedElsewhere: a success that would end a suspension finds that the check-in is gone: that is no fault of the store.
func TestDeletedElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, err := h.service.Create(t.Context(), checkin.CheckIn{
		Project: 1, Name: "gone", Slug: "gone", Schedule: schedule.Every(time.Hour), Suspended: true, ResumesOnSuccess: true,
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.service.Registry.Get(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.registry.Delete(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	w := h.call("GET", "/v1/check_in/"+c.ID, "")
	if view, _ := h.service.Inspect(t.Context(), nil); w.Code != 404 || !view.Since.IsZero() {
		t.Errorf("answered %d, refused at %s", w.Code, view.Since)
	}
}
