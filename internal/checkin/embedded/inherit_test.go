package embedded_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
)

// TestSharedSlugIsInherited whoever takes away the check-in that has it: the next one that shares it is found by it.
func TestSharedSlugIsInherited(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	share := func(name string, own checkin.Healthchecks) checkin.CheckIn {
		t.Helper()
		c := h.made(t, name, "")
		c, err := h.service.Change(t.Context(), c.ID, func(c *checkin.CheckIn) error { c.Healthchecks = own; return nil })
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := h.made(t, "first", "backup")
	if _, err := h.service.Change(t.Context(), first.ID, func(c *checkin.CheckIn) error {
		c.Healthchecks.SlugShared = true
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	second := share("second", checkin.Healthchecks{SharedSlug: "backup"})
	third := share("third", checkin.Healthchecks{SharedSlug: "backup"})
	share("other", checkin.Healthchecks{SharedSlug: "other"})
	for _, step := range []struct {
		gone, heir checkin.CheckIn
		shared     bool
	}{{first, second, true}, {second, third, false}} {
		if err := h.service.Remove(t.Context(), step.gone.ID); err != nil {
			t.Fatal(err)
		}
		heir, err := h.registry.FindBySlug(t.Context(), 1, "backup")
		if err != nil || heir.ID != step.heir.ID || heir.Healthchecks.SlugShared != step.shared || heir.Healthchecks.SharedSlug != "" {
			t.Fatalf("after %s is gone it is %+v, %v; want %s", step.gone.Name, heir, err, step.heir.Name)
		}
	}
	if err := h.service.Remove(t.Context(), third.ID); err != nil {
		t.Fatal(err)
	}
}
