package lint

import (
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

const prefix = "rollcall.dev/"

func ownerRules() []Rule {
	return []Rule{
		{
			ID: "RC002", Name: "owner-missing", Severity: Warning,
			Title: "Nobody owns the job",
			Why:   "Its failures reach the triage team, which knows nothing of it.",
			Do:    "Set the annotation rollcall.dev/owner to the id of a team, or write a rule that matches the job.",
			check: ownerMissing,
		},
		{
			ID: "RC003", Name: "owner-unknown", Severity: Error,
			Title: "An owner that leads to no team (needs --config)",
			Why:   "It is passed over, and the message reaches the next one who may own the job.",
			Do:    "Use the id of a team of the configuration.",
			check: func(s subject) []hit {
				return rejected(s, func(r ownership.Rejected) bool { return r.Team != "" && !succeeded(s, r) })
			},
		},
		{
			ID: "RC004", Name: "owner-archived", Severity: Warning,
			Title: "An owner that was archived and has a successor (needs --config)",
			Why:   "It works until the entry of the archived team is removed.",
			Do:    "Name the team that has taken over.",
			check: func(s subject) []hit {
				return rejected(s, func(r ownership.Rejected) bool { return r.Team != "" && succeeded(s, r) })
			},
		},
		{
			ID: "RC005", Name: "severity-missing", Severity: Warning,
			Title: "Nothing says how urgent a failure is",
			Why:   "People have until the end of the next working day, whatever the job is for.",
			Do:    "Set the annotation rollcall.dev/severity to critical, high, normal or low, or write a rule.",
			check: func(s subject) []hit {
				return s.absent("it declares no severity", s.answer.Severity, prefix+"severity")
			},
		},
		{
			ID: "RC006", Name: "runbook-missing", Severity: Warning,
			Title: "No runbook",
			Why:   "Whoever is told at night has nothing to go by.",
			Do:    "Set the annotation rollcall.dev/runbook to the https:// address of a page that says what to do.",
			check: func(s subject) []hit {
				return s.absent("it has no runbook", "", runbookKeys()...)
			},
		},
		{
			ID: "RC007", Name: "rerun-missing", Severity: Warning,
			Title: "Nothing says whether it may be run again",
			Why:   "Nobody dares to run it again, or somebody does who should not.",
			Do:    "Set the annotation rollcall.dev/rerun to safe, safe-if-not-running, needs-check or never.",
			check: func(s subject) []hit {
				return s.absent("it does not say whether it may be run again", "", prefix+"rerun")
			},
		},
		{
			ID: "RC008", Name: "description-missing", Severity: Info,
			Title: "Nothing says what it is for",
			Why:   "A stranger cannot tell what is lost while it does not run.",
			Do:    "Set the annotation rollcall.dev/description to a sentence.",
			check: func(s subject) []hit {
				return s.absent("it does not say what it is for", "", prefix+"description")
			},
		},
	}
}

// absent is a hit where none of the annotations says something, and nothing else did.
func (s subject) absent(message, otherwise string, keys ...string) []hit {
	if otherwise != "" || slices.ContainsFunc(keys, func(key string) bool { return strings.TrimSpace(s.Annotations[key]) != "" }) {
		return nil
	}
	return []hit{{line: s.line("metadata.annotations", "metadata"), message: message}}
}

func ownerMissing(s subject) []hit {
	line := s.line("metadata.annotations", "metadata")
	if s.options.Directory != nil {
		if s.answer.Value != "" {
			return nil
		}
		return []hit{{line: line, message: fmt.Sprintf("nobody owns it: the triage team %q is told", s.answer.Team.ID)}}
	}
	for _, annotations := range []map[string]string{s.Annotations, s.TemplateAnnotations, s.NamespaceAnnotations} {
		for _, key := range ownerKeys() {
			if strings.TrimSpace(annotations[key]) != "" {
				return nil
			}
		}
	}
	return []hit{{line: line, message: "no annotation names its owner"}}
}

// ownerKeys are the annotations that name an owner where no configuration says which.
func ownerKeys() []string { return []string{ownership.OwnerAnnotation, "a8r.io/owner"} }

// runbookKeys are the annotations that lead to a runbook.
func runbookKeys() []string { return []string{prefix + "runbook", "a8r.io/runbook"} }

// rejected are the owners of the job's own manifest that were passed over, as far as they are chosen. Those of rules are the
// configuration's own business.
func rejected(s subject, chosen func(ownership.Rejected) bool) []hit {
	var all []hit
	for _, r := range s.answer.Rejected {
		if key, ok := strings.CutPrefix(r.Source, "annotation "); ok && chosen(r) {
			key, _, _ = strings.Cut(key, " ")
			all = append(all, hit{
				line:    s.line(annotationField(key), "spec.jobTemplate.metadata.annotations", "metadata.annotations"),
				message: fmt.Sprintf("owner %q (%s): %s", r.Team, r.Source, r.Reason),
			})
		}
	}
	return all
}

// succeeded reports whether what was passed over handed on to the team that now answers.
func succeeded(s subject, r ownership.Rejected) bool {
	return strings.HasPrefix(s.answer.Source, r.Source+", after ")
}
