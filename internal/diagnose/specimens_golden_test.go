package diagnose_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
)

var update = flag.Bool("update", false, "write testdata and the generated part of docs/verdicts.md")

// TestSpecimens shows what people read in every case that is known, with the names filled in.
func TestSpecimens(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, s := range specimens() {
		if s.cause.Code != s.code {
			t.Errorf("%s: %s, want %s", s.what, s.cause.Code, s.code)
		}
		c := s.cause.For(diagnose.Subject{Namespace: "shop", CronJob: "backup", Job: "backup-29924820"})
		fmt.Fprintf(&b, "%s · %s\n  %s\n", c.Code, s.what, c.Summary)
		if c.Signal != "" {
			fmt.Fprintf(&b, "  Signal: %s\n", c.Signal)
		}
		for _, step := range c.Advice {
			fmt.Fprintf(&b, "  To do: %s\n", step)
		}
		b.WriteByte('\n')
	}
	path := filepath.Join("testdata", "specimens.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s differs (run the test with -update to accept), -want +got:\n%s", path, diff)
	}
}

// TestSpecimensFitIntoAMessage: what a message would cut off, nobody reads. The bounds are those of notify/render.
func TestSpecimensFitIntoAMessage(t *testing.T) {
	t.Parallel()
	const maxSummary, maxSteps, maxStep = 500, 5, 240
	for _, s := range specimens() {
		if n := utf8.RuneCountInString(s.cause.Summary); n > maxSummary || strings.Contains(s.cause.Summary, "\n") {
			t.Errorf("%s: a summary of %d characters: %q", s.what, n, s.cause.Summary)
		}
		if len(s.cause.Advice) > maxSteps || len(s.cause.Advice) == 0 && s.code != diagnose.MonitorRemoved {
			t.Errorf("%s: %d steps", s.what, len(s.cause.Advice))
		}
		for _, step := range s.cause.For(diagnose.Subject{Namespace: strings.Repeat("n", 30), CronJob: strings.Repeat("c", 52)}).Advice {
			if n := utf8.RuneCountInString(step); n > maxStep {
				t.Errorf("%s: a step of %d characters: %q", s.what, n, step)
			}
		}
	}
}

// TestEveryCodeIsReached: a code that no evidence leads to is dead.
func TestEveryCodeIsReached(t *testing.T) {
	t.Parallel()
	reached := map[diagnose.Code]bool{}
	for _, s := range specimens() {
		reached[s.cause.Code] = true
	}
	for _, e := range diagnose.Catalogue() {
		if !reached[e.Code] {
			t.Errorf("%s has no specimen", e.Code)
		}
		delete(reached, e.Code)
	}
	for code := range reached {
		t.Errorf("%s is not in the catalogue", code)
	}
}
