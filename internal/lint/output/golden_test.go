package output_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/lint"
	"rollcall.dev/rollcall/internal/lint/manifest"
	"rollcall.dev/rollcall/internal/lint/output"
	"rollcall.dev/rollcall/internal/ownership"
)

var update = flag.Bool("update", false, "write the golden files")

const charts = "testdata/charts"

// report lints charts as a person would who has a directory with two teams.
func report(t *testing.T, paths ...string) lint.Report {
	t.Helper()
	return reportOf(t, nil, paths...)
}

func reportOf(t *testing.T, stdin io.Reader, paths ...string) lint.Report {
	t.Helper()
	reader := &manifest.Reader{}
	if err := reader.ReadPaths(paths, stdin); err != nil {
		t.Fatal(err)
	}
	linter := lint.New(lint.Options{
		Now: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC),
		Directory: &ownership.Directory{
			Teams:            []ownership.Team{{ID: "triage"}, {ID: "platform"}, {ID: "observability"}},
			Triage:           ownership.Team{ID: "triage"},
			OwnerAnnotations: []string{ownership.OwnerAnnotation, "a8r.io/owner"},
		},
	})
	jobs := reader.Jobs()
	return lint.Report{Jobs: len(jobs), Findings: linter.Check(jobs), Notes: append([]lint.Note{}, reader.Notes()...)}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got (go test -update writes it)\n%s", file, diff)
	}
}

func written(t *testing.T, r lint.Report, o output.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := output.Write(&out, r, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestCharts: what is said of CronJobs as well-known charts have them.
func TestCharts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(charts + "/*.yaml")
	if err != nil || len(files) != 16 {
		t.Fatalf("%d charts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", written(t, report(t, file), output.Options{Format: "text"}))
		})
	}
}

// TestFormats: the same findings in each format, for all charts together.
func TestFormats(t *testing.T) {
	t.Parallel()
	r := report(t, charts)
	for _, format := range output.Formats() {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			got := written(t, r, output.Options{Format: format, Version: "v1.2.3"})
			golden(t, "testdata/all."+format, got)
			switch format {
			case "json", "sarif":
				if !json.Valid(got) {
					t.Error("it is no JSON")
				}
			case "junit":
				for d := xml.NewDecoder(bytes.NewReader(got)); ; {
					if _, err := d.Token(); errors.Is(err, io.EOF) {
						break
					} else if err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// TestStreams: what Helm and kustomize print, by standard input, in each format.
func TestStreams(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"helm", "kustomize"} {
		text, err := os.ReadFile("testdata/streams/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		r := reportOf(t, bytes.NewReader(text), manifest.Stdin)
		for _, format := range output.Formats() {
			golden(t, "testdata/streams/"+name+"."+format, written(t, r, output.Options{Format: format, Version: "v1.2.3"}))
		}
	}
}

// TestNothingActsInATerminal: names come from strangers.
func TestNothingActsInATerminal(t *testing.T) {
	t.Parallel()
	evil := "a\x1b[31m\nb\u202e"
	r := lint.Report{
		Jobs: 1, Findings: []lint.Finding{{Rule: "RC001", Severity: lint.Error, Job: evil, File: evil, Line: 1, Message: evil, Do: evil}},
		Notes: []lint.Note{{File: evil, Text: evil}},
	}
	if got := string(written(t, r, output.Options{Format: "text"})); strings.ContainsAny(got, "\x1b\u202e") || strings.Contains(got, "\nb") {
		t.Errorf("%q", got)
	}
	if got := string(written(t, r, output.Options{Format: "text", Colour: true})); strings.Count(got, "\x1b[") != 4 {
		t.Errorf("colours: %q", got)
	}
}

// TestNothingFound: a report without findings is one that passed.
func TestNothingFound(t *testing.T) {
	t.Parallel()
	r := lint.Report{Jobs: 2, Findings: []lint.Finding{}, Notes: []lint.Note{}}
	for format, want := range map[string]string{
		"text": "2 jobs: 0 errors, 0 warnings, 0 infos\n", "json": `"findings": []`, "sarif": `"results": []`, "junit": `<testcase name="2 jobs"`,
	} {
		if got := string(written(t, r, output.Options{Format: format})); !strings.Contains(got, want) {
			t.Errorf("%s: %s", format, got)
		}
	}
	if err := output.Write(io.Discard, r, output.Options{Format: "xml"}); err == nil || !strings.Contains(err.Error(), "junit") {
		t.Error(err)
	}
}
