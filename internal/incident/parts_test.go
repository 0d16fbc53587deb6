package incident_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/incident"
)

func TestParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringN(0, 300, -1), 0, 800).Draw(t, "names")
		all := make([]incident.Affected, len(names))
		for i, n := range names {
			all[i].Job = n
		}
		var again []string
		for _, part := range incident.Parts(all) {
			size := 0
			for _, a := range part {
				again = append(again, a.Job)
				size += min(len([]rune(a.Job)), incident.MaxListedName) + 1
			}
			if size > 6000 || len(part) == 0 {
				t.Errorf("%d jobs of %d characters in one part", len(part), size)
			}
		}
		if strings.Join(again, "|") != strings.Join(names, "|") {
			t.Errorf("%d jobs became %d", len(names), len(again))
		}
	})
}
