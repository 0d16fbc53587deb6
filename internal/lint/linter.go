package lint

import (
	"time"

	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/schedule"
)

// BadAnnotation is an annotation whose value cannot be used.
type BadAnnotation struct{ Key, Value, Allowed string }

// Options are what Jobs are judged by. The zero value is usable.
type Options struct {
	// Directory resolves owners; nil: only the annotations are looked at.
	Directory *ownership.Directory
	// Zone is that of kube-controller-manager, in which a Job without one of its own runs; empty: nobody knows.
	Zone string
	// BadAnnotations reads the annotations of a CronJob as the controller does, and says which it could not use; nil: it is not asked.
	BadAnnotations func(annotations map[string]string) []BadAnnotation
	// Severities replace those of the rules, by id.
	Severities map[string]Severity
	// Now is the beginning of the year in which clock changes are looked for.
	Now time.Time
}

// Linter judges Jobs. It is safe for concurrent use.
type Linter struct{ options Options }

// New returns a Linter.
func New(o Options) Linter { return Linter{o} }

// subject is a Job with what several rules ask of it.
type subject struct {
	Job
	options *Options
	*rhythm
	answer ownership.Answer // where there is a directory
}

// Check judges Jobs, all of them as those of one cluster. Findings are in the order of their places.
func (l Linter) Check(jobs []Job) []Finding {
	rhythms := map[rhythmKey]*rhythm{}
	subjects := make([]subject, len(jobs))
	for i, j := range jobs {
		subjects[i] = l.subject(j, rhythms)
	}
	findings := []Finding{}
	for _, rule := range Rules() {
		severity := rule.Severity
		if s, ok := l.options.Severities[rule.ID]; ok {
			severity = s
		}
		if severity == Off {
			continue
		}
		for _, h := range rule.hits(subjects) {
			findings = append(findings, h.finding(rule, severity))
		}
	}
	order(findings)
	return findings
}

// hits is where a rule applies.
func (r Rule) hits(subjects []subject) []hit {
	if r.across != nil {
		return r.across(subjects)
	}
	var all []hit
	for _, s := range subjects {
		for _, h := range r.check(s) {
			h.subject = s
			all = append(all, h)
		}
	}
	return all
}

func (h hit) finding(r Rule, s Severity) Finding {
	f := Finding{
		Rule: r.ID, Name: r.Name, Severity: s, Job: h.subject.ID(), File: h.subject.File, Line: h.line, Message: h.message, Do: r.Do,
	}
	if h.do != "" {
		f.Do = h.do
	}
	return f
}

func (l Linter) subject(j Job, rhythms map[rhythmKey]*rhythm) subject {
	s := subject{Job: j, options: &l.options}
	if d := l.options.Directory; d != nil {
		s.answer = d.Resolve(j.owned())
	}
	spec, inExpr := schedule.FromCronJob(j.Schedule, j.TimeZone)
	key := rhythmKey{spec.In(l.options.Zone), inExpr}
	if _, ok := rhythms[key]; !ok {
		rhythms[key] = newRhythm(key, l.options.Now)
	}
	s.rhythm = rhythms[key]
	return s
}

// owned is a Job as resolution sees it.
func (j Job) owned() ownership.Subject {
	return ownership.Subject{
		Namespace: j.Namespace, Name: j.Name, Labels: j.Labels, Annotations: j.Annotations,
		TemplateAnnotations: j.TemplateAnnotations, NamespaceAnnotations: j.NamespaceAnnotations,
	}
}
