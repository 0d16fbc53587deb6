package manifest

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"rollcall.dev/rollcall/internal/lint"
)

// Reader collects Jobs from any number of texts. The zero value is ready; it is not safe for concurrent use.
type Reader struct {
	jobs       []lint.Job
	namespaces map[string]map[string]string // annotations of the namespaces that were seen
	notes      []lint.Note
}

// maxNested bounds how deep Lists stand in Lists.
const maxNested = 8

// Read reads a text of one or more documents; name is that of its file in what is found. All documents are read that can be; the error
// joins SyntaxErrors for the others.
func (r *Reader) Read(name string, text []byte) error {
	var broken []error
	for _, p := range split(strings.TrimPrefix(string(text), byteOrderMark)) {
		if onlyDirectives(p.text) {
			continue
		}
		nodes, err := p.parse()
		for _, n := range nodes {
			r.object(name, n, maxNested)
		}
		if wrong, ok := errors.AsType[*SyntaxError](err); ok {
			if templated(p.text) {
				r.unrendered(name, p.line+1)
				continue
			}
			wrong.File = name
			broken = append(broken, wrong)
		}
	}
	return errors.Join(broken...)
}

// onlyDirectives reports whether a text is what may stand before "---" and is no document.
func onlyDirectives(text string) bool {
	found := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' && line[0] != '%' {
			return false
		}
		found = found || strings.HasPrefix(line, "%")
	}
	return found
}

func (r *Reader) unrendered(name string, line int) {
	r.notes = append(r.notes, lint.Note{File: name, Line: line, Text: "a template that is not rendered: lint the output of helm template instead"})
}

// object takes in an object, or the items of a list of them.
func (r *Reader) object(name string, n *yaml.Node, depth int) {
	n = resolved(n)
	if n == nil || n.Kind != yaml.MappingNode || depth == 0 {
		return
	}
	root := tree{n, "", &object{lines: map[string]int{}}}
	kind, group := scalar(root.at("kind")), scalar(root.at("apiVersion"))
	switch {
	case kind == "List" || kind == "CronJobList":
		for _, item := range root.at("items").items() {
			r.object(name, item.node, depth-1)
		}
	case kind == "Namespace" && group == "v1":
		meta := root.at("metadata")
		if r.namespaces == nil {
			r.namespaces = map[string]map[string]string{}
		}
		r.namespaces[meta.at("name").text()] = meta.at("annotations").texts()
	case kind == "CronJob" && strings.HasPrefix(group, "batch/"):
		if unfinished(root) {
			r.unrendered(name, n.Line)
			return
		}
		r.jobs = append(r.jobs, cronJob(name, n))
	}
}

func scalar(t tree) string {
	if t.node == nil || t.node.Kind != yaml.ScalarNode {
		return ""
	}
	return t.node.Value
}

// unfinished reports whether a CronJob is a template that happens to be YAML: "name: {{ .Release.Name }}" is a mapping of a mapping.
// Other fields may contain braces: commands do.
func unfinished(root tree) bool {
	meta, spec := root.at("metadata"), root.at("spec")
	for _, t := range []tree{meta.at("name"), meta.at("namespace"), meta.at("annotations"), meta.at("labels"), spec, spec.at("schedule")} {
		if t.node == nil {
			continue
		}
		if t.node.Kind == yaml.ScalarNode && templated(t.node.Value) {
			return true
		}
		if t.node.Kind == yaml.MappingNode && len(t.node.Content) > 0 && t.node.Content[0].Kind == yaml.MappingNode {
			return true
		}
	}
	return false
}

// Jobs are all CronJobs that were read, in their order, with what was read of their namespaces.
func (r *Reader) Jobs() []lint.Job {
	for i := range r.jobs {
		if annotations, ok := r.namespaces[r.jobs[i].Namespace]; ok {
			r.jobs[i].NamespaceAnnotations = annotations
		}
	}
	return r.jobs
}

// Notes are what was met and not read.
func (r *Reader) Notes() []lint.Note { return r.notes }
