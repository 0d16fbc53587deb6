package incident

import (
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// notice composes what is told of a change. Owner, Severity and Link are completed by whoever routes it.
func (i Incident) notice(change Change, s monitor.State, v monitor.Verdict) Notice {
	n := Notice{
		Incident: i.ID, Kind: i.Kind, Change: change, Subject: subject(s, i),
		Judgement: v.Judgement, Flags: v.Flags, Slot: v.Slot, RunName: v.RunName,
		At: v.At, DecidedAt: v.DecidedAt, Delay: v.Delay, Duration: v.Duration(), Cause: i.Cause,
		OpenedAt: i.OpenedAt, Count: i.Count, Slots: i.slots(), Consecutive: s.ConsecutiveBad, ResolvedAt: i.ResolvedAt,
		LastSuccess: s.LastSuccess, LastSuccessDuration: s.LastSuccessDuration,
		NextSlot: s.NextSlot(latest(v.At.Add(v.Delay), s.Watermark)),
	}
	n.Rerun = i.rerun(v.RunName)
	n.Precedent, n.Parent = i.Notice.Precedent, i.Notice.Parent
	n.Lasting = v.Judgement
	if i.consequence(v) || change == Recovery {
		n.Lasting = i.Notice.Lasting
	}
	if v.Evidence != nil {
		n.Gaps = v.Evidence.Gaps
	}
	if change == Recovery {
		n.LastSuccess, n.LastSuccessDuration = i.Notice.LastSuccess, i.Notice.LastSuccessDuration
		return n.unlike(i.Notice)
	}
	return n.compare(s, v)
}

// slots lists the slots of the newest members, ascending.
func (i Incident) slots() []time.Time {
	var slots []time.Time
	for _, m := range i.Members[max(0, len(i.Members)-MaxSlots):] {
		if !m.Slot.IsZero() {
			slots = append(slots, m.Slot)
		}
	}
	return slots
}

func subject(s monitor.State, i Incident) Subject {
	d := s.Definition
	sub := Subject{
		Monitor: s.ID, Source: d.Source, Cluster: d.Cluster, Namespace: d.Namespace, Name: d.Name,
		Schedule: d.Schedule.Text(), Zone: d.Schedule.Zone, Grace: d.Grace,
	}
	if d.Setup != nil {
		sub.Spec = d.Setup.Spec
	}
	if d.CheckIn != nil {
		sub.CheckIn = &CheckInSubject{
			ID: d.CheckIn.ID, Slug: d.CheckIn.Slug, Project: d.CheckIn.Project, Period: d.Schedule.Period,
			ZoneName:   d.CheckIn.ZoneName,
			Unspoken:   d.Schedule.Period == 0 && !d.Schedule.OneCron(),
			ReportedAt: s.LastCheckIn, MissedCount: i.Count,
		}
		if slots := i.slots(); len(slots) > 0 {
			sub.CheckIn.ExpectedAt = slots[len(slots)-1]
		}
	}
	return sub
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
