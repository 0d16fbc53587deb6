package manifest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/lint"
	"rollcall.dev/rollcall/internal/lint/manifest"
)

func owner() []lint.Annotation {
	return []lint.Annotation{{Key: "rollcall.dev/owner", Value: "billing"}, {Key: "rollcall.dev/severity", Value: "high"}}
}

// annotated adds the same annotations to all jobs of a text.
func annotated(text string, add []lint.Annotation) (string, map[int]error) {
	r := &manifest.Reader{}
	_ = r.Read("a.yaml", []byte(text))
	var edits []manifest.Edit
	for _, j := range r.Jobs() {
		edits = append(edits, manifest.Edit{Job: j, Add: add})
	}
	changed, refused := manifest.Annotate([]byte(text), edits)
	return string(changed), refused
}

func TestAnnotate(t *testing.T) {
	t.Parallel()
	const lines = "    rollcall.dev/owner: billing\n    rollcall.dev/severity: high\n"
	for name, tt := range map[string]struct{ text, want string }{
		"without annotations": {job("a # mine", "  # where\n  namespace: n\n"), job("a # mine", "  annotations:\n"+lines+"  # where\n  namespace: n\n")},
		"with some":           {job("a", "  annotations: # of ours\n    # why\n    k: v\n"), job("a", "  annotations: # of ours\n"+lines+"    # why\n    k: v\n")},
		"deeper": {job("a", "  annotations:\n      k: |\n        a\n        ---\n"),
			job("a", "  annotations:\n  "+strings.ReplaceAll(lines, "\n    ", "\n      ")+"      k: |\n        a\n        ---\n")},
		"two":          {job("a", "") + "---\n" + job("b", ""), job("a", "  annotations:\n"+lines) + "---\n" + job("b", "  annotations:\n"+lines)},
		"CRLF":         {strings.ReplaceAll(job("a", ""), "\n", "\r\n"), strings.ReplaceAll(job("a", "  annotations:\n"+lines), "\n", "\r\n")},
		"a broken one": {"\t\n---\n" + job("a", ""), "\t\n---\n" + job("a", "  annotations:\n"+lines)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, refused := annotated(tt.text, owner())
			if diff := cmp.Diff(tt.want, got); diff != "" || len(refused) > 0 {
				t.Error(refused, diff)
			}
		})
	}
}

// TestRefused: what cannot be added to without touching another line is left alone.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"flow annotations": job("a", "  annotations: {k: v}\n"), "null annotations": job("a", "  annotations:\n"),
		"an anchor": job("a", "  annotations: &x\n    k: v\n"), "JSON": `{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a"}}`,
		"flow metadata":     "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\n",
		"an alias":          "apiVersion: batch/v1\nkind: CronJob\nx: &x\n  name: a\nmetadata: *x\n",
		"a name of lines":   job("|\n    a", ""),
		"shared from above": "apiVersion: batch/v1\nkind: CronJob\nmetadata: &m\n  name: a\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, refused := annotated(text, owner())
			if got != text || len(refused) != 1 || !errors.Is(refused[0], manifest.ErrRefused) {
				t.Errorf("%v:\n%s", refused, got)
			}
		})
	}
}

// TestQuotes: a value reads back as it was meant.
func TestQuotes(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"billing": "billing", "5": `"5"`, "true": `"true"`, "a: b": `"a: b"`, "null": `"null"`, "a # b": `"a # b"`} {
		got, refused := annotated(job("a", ""), []lint.Annotation{{Key: "k", Value: value}})
		if !strings.Contains(got, "k: "+want+"\n") || len(refused) > 0 {
			t.Errorf("%s: %v\n%s", value, refused, got)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	before := job("a", "") + "---\n" + job("b", "")
	after, _ := annotated(before, owner())
	want := `--- a.yaml
+++ a.yaml
@@ -2,6 +2,9 @@
 kind: CronJob
 metadata:
   name: a
+  annotations:
+    rollcall.dev/owner: billing
+    rollcall.dev/severity: high
 spec:
   schedule: "0 5 * * *"
   jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: []}}}}
@@ -10,6 +13,9 @@
 kind: CronJob
 metadata:
   name: b
+  annotations:
+    rollcall.dev/owner: billing
+    rollcall.dev/severity: high
 spec:
   schedule: "0 5 * * *"
   jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: []}}}}
`
	if diff := cmp.Diff(want, manifest.Diff("a.yaml", []byte(before), []byte(after))); diff != "" {
		t.Error(diff)
	}
	if got := manifest.Diff("a.yaml", []byte(before), []byte(before)); got != "" {
		t.Error(got)
	}
}

// FuzzAnnotate: lines are added and none is changed, and nothing else reads differently.
func FuzzAnnotate(f *testing.F) {
	for _, seed := range []string{job("a", ""), job("a", "  annotations:\n    k: v\n"), job("a", "") + "---\n" + job("b", ""), job(`"a`+"\n  b\"", "")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		changed, _ := annotated(text, owner())
		rest := strings.Split(changed, "\n")
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
			for len(rest) > 0 && rest[0] != line {
				rest = rest[1:]
			}
			if len(rest) == 0 {
				t.Fatalf("a line is gone:\n%s\nbecame\n%s", text, changed)
			}
			rest = rest[1:]
		}
	})
}
