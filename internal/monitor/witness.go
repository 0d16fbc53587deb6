package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// A Job that reports by check-in is seen twice: by the cluster, whose word on how it ended counts, and by itself. The two are merged into
// one Run. What contradicts the cluster is told; that a report is missing is noted, and told only where that was asked for
// (Definition.Confirm), since the network, or we, may have lost it.

// Statement is what a Job that is not known yet has said of its end.
type Statement struct {
	Run     RunID            `json:"run"`
	At      time.Time        `json:"at"`
	Outcome Outcome          `json:"outcome"`
	Report  *diagnose.Report `json:"report,omitempty"`
}

// maxStatements bounds the reports of Jobs that are not known yet.
const maxStatements = 20

// witness takes in what a Job of the cluster reports of itself. The Run's ID is the Job's UID.
func (m *machine) witness(o Observation) {
	f := said(o)
	m.s.LastCheckIn = later(m.s.LastCheckIn, later(f.StartedAt, f.FinishedAt))
	if f.Outcome == Unfinished || f.Unnamed {
		return // the cluster knows when it began, and which one this is cannot be told
	}
	s := Statement{Run: f.ID, At: f.FinishedAt, Outcome: f.Outcome}
	if s.Outcome == OutcomeFailed {
		if s.Report = evidence(o.Evidence).Report; s.Report == nil {
			s.Report = &diagnose.Report{}
		}
	}
	i := slices.IndexFunc(m.s.Runs, func(r Run) bool { return r.ID == f.ID })
	if i < 0 {
		m.s.Statements = append(slices.Clip(m.s.Statements), s)
		m.s.Statements = m.s.Statements[max(0, len(m.s.Statements)-maxStatements):]
		return
	}
	before := m.s.Runs[i]
	if !m.state(i, s) || before.Judgement != Succeeded {
		return
	}
	if after := m.s.Runs[i]; contradicted(after) && !contradicted(before) || before.ReportedAt.IsZero() && m.s.Definition.Confirm {
		m.say(m.onRun(i, m.verdictOn(after)))
	}
}

// state adds to a run what it says of itself: its last word counts, whichever arrives first. False where that is not news.
func (m *machine) state(i int, s Statement) bool {
	r := &m.s.Runs[i]
	if !s.At.After(r.ReportedAt) {
		return false
	}
	r.ReportedAt, r.ReportedOutcome = s.At, s.Outcome
	if s.Report != nil || r.Evidence != nil {
		e := evidence(r.Evidence)
		e.Report = s.Report
		r.Evidence = &e
	}
	return true
}

// claim gives a run that has become known what it has said before.
func (m *machine) claim(i int) {
	id := m.s.Runs[i].ID
	for _, s := range m.s.Statements {
		if s.Run == id {
			m.state(i, s)
		}
	}
	m.s.Statements = slices.DeleteFunc(slices.Clone(m.s.Statements), func(s Statement) bool { return s.Run == id })
}

// beside is what was seen around a run, with what it says of itself.
func (r Run) beside(e *diagnose.Evidence) *diagnose.Evidence {
	report := evidence(r.Evidence).Report
	if report == nil || e == nil || e.Report != nil {
		return e
	}
	both := *e
	both.Report = report
	return &both
}

// contradicted reports whether the job said of a run that it failed which the cluster counts as succeeded. Where attempts failed before
// the one that succeeded, that is what it said.
func contradicted(r Run) bool {
	return r.Outcome == OutcomeSucceeded && r.ReportedOutcome == OutcomeFailed && r.FailedPods == 0 && r.Restarts == 0
}

// confirmDue is when a run that succeeded is to have said so itself, as an earlier one did; false for one of which that is not expected.
func (m *machine) confirmDue(r Run) (time.Time, bool) {
	waits := r.Outcome == OutcomeSucceeded && r.Judgement == Succeeded && r.ReportedAt.IsZero() && !r.Unconfirmed
	if !waits || m.s.Definition.Source != SourceKubernetes || !r.FinishedAt.After(m.s.FirstSeen) {
		return time.Time{}, false
	}
	reports := slices.ContainsFunc(m.s.Runs, func(earlier Run) bool {
		return !earlier.ReportedAt.IsZero() && earlier.CreatedAt.Before(r.CreatedAt)
	})
	return r.FinishedAt.Add(m.s.Definition.Grace), reports
}

// unconfirmedAt notes of a run that its own report has not come by an instant. What ended while nobody could take reports is not doubted.
func (m *machine) unconfirmedAt(i int, at time.Time) {
	r := m.s.Runs[i]
	due, ok := m.confirmDue(r)
	if !ok || due.After(at) {
		return
	}
	m.s.Runs[i].Unconfirmed = true
	if r.FinishedAt.Before(m.since) {
		return
	}
	v := m.verdictOn(r)
	v.Flags = append(v.Flags, Unconfirmed)
	if m.s.Definition.Confirm && !v.Bad() {
		v.At, v.Cause = due, diagnose.Unconfirmed(m.s.Definition.Grace)
	}
	m.say(m.onRun(i, v))
}
