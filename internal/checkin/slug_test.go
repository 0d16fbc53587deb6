package checkin_test

import (
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
)

func TestSlugify(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Nightly backup":         "nightly-backup",
		" A  --  b ":             "a-b",
		"under_score":            "under_score",
		"請求書":                    "",
		"Café №5":                "caf-5",
		"":                       "",
		strings.Repeat("x", 300): strings.Repeat("x", 255),
	} {
		if got := checkin.Slugify(name); got != want || (got != "" && !checkin.ValidSlug(got)) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	for _, bad := range []string{"", "A", "a b", "a/b", "é", strings.Repeat("x", 256)} {
		if checkin.ValidSlug(bad) {
			t.Errorf("%q passes", bad)
		}
	}
}

func FuzzSlugify(f *testing.F) {
	f.Add("Nightly backup")
	f.Fuzz(func(t *testing.T, name string) {
		slug := checkin.Slugify(name)
		if slug != "" && (!checkin.ValidSlug(slug) || checkin.Slugify(slug) != slug) {
			t.Errorf("%q: %q", name, slug)
		}
	})
}

func TestIDsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		id := checkin.NewID()
		if len(id) < 26 || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
}
