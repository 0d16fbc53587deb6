package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPaused: nothing is expected of a check-in from its pause on, not even what was due a moment ago or the end of a run; what was missed
// before is.
func TestPaused(t *testing.T) {
	t.Parallel()
	most := takes(0, 20*time.Minute)
	for name, test := range map[string]struct {
		story *story
		want  []string
	}{
		"within the grace": {reporting(nil).define("02:05", suspend).clock("02:10"), []string{"02:00 suspended Suspended"}},
		"after the grace":  {reporting(nil).define("02:11", suspend).clock("02:12"), []string{"02:00 missed CheckInMissing"}},
		"and resumed": {
			reporting(nil).define("02:05", suspend).define("02:07", resume).clock("02:10").clock("03:10"),
			[]string{"02:00 suspended Suspended", "03:00 missed CheckInMissing"},
		},
		"while it runs": {
			reporting(most).start("02:01", "a").define("02:05", suspend).clock("02:30").define("02:40", resume).clock("02:50"),
			[]string{"02:00 unknown Suspended"},
		},
		"while it runs, and it ends": {
			reporting(most).start("02:01", "a").define("02:05", suspend).end("02:11", "a", succeeded).clock("02:30"),
			[]string{"02:00 unknown Suspended", "02:00 succeeded revises unknown"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, test.story.verdict); diff != "" {
				t.Error(diff)
			}
		})
	}
}
