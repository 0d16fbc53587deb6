package checkin_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestDefinitionNamesItsCheckIn as those know it who report to it and are told of it.
func TestDefinitionNamesItsCheckIn(t *testing.T) {
	t.Parallel()
	c := checkin.CheckIn{
		ID: "XyZZy", Project: 7, Slug: "nightly", Schedule: schedule.Cron("0 1 * * *", "America/Los_Angeles"),
		ZoneName: "Pacific Time (US & Canada)",
	}
	want := monitor.CheckIn{ID: "XyZZy", Project: "7", Slug: "nightly", ZoneName: "Pacific Time (US & Canada)"}
	if got := c.Definition().CheckIn; got == nil || *got != want {
		t.Errorf("named %+v, want %+v", got, want)
	}
}

// TestDefinitionHasAName, since messages are about somebody.
func TestDefinitionHasAName(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]checkin.CheckIn{
		"Nightly": {ID: "XyZZy", Slug: "nightly", Name: "Nightly"},
		"nightly": {ID: "XyZZy", Slug: "nightly", Name: " "},
		"shared":  {ID: "XyZZy", Healthchecks: checkin.Healthchecks{SharedSlug: "shared"}},
		"XyZZy":   {ID: "XyZZy", Name: " \t"},
	} {
		if got := c.Definition().Name; got != want {
			t.Errorf("%+v is called %q, want %q", c, got, want)
		}
	}
}
