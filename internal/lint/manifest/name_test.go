package manifest_test

import (
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/lint/manifest"
)

// TestNames: what the API server refuses for its name is found before it does; a long release of Helm is how that comes about.
func TestNames(t *testing.T) {
	t.Parallel()
	for name, good := range map[string]bool{
		"a": true, "invoice-close": true, "a.b-2": true, strings.Repeat("x", 52): true,
		strings.Repeat("x", 53): false, "Invoice": false, "a_b": false, "-a": false, "a-": false, "a..b": false, `"a\e[31mb"`: false, "é": false,
	} {
		r := &manifest.Reader{}
		text := "kind: CronJob\napiVersion: batch/v1\nmetadata:\n  name: " + name + "\nspec: {schedule: '@daily'}\n"
		if err := r.Read("a.yaml", []byte(text)); err != nil || len(r.Jobs()) != 1 {
			t.Fatalf("%q: %v", name, err)
		}
		found := true
		for _, m := range r.Jobs()[0].Mistakes {
			if m.Field != "metadata.name" {
				continue
			}
			found = false
			if m.Line != 4 || m.Value == "" || !strings.Contains(m.Allowed, "52") {
				t.Errorf("%q: %+v", name, m)
			}
		}
		if found != good {
			t.Errorf("%q is good: %v", name, found)
		}
	}
}
