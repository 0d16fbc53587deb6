package lint

import (
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

// Annotation is a key with its value.
type Annotation struct{ Key, Value string }

// Known are the annotations that a Job lacks and that follow from the configuration for certain: the owner and the severity that its
// rules give. What a namespace says, or the triage team, is no declaration of the job's.
func (l Linter) Known(j Job) []Annotation {
	d := l.options.Directory
	if d == nil {
		return nil
	}
	answer := d.Resolve(j.owned())
	var known []Annotation
	if strings.HasPrefix(answer.Source, "rule ") && !declares(j, d.OwnerAnnotations) {
		known = append(known, Annotation{ownership.OwnerAnnotation, answer.Team.ID})
	}
	if _, ok := j.Annotations[prefix+"severity"]; !ok && answer.Severity != "" {
		known = append(known, Annotation{prefix + "severity", answer.Severity})
	}
	return known
}

// declares reports whether a Job names an owner itself, right or wrong: what people wrote is theirs to mend.
func declares(j Job, keys []string) bool {
	return slices.ContainsFunc(keys, func(key string) bool {
		_, own := j.Annotations[key]
		_, template := j.TemplateAnnotations[key]
		return own || template
	})
}
