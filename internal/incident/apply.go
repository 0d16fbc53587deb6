package incident

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// Apply takes a verdict to the unresolved Incidents of its Monitor. It is not for what the Monitors of a cluster share (see
// Cluster). s is the Monitor's State after the verdict. It returns the Incidents that are new or changed, each with its newest
// Notice; newID is called for a new one.
func Apply(open []Incident, s monitor.State, v monitor.Verdict, newID func() string) []Incident {
	var changed []Incident
	open = slices.Clone(open)
	for at, i := range open {
		i, again := i.rerunEnded(v)
		open[at] = i
		switch {
		case i.endedBy(s, v):
			changed = append(changed, i.resolve(s, v))
		case again && (v.Good() || healed(s, v) || i.Kind != kindOf(v, open)):
			changed = append(changed, i.tellRerun(v))
		}
	}
	if !v.Bad() || healed(s, v) {
		return changed
	}
	kind := kindOf(v, open)
	at := slices.IndexFunc(open, func(i Incident) bool { return i.Kind == kind && i.Status != Resolved })
	if at < 0 {
		if v.InARow < s.Definition.FailAfter {
			return changed
		}
		return append(changed, begin(newID(), kind, s, v))
	}
	if next, news := open[at].add(s, v); news {
		changed = append(changed, next)
	}
	return changed
}

// Close resolves the unresolved Incidents of a Monitor that is gone. now is our clock, for DecidedAt alone.
func Close(open []Incident, s monitor.State, now time.Time) []Incident {
	changed := make([]Incident, 0, len(open))
	for _, i := range open {
		v := monitor.Verdict{Monitor: s.ID, Judgement: monitor.Unknown, Cause: diagnose.Removed(), At: s.RemovedAt, DecidedAt: now}
		next := i.resolve(s, v)
		next.Notice.Cause = v.Cause
		changed = append(changed, next)
	}
	return changed
}

// kindOf says which problem a bad verdict belongs to. A slot that was skipped while runs fail or hang is no second problem: the
// run that hangs is what the policy waits for.
func kindOf(v monitor.Verdict, open []Incident) Kind {
	failing := slices.ContainsFunc(open, func(i Incident) bool { return i.Kind == Failing && i.Status != Resolved })
	if !v.Judgement.Absence() || (followsFromRun(v) && failing) {
		return Failing
	}
	return Absent
}

// followsFromRun reports whether the slot had no run because another one had not ended.
func followsFromRun(v monitor.Verdict) bool {
	return v.Judgement == monitor.Skipped || v.Judgement == monitor.Missed && v.Cause.Code == diagnose.NoEndReported
}

// healed reports whether a run that came after the bad one has already succeeded: the bad news is history when it arrives.
func healed(s monitor.State, v monitor.Verdict) bool {
	return !s.LastSuccess.IsZero() && s.LastSuccess.After(v.At)
}

// endedBy reports whether v is the recovery that the Incident waits for. A run that fails shows that there are runs again, and that
// there are is not waited for a second time.
func (i Incident) endedBy(s monitor.State, v monitor.Verdict) bool {
	if i.Status == Resolved || i.precedes(v) || v.Good() && v.InARow < s.Definition.RecoverAfter {
		return false
	}
	if i.Cause.Code == diagnose.NotConfirmed && v.ReportedAt.IsZero() {
		return false // that the run itself says so is what is missed
	}
	if i.Kind == Failing {
		return v.Good()
	}
	return v.Run != "" && !v.Judgement.Absence() && v.Judgement != monitor.Unknown
}

// precedes reports whether v is about something older than the Incident's newest member, and so ends nothing.
func (i Incident) precedes(v monitor.Verdict) bool {
	if len(i.Members) == 0 {
		return false
	}
	newest := i.Members[len(i.Members)-1]
	if v.Slot.IsZero() || newest.Slot.IsZero() {
		return v.At.Before(newest.At)
	}
	return v.Slot.Before(newest.Slot)
}

func begin(id string, kind Kind, s monitor.State, v monitor.Verdict) Incident {
	i := Incident{
		ID: id, Monitor: s.ID, Kind: kind, Status: Open, OpenedAt: v.At, UpdatedAt: v.DecidedAt, Cause: v.Cause,
		Count: 1, Members: []Member{memberOf(v)},
	}
	if s.Definition.FailAfter > 1 {
		i = i.lookingBack(s, v)
	}
	i.Notice = i.notice(Opened, s, v)
	return i
}

// add takes in another bad verdict; false where it says nothing new.
func (i Incident) add(s monitor.State, v monitor.Verdict) (Incident, bool) {
	change := Changed
	if i.consequence(v) {
		v.Cause = i.Cause
	}
	if v.Cause.Same(i.Cause) {
		change = Repeated
	}
	i.Members = slices.Clone(i.Members)
	at := slices.IndexFunc(i.Members, func(m Member) bool { return m.Key == v.Key() })
	switch {
	case at < 0:
		i.Count++
		i.Members = append(i.Members, memberOf(v))
	case i.Members[at].Judgement == v.Judgement && change == Repeated:
		return i, false
	default:
		change = Changed
		i.Members[at] = memberOf(v)
	}
	if extra := len(i.Members) - MaxMembers; extra > 0 {
		i.Members = i.Members[extra:]
	}
	i.Cause, i.UpdatedAt = v.Cause, v.DecidedAt
	i.Notice = i.notice(change, s, v)
	return i, true
}

func (i Incident) resolve(s monitor.State, v monitor.Verdict) Incident {
	i.Status, i.ResolvedAt, i.UpdatedAt = Resolved, v.At, v.DecidedAt
	i.Notice = i.notice(Recovery, s, v)
	return i
}

// consequence reports whether v is a slot that was left out because of a run that hangs: no new cause.
func (i Incident) consequence(v monitor.Verdict) bool {
	return i.Kind == Failing && followsFromRun(v)
}

func memberOf(v monitor.Verdict) Member {
	return Member{Key: v.Key(), Slot: v.Slot, RunName: v.RunName, Judgement: v.Judgement, Code: v.Cause.Code, At: v.At}
}
