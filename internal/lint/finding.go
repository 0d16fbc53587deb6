package lint

import (
	"cmp"
	"slices"
)

// Finding is what a rule says of a Job.
type Finding struct {
	Rule     string   `json:"rule"` // id
	Name     string   `json:"name"` // of the rule
	Severity Severity `json:"severity"`
	Job      string   `json:"job"` // namespace/name
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Message  string   `json:"message"` // what is wrong
	Do       string   `json:"do"`      // what to do
}

// Note is what was met and not judged: a template that nobody rendered, an annotation that could not be written.
type Note struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Text string `json:"text"`
}

// Report is all that was found.
type Report struct {
	Jobs     int       `json:"jobs"` // that were judged
	Findings []Finding `json:"findings"`
	Notes    []Note    `json:"notes"`
}

// Count is how many findings have a severity.
func (r Report) Count(s Severity) int {
	n := 0
	for i := range r.Findings {
		if r.Findings[i].Severity == s {
			n++
		}
	}
	return n
}

// Fails reports whether something is as bad as s, or worse.
func (r Report) Fails(s Severity) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity.AtLeast(s) })
}

// order puts findings in the order of their places; a file's stand together.
func order(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Job, b.Job), cmp.Compare(a.Rule, b.Rule))
	})
}
