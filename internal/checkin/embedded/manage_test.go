package embedded_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// made is a check-in that an API made.
func (h *house) made(t *testing.T, name, slug string) checkin.CheckIn {
	t.Helper()
	c, err := h.service.Create(t.Context(), checkin.CheckIn{Project: 1, Name: name, Slug: slug, Schedule: schedule.Every(time.Hour)}, true)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestManaging(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.made(t, "Hourly", "hourly")
	if c.ID == "" || c.Origin != checkin.FromAPI || c.CreatedAt.IsZero() || len(h.recorder.Recorded(monitor.Defined)) != 1 {
		t.Fatalf("created %+v, recorded %+v", c, h.recorder.Recorded(""))
	}
	if w := h.call("GET", "/v1/check_in/"+c.ID, ""); w.Code != 200 {
		t.Errorf("a report is answered %d", w.Code)
	}
	changed, err := h.service.Change(t.Context(), c.ID, func(c *checkin.CheckIn) error { c.Grace = time.Minute; return nil })
	if err != nil || changed.Grace != time.Minute || changed.Generation <= c.Generation {
		t.Errorf("changed into %+v, %v", changed, err)
	}
	again, err := h.service.Change(t.Context(), c.ID, func(*checkin.CheckIn) error { return nil })
	if err != nil || again.Generation != changed.Generation {
		t.Errorf("no change made %+v, %v", again, err)
	}
	wrong := errors.New("wrong")
	if _, err := h.service.Change(t.Context(), c.ID, func(c *checkin.CheckIn) error { c.Grace = time.Hour; return wrong }); !errors.Is(err, wrong) {
		t.Errorf("a refused edit: %v", err)
	}
	if got, _ := h.registry.Get(t.Context(), c.ID); got.Grace != time.Minute {
		t.Errorf("a refused edit changed %+v", got)
	}
	if err := h.service.Remove(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if w := h.call("GET", "/v1/check_in/"+c.ID, ""); w.Code != 404 || len(h.recorder.Recorded(monitor.Removed)) != 1 {
		t.Errorf("after its end a report is answered %d", w.Code)
	}
	if err := h.service.Remove(t.Context(), c.ID); !errors.Is(err, checkin.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestNamesThatAreTaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.made(t, "Hourly", "hourly")
	create := func(name, slug string, unique bool) error {
		_, err := h.service.Create(t.Context(), checkin.CheckIn{Project: 1, Name: name, Slug: slug, Schedule: schedule.Every(time.Hour)}, unique)
		return err
	}
	rename := func(c *checkin.CheckIn) error { c.Name = "Nightly"; return nil }
	_, renamed := h.service.ChangeUnique(t.Context(), c.ID, rename)
	_, slugged := h.service.Change(t.Context(), c.ID, func(c *checkin.CheckIn) error { c.Slug = "nightly"; return nil })
	for name, got := range map[string]struct{ err, want error }{
		"name": {create("Hourly", "other", true), embedded.ErrNameTaken}, "slug": {create("Other", "hourly", true), embedded.ErrSlugTaken},
		"declared slug": {create("Other", "nightly", false), embedded.ErrSlugTaken}, "rename": {renamed, embedded.ErrNameTaken},
		"change of the slug": {slugged, embedded.ErrSlugTaken}, "names need not differ": {create("Hourly", "another", false), nil},
	} {
		if !errors.Is(got.err, got.want) {
			t.Errorf("%s: %v, want %v", name, got.err, got.want)
		}
	}
}

func TestDeclaredIsNotManaged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if _, err := h.service.Change(t.Context(), "XyZZy", func(*checkin.CheckIn) error { return nil }); !errors.Is(err, embedded.ErrDeclared) {
		t.Errorf("change: %v", err)
	}
	if err := h.service.Remove(t.Context(), "XyZZy"); !errors.Is(err, embedded.ErrDeclared) {
		t.Errorf("remove: %v", err)
	}
}

// TestSuspensionsEnd: by time, and by a success; not by a start or a failure.
func TestSuspensionsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		go func() { _ = h.service.Run(t.Context()) }()
		synctest.Wait()
		byTime, bySuccess := h.made(t, "A", "a"), h.made(t, "B", "b")
		suspend := func(id string, until time.Time, onSuccess bool) {
			if _, err := h.service.Change(t.Context(), id, func(c *checkin.CheckIn) error {
				c.Suspended, c.ResumesAt, c.ResumesOnSuccess = true, until, onSuccess
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		suspended := func(id string) bool {
			c, err := h.registry.Get(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			return c.Suspended
		}
		suspend(bySuccess.ID, time.Time{}, true)
		suspend(byTime.ID, time.Now().Add(90*time.Minute), false)
		time.Sleep(90*time.Minute - time.Second)
		h.call("POST", "/v1/check_in/"+bySuccess.ID, `{"check_in":{"status":"error"}}`)
		h.call("POST", "/v1/check_in/"+bySuccess.ID, `{"check_in":{"status":"start"}}`)
		if !suspended(byTime.ID) || !suspended(bySuccess.ID) {
			t.Error("a suspension has ended too soon")
		}
		h.call("POST", "/v1/check_in/"+bySuccess.ID, "")
		time.Sleep(2 * time.Second)
		if suspended(byTime.ID) || suspended(bySuccess.ID) {
			t.Error("a suspension has not ended")
		}
	})
}
