package checkin_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	f := checkin.Filters{Start: []string{"BEGIN"}, Success: []string{"", "OK", "DONE"}, Failure: []string{"ERROR"}}
	for text, want := range map[string]checkin.Event{
		"job: BEGIN":       checkin.EventStart,
		"all DONE":         checkin.EventSuccess,
		"BEGIN … OK":       checkin.EventSuccess,
		"BEGIN … ERROR OK": checkin.EventFailure,
		"error":            checkin.EventIgnored,
		"":                 checkin.EventIgnored,
	} {
		if got := f.Event(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if !f.Any() || (checkin.Filters{}).Any() {
		t.Error("whether there is something to look for is not told")
	}
}
