package manifest_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/lint/manifest"
)

// job is a CronJob with a name, and lines beneath its metadata.
func job(name, more string) string {
	return "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: " + name + "\n" + more +
		"spec:\n  schedule: \"0 5 * * *\"\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: []}}}}\n"
}

// summary is what was read, a line each: place, id, owner of the namespace, mistakes; then the notes.
func summary(r *manifest.Reader, err error) string {
	var all []string
	for _, j := range r.Jobs() {
		line := fmt.Sprintf("%d %s %s", j.Line, j.ID(), j.Schedule)
		for _, m := range j.Mistakes {
			line += fmt.Sprintf(" !%d %s=%s", m.Line, m.Field, m.Value)
		}
		all = append(all, line)
	}
	for _, n := range r.Notes() {
		all = append(all, fmt.Sprintf("%d note", n.Line))
	}
	if err != nil {
		all = append(all, err.Error())
	}
	return strings.Join(all, "\n")
}

func TestRead(t *testing.T) {
	t.Parallel()
	const tab = "a.yaml:1: not valid YAML: found character that cannot start any token"
	for name, tt := range map[string]struct{ text, want string }{
		"nothing":                   {"", ""},
		"something else":            {"apiVersion: v1\nkind: Secret\n---\n- a\n---\njust text\n", ""},
		"two documents":             {job("a", "") + "---\n# b\n" + job("b", "  namespace: n\n"), "1 a 0 5 * * *\n10 n/b 0 5 * * *"},
		"comments and directives":   {"# x\n%YAML 1.2\n---\n" + job("a", "") + "...\n---\n", "4 a 0 5 * * *"},
		"byte order mark":           {"\ufeff" + job("a", ""), "1 a 0 5 * * *"},
		"CRLF":                      {strings.ReplaceAll(job("a", "")+"---\n"+job("b", ""), "\n", "\r\n"), "1 a 0 5 * * *\n9 b 0 5 * * *"},
		"JSON":                      {`{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a"},"spec":{"schedule":"@daily","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never"}}}}}}`, "1 a @daily"},
		"a list":                    {"apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(job("a", "")), "\n", "\n  ") + "\n", "4 a 0 5 * * *"},
		"another API":               {strings.Replace(job("a", ""), "batch/v1", "example.com/v1", 1), ""},
		"a template in JSON braces": {"kind: CronJob\napiVersion: batch/v1\nmetadata:\n  name: {{ .Release.Name }}\n", "1 note"},
		"a template with control":   {"{{- if .x }}\n" + job("a", "") + "{{ end }}\n---\n" + job("b", ""), "11 b 0 5 * * *\n1 note"},
		"a quoted template":         {job(`"{{ .x }}"`, ""), "1 note"},
		"braces in a command":       {strings.Replace(job("a", ""), "[]", `[{name: x, args: ["--format={{.ID}}"]}]`, 1), "1 a 0 5 * * *"},
		"one broken":                {"\t\n---\n" + job("a", ""), "3 a 0 5 * * *\n" + tab},
		"a number for a text":       {job("5", ""), "1  0 5 * * * !4 metadata.name=5"},
		"anchors": {strings.Replace(job("a", "  annotations: &x {rollcall.dev/owner: b}\n"), "spec:\n", "spec:\n  suspend: &s no\n  x: *s\n", 1),
			"1 a 0 5 * * * !7 spec.suspend=no"},
		"empty texts": {strings.Replace(job("''", ""), `"0 5 * * *"`, "''\n  timeZone: ''", 1), "1   !7 spec.timeZone= !4 metadata.name= !6 spec.schedule="},
		"tabs in JSON": {"{\n\t\"kind\": \"CronJob\",\n\t\"apiVersion\": \"batch/v1\", \"metadata\": {\"name\": \"a\", \"generateName\": \"\"}}",
			"1 a  !1 spec.schedule= !1 spec.jobTemplate.spec.template.spec.restartPolicy="},
		"nulls": {"apiVersion: batch/v1\nkind: CronJob\nmetadata:\nspec: null\n",
			"1   !3 metadata.name= !4 spec.schedule= !4 spec.jobTemplate.spec.template.spec.restartPolicy="},
		"merged": {"apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nx: &x {schedule: '@daily'}\nspec:\n  <<: *x\n  jobTemplate: {spec: {template: {spec: {restartPolicy: Sometimes}}}}\n",
			"1 a @daily !7 spec.jobTemplate.spec.template.spec.restartPolicy=Sometimes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &manifest.Reader{}
			err := r.Read("a.yaml", []byte(tt.text))
			if diff := cmp.Diff(tt.want, summary(r, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFields reads each field from where the API has it.
func TestFields(t *testing.T) {
	t.Parallel()
	const text = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: a
  namespace: n
  labels: {l: v}
  annotations: {k: v}
spec:
  schedule: 0 5 * * *
  timeZone: Asia/Tokyo
  suspend: true
  concurrencyPolicy: Replace
  startingDeadlineSeconds: 1
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 3
  jobTemplate:
    metadata: {annotations: {t: v}}
    spec:
      ttlSecondsAfterFinished: 4
      activeDeadlineSeconds: 5
      backoffLimit: 6
      template:
        metadata: {annotations: {p: v}}
        spec:
          activeDeadlineSeconds: 7
          restartPolicy: OnFailure
          initContainers: [{name: i, image: i:1}]
          containers:
            - name: c
              image: c:1
              command: [sh]
              args: [-c, x]
---
{apiVersion: v1, kind: Namespace, metadata: {name: n, annotations: {o: v}}}
`
	r := &manifest.Reader{}
	if err := r.Read("a.yaml", []byte(text)); err != nil {
		t.Fatal(err)
	}
	j := r.Jobs()[0]
	got := fmt.Sprintln(j.ID(), j.Labels, j.Annotations, j.TemplateAnnotations, j.PodAnnotations, j.NamespaceAnnotations, *j.TimeZone, j.Suspend,
		j.Concurrency, *j.StartingDeadline, *j.SuccessHistory, *j.FailedHistory, *j.TTL, *j.ActiveDeadline, *j.BackoffLimit, *j.PodLimit,
		j.RestartPolicy, j.Containers, j.Mistakes, j.Lines["spec.schedule"], j.Lines["metadata.annotations.k"])
	want := "n/a map[l:v] map[k:v] map[t:v] map[p:v] map[o:v] Asia/Tokyo true Replace 1 2 3 4 5 6 7 OnFailure [{i i:1 [] 27} {c c:1 [sh -c x] 30}] [] 9 7\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMergedAnnotations: what a merge brings counts as in the cluster, after what stands there itself and what an earlier merge brings.
func TestMergedAnnotations(t *testing.T) {
	t.Parallel()
	r := &manifest.Reader{}
	text := job("a", "  x: &x {a: x, b: x, <<: {e: x}}\n  y: &y {a: y, b: y, c: y}\n  annotations:\n    <<: [*x, *y]\n    a: own\n    \"<<\": d\n")
	if err := r.Read("a.yaml", []byte(text)); err != nil {
		t.Fatal(err)
	}
	j := r.Jobs()[0]
	if diff := cmp.Diff(map[string]string{"a": "own", "b": "x", "c": "y", "e": "x", "<<": "d"}, j.Annotations); diff != "" {
		t.Error(diff)
	}
	if got := j.Lines["metadata.annotations.c"]; got != 6 {
		t.Errorf("c stands in line %d", got)
	}
}

// TestReadPaths: what can be read is read, a file once however often it is named.
func TestReadPaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b/c.yml": job("c", ""), "a.yaml": job("a", ""), "b/d.JSON": "{}", ".git/x.yaml": job("x", ""), "README.md": job("y", ""), "bad.yaml": "\t",
	} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	r := &manifest.Reader{}
	err := r.ReadPaths([]string{dir, "-", filepath.Join(dir, "missing.yaml"), filepath.Join(dir, "README.md"), dir + "/./a.yaml"}, strings.NewReader(job("stdin", "")))
	var names []string
	for _, j := range r.Jobs() {
		names = append(names, j.Name)
	}
	if strings.Join(names, " ") != "a c stdin y" {
		t.Error(names)
	}
	if err == nil || !strings.Contains(err.Error(), "missing.yaml") || !strings.Contains(err.Error(), "bad.yaml:1: not valid YAML") {
		t.Error(err)
	}
}

// TestClusterHasNoLines: an object of a cluster is its own place.
func TestClusterHasNoLines(t *testing.T) {
	t.Parallel()
	r := &manifest.Reader{}
	if err := r.ReadCluster([]byte("---\n" + job("5", ""))); err != nil {
		t.Fatal(err)
	}
	if j := r.Jobs()[0]; j.Line != 0 || j.Lines != nil || j.File != "" || j.Mistakes[0].Line != 0 {
		t.Errorf("%+v", j)
	}
}

// TestMergesMultiply: merges of merges of merges are looked at so often and no more.
func TestMergesMultiply(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("kind: CronJob\napiVersion: batch/v1\nmetadata: {name: a}\na0: &a0 {x: y}\n")
	for i := 1; i < 15; i++ {
		fmt.Fprintf(&text, "a%d: &a%d {<<: [%s*a%d]}\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 20), i-1)
	}
	text.WriteString("spec: *a14\n")
	r := &manifest.Reader{}
	if err := r.Read("a.yaml", []byte(text.String())); err != nil || len(r.Jobs()) != 1 {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		job("a", ""), "---\n---\n", "a: &a [*a]\n", "<<: *x", "kind: List\nitems: [{kind: List, items: []}]\napiVersion: v1", "%YAML 9\n---\n{{",
		"? {a: b}\n: c\n", job("a", "  annotations:\n    a: |\n      ---\n      b\n"), "x: &x\n  <<: *x\nkind: CronJob\napiVersion: batch/v1\nspec: *x\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := &manifest.Reader{}
		_ = r.Read("f.yaml", []byte(text))
		count := strings.Count(text, "\n") + 1
		for _, j := range r.Jobs() {
			for field, line := range j.Lines {
				if line < 1 || line > count {
					t.Fatalf("%s stands in line %d of %d", field, line, count)
				}
			}
		}
	})
}
