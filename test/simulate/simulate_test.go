package main

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/simulate/tally"
)

// TestBoard: what several processes say is added up, and what is no tally is shown.
func TestBoard(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	b := board{out: &out, want: 40, latest: make([]tally.Tally, 2), began: time.Now()}
	b.listen(0, strings.NewReader("tally {\"histories\":8}\ntally {\"histories\":16,\"counts\":{\"slots\":3}}\nPASS\n"))
	b.listen(1, strings.NewReader("tally {\"histories\":20,\"counts\":{\"slots\":4},\"failed\":[10000007]}\n    want missed, got nothing\n"))
	if !b.conclude() {
		t.Error("a seed failed, and nobody says so")
	}
	for _, words := range []string{"want missed, got nothing\n", "36 histories in ", "1 seeds wrong", "7 slots\n", "seeds: 10000007\n"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("no %q in:\n%s", words, out.String())
		}
	}
	if strings.Contains(out.String(), "PASS") {
		t.Errorf("of each process that is well:\n%s", out.String())
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-processes", "0"}, {"-histories", "-1"}, {"-crashes", "-1"}, {"more"}} {
		var out strings.Builder
		if err := run(t.Context(), args, &out); err == nil || !strings.Contains(err.Error(), args[0]) || out.Len() > 0 {
			t.Errorf("%q: %v, and said %q", args, err, out.String())
		}
	}
}
