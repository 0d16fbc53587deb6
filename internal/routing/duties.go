package routing

import (
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// RerunAnnotation declares whether a job may be run again, in one of ownership.RerunWords, and RerunNoteAnnotation what to know before
// that. NextRunAnnotation declares whether the next run makes up for one that failed or never began: "true" or "false".
const (
	RerunAnnotation     = "rollcall.dev/rerun"
	RerunNoteAnnotation = "rollcall.dev/rerun-note"
	NextRunAnnotation   = "rollcall.dev/next-run-repairs"
)

// repairs is what a job declares of its next run; nil where it declares nothing that can be read.
func repairs(d monitor.Definition) *bool {
	switch strings.ToLower(strings.TrimSpace(d.Annotations[NextRunAnnotation])) {
	case "true":
		return new(true)
	case "false":
		return new(false)
	default:
		return nil
	}
}

// rerun is what a job declares of being run again. A word that is none of those that exist declares nothing.
func rerun(d monitor.Definition) (word, note string) {
	if word = strings.TrimSpace(d.Annotations[RerunAnnotation]); !declared(word) {
		return "", ""
	}
	return word, d.Annotations[RerunNoteAnnotation]
}

func declared(rerun string) bool {
	return slices.Contains(ownership.RerunWords(), strings.TrimSpace(rerun))
}

// Job is what a Monitor declares of what its owner, or a stranger, has to know. False for what nobody answers for: a cluster, or what
// merely confirms another Monitor.
func (t Table) Job(id monitor.ID, d monitor.Definition) (ownership.Job, bool) {
	if d.Source == monitor.SourceCluster || d.WitnessOf != "" {
		return ownership.Job{}, false
	}
	s := subject(d)
	return ownership.Job{
		Subject: s, Monitor: string(id), Title: monitor.JobName(d.Namespace, d.Name), Runbook: t.runbook(d),
		Severity: Table{}.severity(d, t.Directory.Resolve(s)) != incident.Undeclared,
		Rerun:    declared(d.Annotations[RerunAnnotation]), AsksRerun: d.Source == monitor.SourceKubernetes,
	}, true
}

// Readers is where a team reads of what concerns it as a whole.
func (t Table) Readers(team ownership.Team) []notify.Destination {
	return t.reads(ownership.Answer{Team: team})
}
