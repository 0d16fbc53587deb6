package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/schedule"
)

// blockers are the runs that kept Forbid from starting one for the slot: those that the scheduler had started and that had not
// ended by then, oldest first. What was seen of the runs themselves counts, since their Jobs may be gone; beside it what an
// inspection found. Manual runs keep nothing from starting: the controller does not count them.
func (m *machine) blockers(s Slot) []diagnose.ActiveRun {
	if m.s.Definition.Concurrency != Forbid {
		return nil
	}
	var blockers []diagnose.ActiveRun
	found := evidence(s.Evidence).ActiveRuns
	for _, r := range m.s.Runs {
		if !r.blocks(s.At) || m.hadGone(r, s.At) {
			continue
		}
		blocker := diagnose.ActiveRun{Name: r.Name, CreatedAt: r.CreatedAt, Evidence: r.Evidence}
		for _, a := range found {
			if a.Name == r.Name && a.Evidence != nil {
				blocker.Evidence = a.Evidence // the newer look
			}
		}
		blockers = append(blockers, blocker)
	}
	for _, a := range found {
		known := slices.ContainsFunc(m.s.Runs, func(r Run) bool { return r.Name == a.Name })
		if !known && a.CreatedAt.Before(s.At) {
			blockers = append(blockers, a)
		}
	}
	slices.SortStableFunc(blockers, func(a, b diagnose.ActiveRun) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return blockers
}

// hadGone reports whether a run that vanished must have been gone by an instant, whenever that was noticed: the scheduler had started
// another one meanwhile, which Forbid allows only then.
func (m *machine) hadGone(r Run, at time.Time) bool {
	return r.Gone && r.Outcome == Unfinished && slices.ContainsFunc(m.s.Runs, func(next Run) bool {
		return next.Scheduled() && next.CreatedAt.After(r.CreatedAt) && !next.CreatedAt.After(at)
	})
}

// activeAt reports whether the run existed and had not ended at an instant. One that was deleted counts until then.
func (r Run) activeAt(at time.Time) bool {
	ended := r.FinishedAt
	if r.Outcome == Unfinished {
		ended = r.GoneAt
	}
	return !r.CreatedAt.After(at) && (ended.IsZero() || ended.After(at))
}

// neverDue reports whether the scheduler can never start anything: the starting deadline of an "@every" is shorter than its period.
// The controller searches from now minus the deadline, and counts the period from there, so that no slot is ever due
// (mostRecentScheduleTime in pkg/controller/cronjob).
func (m *machine) neverDue() bool {
	d := m.s.Definition
	if d.StartingDeadline == nil || d.Schedule.Kind != schedule.KindCron {
		return false
	}
	plan, ok := m.plan()
	return ok && plan.Relative() && *d.StartingDeadline < plan.Next(m.anchor()).Sub(m.anchor())
}

// never reports whether nothing could ever have been started for a slot, by the definition that expected it.
func (m *machine) never(s Slot) bool { return s.NeverDue != nil || !s.Superseded && m.neverDue() }

// pastDeadline reports whether the starting deadline keeps a slot whose grace is over from being started.
func (m *machine) pastDeadline(s Slot) bool {
	d := m.s.Definition
	return d.StartingDeadline != nil && *d.StartingDeadline < d.Grace || m.never(s)
}
