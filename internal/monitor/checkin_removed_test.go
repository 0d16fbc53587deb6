package monitor_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestReportsOfWhatIsGone: a report that was on its way when its check-in was taken away begins nothing that nobody could end, and does
// not bring the check-in back.
func TestReportsOfWhatIsGone(t *testing.T) {
	t.Parallel()
	gone := func() *story {
		return reporting(nil).end("02:05", "a", succeeded).apply("02:30", monitor.Observation{Kind: monitor.Removed})
	}
	again := func(s *story) *story { // as who reports first tells what the check-in is
		d := s.state.Definition
		return s.apply("02:31", monitor.Observation{Kind: monitor.Defined, Definition: &d})
	}
	for name, s := range map[string]*story{
		"a failure":                       gone().end("02:31", unnamed, failed),
		"a failure of a run":              gone().end("02:31", "b", failed),
		"a start, and no end":             gone().start("02:31", "b").clock("05:30"),
		"a failure with the definition":   again(gone()).end("02:31", unnamed, failed),
		"the definition, and then nobody": again(gone()).clock("05:30"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(s.verdict) != 1 {
				t.Errorf("verdicts %+v, want that of the report before alone", s.verdict)
			}
			if s.state.RemovedAt.IsZero() || !s.state.NextCheck().IsZero() {
				t.Errorf("removed %s, looked at again %s", s.state.RemovedAt, s.state.NextCheck())
			}
		})
	}
	if s := gone().define("02:40", nil).end("03:05", unnamed, failed); len(s.verdict) != 2 {
		t.Errorf("declared again, it is heard no more: %+v", s.verdict)
	}
}
