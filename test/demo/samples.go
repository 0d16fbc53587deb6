package main

import (
	"embed"
	"strings"

	"rollcall.dev/rollcall/internal/diagnose"
)

//go:embed samples/*.yaml
var sampleFiles embed.FS

// sample is a CronJob and what is to be told of it.
type sample struct {
	file  string
	name  string
	cause diagnose.Code // empty: nothing is to be told
	watch string        // what to watch for, for people
}

func samples() []sample {
	return []sample{
		{"healthy", "cache-warmer", "", "runs well: nobody is told anything"},
		{"exit-3", "invoice-close", diagnose.ExitCode, "fails with exit code 3, and its log says why"},
		{"out-of-memory", "report-builder", diagnose.OOMKilled, "needs more memory than its limit"},
		{"no-image", "partner-export", diagnose.ImagePull, "its image cannot be pulled: the Job waits for ever"},
		{"never-started", "stock-sync", diagnose.QuotaExceeded, "a quota forbids its Jobs: it never starts"},
	}
}

// namespace gives each sample its own, so that the quota is one sample's alone.
func (s sample) namespace() string { return "demo-" + s.file }

// manifest is the sample for a cluster where busybox has that name.
func (s sample) manifest(busybox string) string {
	text, err := sampleFiles.ReadFile("samples/" + s.file + ".yaml")
	if err != nil {
		panic(err) // it is embedded
	}
	return strings.ReplaceAll(string(text), "BUSYBOX", busybox)
}

// namespaceManifest is the namespace of the sample.
func (s sample) namespaceManifest() string {
	return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + s.namespace() + "}\n"
}
