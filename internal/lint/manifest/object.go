package manifest

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rollcall.dev/rollcall/internal/lint"
)

// object collects what is read of one object.
type object struct {
	lines    map[string]int
	mistakes []lint.Mistake
}

// maxQuoted bounds, in bytes, how much of a wrong value is repeated.
const maxQuoted = 64

func (t tree) mistake(allowed string) {
	value := t.node.Value
	if t.node.Kind != yaml.ScalarNode {
		value = "not a single value"
	} else if len(value) > maxQuoted {
		value = value[:maxQuoted] + "…"
	}
	t.into.mistakes = append(t.into.mistakes, lint.Mistake{Field: t.path, Value: value, Allowed: allowed, Line: t.node.Line})
}

// cronJob reads a CronJob.
func cronJob(file string, n *yaml.Node) lint.Job {
	o := &object{lines: map[string]int{}}
	root := tree{n, "", o}
	meta, spec := root.at("metadata"), root.at("spec")
	template := spec.at("jobTemplate")
	job := template.at("spec")
	pod := job.at("template", "spec")
	j := lint.Job{
		File: file, Line: n.Line,
		Namespace: meta.at("namespace").text(), Name: meta.at("name").text(),
		Labels: meta.at("labels").texts(), Annotations: meta.at("annotations").texts(),
		TemplateAnnotations: template.at("metadata", "annotations").texts(),
		PodAnnotations:      job.at("template", "metadata", "annotations").texts(),

		Schedule:         spec.at("schedule").text(),
		Suspend:          spec.at("suspend").flag(),
		Concurrency:      spec.at("concurrencyPolicy").word("Allow", "Allow", "Forbid", "Replace"),
		StartingDeadline: spec.at("startingDeadlineSeconds").number(),
		SuccessHistory:   spec.at("successfulJobsHistoryLimit").number(),
		FailedHistory:    spec.at("failedJobsHistoryLimit").number(),
		TTL:              job.at("ttlSecondsAfterFinished").number(),
		ActiveDeadline:   job.at("activeDeadlineSeconds").number(),
		PodLimit:         pod.at("activeDeadlineSeconds").number(),
		BackoffLimit:     job.at("backoffLimit").number(),
		RestartPolicy:    pod.at("restartPolicy").word("", "Never", "OnFailure"),
		Containers:       append(containers(pod.at("initContainers")), containers(pod.at("containers"))...),
	}
	if zone := spec.at("timeZone"); zone.node != nil {
		j.TimeZone = new(zone.text())
		o.need(*j.TimeZone, n.Line, zone.path, "a name of the IANA database, or leave the field out")
	}
	if name := meta.at("name"); j.Name != "" && !validName(j.Name) {
		name.mistake(fmt.Sprintf("lower case letters, digits, - and . (RFC 1123), at most %d of them", maxJobName))
	}
	if meta.at("generateName").node == nil {
		o.need(j.Name, n.Line, "metadata.name", "a name")
	}
	o.need(j.Schedule, n.Line, "spec.schedule", "a cron expression")
	o.need(j.RestartPolicy, n.Line, pod.path+".restartPolicy", "Never or OnFailure: a Job has no default")
	j.Lines, j.Mistakes = o.lines, o.mistakes
	return j
}

// need notes a field that must have a value, at the nearest one that is there. A value that was refused is not missing as well.
func (o *object) need(value string, line int, field, allowed string) {
	if value != "" || slices.ContainsFunc(o.mistakes, func(m lint.Mistake) bool { return m.Field == field }) {
		return
	}
	for at := field; at != ""; at = at[:max(strings.LastIndexByte(at, '.'), 0)] {
		if l, ok := o.lines[at]; ok {
			line = l
			break
		}
	}
	o.mistakes = append(o.mistakes, lint.Mistake{Field: field, Allowed: allowed, Line: line})
}

// word is one of several words.
func (t tree) word(otherwise string, allowed ...string) string {
	if t.node == nil {
		return otherwise
	}
	for _, word := range allowed {
		if t.node.Kind == yaml.ScalarNode && t.node.Value == word {
			return word
		}
	}
	t.mistake("one of " + strings.Join(allowed, ", "))
	return otherwise
}

func containers(list tree) []lint.Container {
	var all []lint.Container
	for _, t := range list.items() {
		if t.node == nil {
			continue
		}
		c := lint.Container{Name: t.at("name").text(), Image: t.at("image").text(), Line: t.node.Line}
		if line, ok := t.into.lines[t.path+".image"]; ok {
			c.Line = line
		}
		for _, key := range []string{"command", "args"} {
			for _, word := range t.at(key).items() {
				if word.node != nil {
					c.Command = append(c.Command, word.node.Value)
				}
			}
		}
		all = append(all, c)
	}
	return all
}
