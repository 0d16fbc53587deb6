package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"time"

	clientset "k8s.io/client-go/kubernetes"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/lint"
	"rollcall.dev/rollcall/internal/lint/manifest"
	"rollcall.dev/rollcall/internal/lint/output"
	"rollcall.dev/rollcall/internal/version"
)

// LintOptions say what is linted, and how.
type LintOptions struct {
	// Config has the teams and rules; nil: nothing is known of them.
	Config *config.Config
	// Paths are files, directories, or "-" for Stdin; Cluster is the live cluster instead.
	Paths   []string
	Stdin   io.Reader
	Cluster bool
	// Severities of rules, by id or name, beside those of the Config, which they replace.
	Severities map[string]string
	// Fix writes the annotations that the rules of the Config give; with DryRun it only shows what it would write.
	Fix, DryRun bool
	Now         time.Time
}

// LintResult is what was found, and done.
type LintResult struct {
	Report lint.Report
	Diff   string // what Fix would write
	Fixed  int    // jobs that Fix added annotations to
}

// Lint judges CronJobs. With an error it still returns what it could judge.
func Lint(ctx context.Context, o LintOptions) (LintResult, error) {
	linter, err := newLinter(o)
	if err != nil {
		return LintResult{}, err
	}
	reader := &manifest.Reader{}
	var piped bytes.Buffer // what has come by standard input, which can be read once
	o.Stdin = io.TeeReader(o.Stdin, &piped)
	broken := readManifests(ctx, reader, o)
	result := LintResult{}
	if o.Fix {
		fixed, err := fix(linter, reader.Jobs(), o.DryRun)
		broken = errors.Join(broken, err)
		result.Diff, result.Fixed, result.Report.Notes = fixed.diff, fixed.jobs, fixed.notes
		if fixed.jobs > 0 && !o.DryRun { // what was written is judged
			reader, o.Stdin = &manifest.Reader{}, &piped
			broken = errors.Join(err, readManifests(ctx, reader, o))
		}
	}
	jobs := reader.Jobs()
	result.Report.Jobs, result.Report.Findings = len(jobs), linter.Check(jobs)
	result.Report.Notes = append(append([]lint.Note{}, reader.Notes()...), result.Report.Notes...)
	return result, broken
}

// WriteLint writes a report in one of LintFormats.
func WriteLint(w io.Writer, r lint.Report, format string, colour bool) error {
	return output.Write(w, r, output.Options{Format: format, Colour: colour, Version: version.Version()})
}

// LintFormats are the formats of a report.
func LintFormats() []string { return output.Formats() }

func newLinter(o LintOptions) (lint.Linter, error) {
	options := lint.Options{Now: o.Now, BadAnnotations: badAnnotations, Severities: map[string]lint.Severity{}}
	if o.Config != nil {
		options.Severities = lintSeverities(*o.Config)
		options.Directory = new(directory(*o.Config))
		if zone := o.Config.Kubernetes.ControllerTimeZone; zone != config.Default().Kubernetes.ControllerTimeZone {
			options.Zone = zone
		}
	}
	given, err := lint.ParseSeverities(o.Severities)
	maps.Copy(options.Severities, given)
	return lint.New(options), err
}

// lintSeverities are those of a configuration, which was checked.
func lintSeverities(c config.Config) map[string]lint.Severity {
	read, err := lint.ParseSeverities(c.Lint.Severities)
	if err != nil || read == nil {
		return map[string]lint.Severity{}
	}
	return read
}

func badAnnotations(annotations map[string]string) []lint.BadAnnotation {
	problems := kube.AnnotationProblems(annotations)
	all := make([]lint.BadAnnotation, 0, len(problems))
	for _, p := range problems {
		all = append(all, lint.BadAnnotation{Key: p.Annotation, Value: p.Value, Allowed: p.Allowed})
	}
	return all
}

func readManifests(ctx context.Context, r *manifest.Reader, o LintOptions) error {
	if !o.Cluster {
		return r.ReadPaths(o.Paths, o.Stdin)
	}
	c := config.Default()
	if o.Config != nil {
		c = *o.Config
	}
	text, err := clusterManifests(ctx, c)
	if err != nil {
		return err
	}
	return r.ReadCluster(text)
}

// clusterManifests are the CronJobs of the cluster that would be watched.
func clusterManifests(ctx context.Context, c config.Config) ([]byte, error) {
	connection, err := connection(c.Kubernetes)
	if err != nil {
		return nil, err
	}
	api, err := clientset.NewForConfig(connection)
	if err != nil {
		return nil, err
	}
	return kube.Manifests(ctx, api, sourceOptions(c).Namespaces)
}

// fixes is what was added, or would be.
type fixes struct {
	diff  string
	jobs  int
	notes []lint.Note
}

// fix adds to the manifests what is known, a file at a time.
func fix(l lint.Linter, jobs []lint.Job, dry bool) (fixes, error) {
	var done fixes
	var broken []error
	var files []string
	edits := map[string][]manifest.Edit{}
	for _, j := range jobs {
		known := l.Known(j)
		if len(known) == 0 || j.File == "" || j.File == manifest.Stdin {
			continue
		}
		if edits[j.File] == nil {
			files = append(files, j.File)
		}
		edits[j.File] = append(edits[j.File], manifest.Edit{Job: j, Add: known})
	}
	for _, file := range files {
		if err := done.file(file, edits[file], dry); err != nil {
			broken = append(broken, err)
		}
	}
	return done, errors.Join(broken...)
}

func (d *fixes) file(file string, edits []manifest.Edit, dry bool) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file) //nolint:gosec // whoever calls the command names the files
	if err != nil {
		return err
	}
	changed, refused := manifest.Annotate(text, edits)
	for i, e := range edits {
		if err, ok := refused[i]; ok {
			d.notes = append(d.notes, lint.Note{File: file, Line: e.Job.Line, Text: e.Job.ID() + ": " + err.Error()})
		}
	}
	d.jobs += len(edits) - len(refused)
	if dry || len(refused) == len(edits) {
		d.diff += manifest.Diff(file, text, changed)
		return nil
	}
	return os.WriteFile(file, changed, info.Mode().Perm()) //nolint:gosec // the same file
}
