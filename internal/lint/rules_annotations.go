package lint

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

func annotationRules() []Rule {
	return []Rule{
		{
			ID: "RC009", Name: "annotation-unknown", Severity: Error,
			Title: "An annotation rollcall.dev/… that means nothing",
			Why:   "What was to be declared is not.",
			Do:    "Use one of docs/annotate.md, or remove it.",
			check: annotationUnknown,
		},
		{
			ID: "RC010", Name: "annotation-value", Severity: Error,
			Title: "An annotation with a value that cannot be used",
			Why:   "The value is ignored, and the default holds.",
			Do:    "Use a value that is allowed.",
			check: annotationValue,
		},
		{
			ID: "RC011", Name: "annotation-misplaced", Severity: Warning,
			Title: "An annotation rollcall.dev/… on the jobTemplate or the pod template",
			Why:   "Only that of the CronJob counts, and of the jobTemplate rollcall.dev/owner alone.",
			Do:    "Move it to metadata.annotations of the CronJob.",
			check: annotationMisplaced,
		},
		{
			ID: "RC012", Name: "not-watched", Severity: Info,
			Title: "The job is not watched",
			Why:   "Nobody is told whatever becomes of it.",
			Do:    "Remove rollcall.dev/monitor, unless that is meant.",
			check: func(s subject) []hit {
				if !strings.EqualFold(strings.TrimSpace(s.Annotations[prefix+"monitor"]), "false") {
					return nil
				}
				return []hit{{line: s.line(annotationField(prefix + "monitor")), message: `rollcall.dev/monitor is "false"`}}
			},
		},
	}
}

func annotationUnknown(s subject) []hit {
	var all []hit
	for _, name := range ours(s.Annotations) {
		if slices.Contains(knownAnnotations(), name) || slices.Contains(s.ownerAnnotations(), prefix+name) {
			continue
		}
		h := hit{line: s.line(annotationField(prefix + name)), message: fmt.Sprintf("annotation %s%s means nothing", prefix, name)}
		if near := meant(name, knownAnnotations()); near != "" {
			h.do = "Did you mean " + prefix + near + "?"
		}
		all = append(all, h)
	}
	return all
}

// ownerAnnotations are the annotations that name an owner.
func (s subject) ownerAnnotations() []string {
	if d := s.options.Directory; d != nil {
		return d.OwnerAnnotations
	}
	return ownerKeys()
}

func annotationValue(s subject) []hit {
	bad := s.ownBad()
	if s.options.BadAnnotations != nil {
		bad = append(bad, s.options.BadAnnotations(s.Annotations)...)
	}
	for _, r := range s.answer.Rejected {
		if r.Channel != "" {
			bad = append(bad, BadAnnotation{prefix + "receiver", r.Channel, "one of allowed_destinations in the configuration"})
		}
	}
	all := make([]hit, 0, len(bad))
	for _, b := range bad {
		all = append(all, hit{
			line: s.line(annotationField(b.Key)), message: fmt.Sprintf("annotation %s is %q", b.Key, b.Value), do: "Use " + b.Allowed + ".",
		})
	}
	return all
}

// ownBad are the values that the controller does not read, but whoever writes messages does.
func (s subject) ownBad() []BadAnnotation {
	var bad []BadAnnotation
	if v, ok := s.Annotations[prefix+"rerun"]; ok && !slices.Contains(ownership.RerunWords(), strings.TrimSpace(v)) {
		bad = append(bad, BadAnnotation{prefix + "rerun", v, "one of " + strings.Join(ownership.RerunWords(), ", ")})
	}
	if v := s.Annotations[prefix+"depends-on"]; !namesFit(v) {
		bad = append(bad, BadAnnotation{
			prefix + "depends-on", v, fmt.Sprintf("at most %d names of %d bytes, separated by commas: no more are shown",
				ownership.MaxDependsOn, ownership.MaxDependsOnName),
		})
	}
	for _, key := range runbookKeys() {
		v, ok := s.Annotations[key]
		if !ok {
			continue
		}
		if u, err := url.Parse(v); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			bad = append(bad, BadAnnotation{key, v, "a link that begins with https:// (or http://): no other is shown"})
		}
	}
	return bad
}

// namesFit reports whether all names of rollcall.dev/depends-on are shown.
func namesFit(list string) bool {
	names := 0
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names++
		}
		if len(name) > ownership.MaxDependsOnName {
			return false
		}
	}
	return names <= ownership.MaxDependsOn
}

func annotationMisplaced(s subject) []hit {
	var all []hit
	note := func(name, where, field string) {
		all = append(all, hit{
			line: s.line(field+"."+prefix+name, field), message: fmt.Sprintf("annotation %s%s stands on the %s", prefix, name, where),
		})
	}
	for _, name := range ours(s.TemplateAnnotations) {
		if name != "owner" {
			note(name, "jobTemplate", "spec.jobTemplate.metadata.annotations")
		}
	}
	for _, name := range ours(s.PodAnnotations) {
		note(name, "pod template", "spec.jobTemplate.spec.template.metadata.annotations")
	}
	return all
}
