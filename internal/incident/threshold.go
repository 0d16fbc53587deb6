package incident

import (
	"fmt"

	"rollcall.dev/rollcall/internal/monitor"
)

// lookingBack is the Incident with the bad verdicts before v of which nobody was told, because so many in a row were waited for.
func (i Incident) lookingBack(s monitor.State, v monitor.Verdict) Incident {
	i.Count, i.OpenedAt = max(v.InARow, 1), v.RowSince
	i.Cause.Summary += fmt.Sprintf("; %d in a row since %s", i.Count, i.OpenedAt.UTC().Format("2006-01-02 15:04 UTC"))
	var members []Member
	for _, slot := range s.Slots {
		before := slot.At.Before(v.Slot) || v.Slot.IsZero() && slot.At.Before(v.At)
		if before && slot.Judgement.Bad() && !slot.At.Add(s.Definition.Grace).Before(v.RowSince) {
			of := monitor.Verdict{Slot: slot.At, Judgement: slot.Judgement, At: slot.At.Add(s.Definition.Grace)}
			members = append(members, memberOf(of))
		}
	}
	members = members[max(0, len(members)-min(i.Count, MaxMembers)+1):]
	i.Members = append(members, i.Members...)
	return i
}
