package monitor

import (
	"cmp"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/schedule"
)

// checkIn takes in what a job reported of itself: the start of a run, or an end.
func (m *machine) checkIn(o Observation) {
	if m.s.Definition.Source == SourceKubernetes {
		m.witness(o)
		return
	}
	if !m.s.RemovedAt.IsZero() {
		return // it was on its way when the check-in was taken away: nobody waits for it any more, and its failure would never end
	}
	f := said(o)
	at := cmp.Or(f.FinishedAt, f.StartedAt)
	m.advance(at)
	m.s.LastCheckIn = later(m.s.LastCheckIn, at)
	if m.s.Definition.Schedule.Kind == schedule.KindEvery {
		m.s.Watermark = later(m.s.Watermark, at) // the period counts from the last report
	}
	if f.Outcome == Unfinished {
		m.begins(f, o.SeenAt)
	} else {
		m.ends(f, o.Evidence)
	}
}

// said is what a report says of its run. No clock but ours says what time it is now: what a report claims of the future is true now. A
// start that is the same as the end is none: whoever reports did not say how long the run took.
func said(o Observation) RunFacts {
	f := *o.Run
	now := cmp.Or(o.SeenAt, o.At)
	if f.Outcome == Unfinished {
		f.StartedAt, f.FinishedAt = earlier(cmp.Or(f.StartedAt, o.At), now), time.Time{}
		f.CreatedAt = f.StartedAt
		return f
	}
	f.FinishedAt = earlier(cmp.Or(f.FinishedAt, o.At), now)
	if f.CreatedAt = f.StartedAt; !f.StartedAt.Before(f.FinishedAt) {
		f.CreatedAt, f.StartedAt = time.Time{}, time.Time{}
	}
	return f
}

// logged takes in a note. It answers nothing, and shows that the run which it names was there.
func (m *machine) logged(o Observation) {
	if o.Run == nil || o.Run.Unnamed {
		return
	}
	if i, known := m.newestOf(*o.Run, o.At); known && !m.s.Runs[i].over() {
		m.s.Runs[i].ThereAt = later(m.s.Runs[i].ThereAt, earlier(o.At, o.SeenAt))
	}
}

// report takes over the verdict of a check-in service that is not ours.
func (m *machine) report(o Observation) {
	r := *o.Report
	if !r.Missing {
		m.s.LastCheckIn = later(m.s.LastCheckIn, r.ReportedAt)
		m.speak(Verdict{Run: RunID(o.ID), Judgement: Succeeded, At: o.At})
		return
	}
	at := r.ExpectedAt
	if at.IsZero() {
		at = o.At
	}
	i := m.slot(at)
	if m.s.Slots[i].Judgement != "" {
		return
	}
	m.s.Slots[i].Judgement = Missed
	m.speak(Verdict{Slot: at, Judgement: Missed, At: o.At, Cause: diagnose.ReportedMissing(r.Message)})
}

// earlier returns the earlier of two instants.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
