package tally_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/test/simulate/tally"
)

func TestKeeper(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	k := tally.NewKeeper(&out)
	k.Add(tally.Tally{Histories: 8, Counts: map[string]int{"slots": 40}})
	k.Add(tally.Tally{Histories: 8, Counts: map[string]int{"slots": 2}, Failed: []uint64{7}})
	want := tally.Tally{Histories: 16, Counts: map[string]int{"slots": 42}, Failed: []uint64{7}}
	if diff := cmp.Diff(want, k.Total()); diff != "" {
		t.Errorf("total (-want +got):\n%s", diff)
	}
	line := strings.TrimSpace(out.String())
	got, ok := tally.Read(line)
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("said %q (-want +got):\n%s", line, diff)
	}
}

func TestOtherLines(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"", "tally", "tally of war", "=== RUN TestHistories"} {
		if got, ok := tally.Read(line); ok {
			t.Errorf("%q is read as %+v", line, got)
		}
	}
}
