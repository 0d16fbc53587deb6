package judge

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
)

// none is no verdict at all.
const none = monitor.Judgement("")

// truth compares the verdict on every slot with what became of it.
func (c *court) truth() {
	known := c.known()
	for _, j := range c.Cluster.Jobs {
		state, ok := c.Shelf.States[j.ID]
		if !ok {
			if j.Deleted.IsZero() {
				c.find("truth", "%s is not known at all", j.ID)
			}
			continue
		}
		for _, slot := range j.Slots {
			if slot.Add(j.Grace + 5*time.Minute).After(c.Cluster.End) {
				continue
			}
			at := place(monitor.Verdict{Monitor: j.ID, Slot: slot})
			got := c.Shelf.Verdicts[at]
			want, why := c.deserved(j, state.State, slot, known)
			if !slices.Contains(want, got.Judgement) {
				c.find("truth", "%s is %q, want %q: %s", at, got.Judgement, want, why)
			}
		}
	}
}

// knowledge is what the ledger was told.
type knowledge struct {
	seen, started, finished, gone map[monitor.RunID]time.Time // when that was committed
	clocks                        map[monitor.ID][]monitor.Observation
}

func (c *court) known() knowledge {
	k := knowledge{
		map[monitor.RunID]time.Time{}, map[monitor.RunID]time.Time{}, map[monitor.RunID]time.Time{}, map[monitor.RunID]time.Time{},
		map[monitor.ID][]monitor.Observation{},
	}
	first := func(m map[monitor.RunID]time.Time, id monitor.RunID, at time.Time) {
		if _, ok := m[id]; !ok {
			m[id] = at
		}
	}
	for _, commit := range c.Pages.Commits {
		for _, o := range commit.Fresh {
			if o.Kind == monitor.Clock {
				k.clocks[o.Monitor] = append(k.clocks[o.Monitor], o)
			}
			if o.Run == nil {
				continue
			}
			first(k.seen, o.Run.ID, commit.At)
			if !o.Run.StartedAt.IsZero() {
				first(k.started, o.Run.ID, commit.At)
			}
			if o.Run.Outcome != monitor.Unfinished {
				first(k.finished, o.Run.ID, commit.At)
			}
			if o.Kind == monitor.RunGone {
				first(k.gone, o.Run.ID, commit.At)
			}
		}
	}
	return k
}

// deserved are the verdicts that a slot may have in the end, and why.
func (c *court) deserved(j *cluster.Job, state monitor.State, slot time.Time, k knowledge) ([]monitor.Judgement, string) {
	want, why := c.ofRun(j, j.RunOf(slot), slot, k)
	if j.Kind == history.CheckIn {
		want, why = c.ofReport(j, slot, k)
	}
	if slot.Before(state.FirstSeen) {
		want, why = append(want, none), why+", perhaps before its time"
	}
	if !j.Deleted.IsZero() && !k.looked(j, slot.Add(j.Grace), j.Deleted.Add(-time.Minute)) {
		want, why = append(want, none, monitor.Unknown, monitor.Stuck), why+", and the job was deleted before anybody looked"
	}
	return want, why
}

// looked reports whether a Monitor was looked at between two instants.
func (k knowledge) looked(j *cluster.Job, from, to time.Time) bool {
	return slices.ContainsFunc(k.clocks[j.ID], func(o monitor.Observation) bool { return !o.At.Before(from) && o.At.Before(to) })
}

// ofRun is what the run of a slot, or its absence, deserves.
func (c *court) ofRun(j *cluster.Job, r *cluster.Run, slot time.Time, k knowledge) ([]monitor.Judgement, string) {
	if r == nil {
		return c.ofAbsence(j, slot, k)
	}
	outcome := monitor.Failed
	if r.Succeeded {
		outcome = monitor.Succeeded
	}
	_, seen := k.seen[r.ID]
	_, finished := k.finished[r.ID]
	_, gone := k.gone[r.ID]
	switch {
	case finished:
		return []monitor.Judgement{outcome}, "its run ended so"
	case !r.Finished.IsZero() && r.Deleted.After(c.Cluster.End):
		return []monitor.Judgement{outcome}, "its run ended so, and is still there"
	case !j.Deleted.IsZero() && r.Finished.IsZero() && !r.Deleted.Before(j.Deleted):
		return []monitor.Judgement{none, monitor.Stuck, monitor.Unknown}, "its run went with the job"
	case r.Replaced && gone:
		return []monitor.Judgement{monitor.Replaced, monitor.Unknown}, "its run was replaced"
	case !seen:
		absent, _ := c.ofAbsence(j, slot, k)
		return append(absent, monitor.Unknown), "its run came and went unseen"
	case gone || !r.Deleted.IsZero() && r.Deleted.Before(c.Cluster.Peace):
		want := []monitor.Judgement{monitor.Unknown, monitor.Replaced}
		if !gone && !j.Deleted.IsZero() {
			want = append(want, none, monitor.Stuck) // it was to be asked for, and the job went before that
		}
		return want, fmt.Sprintf("the end of its run was not seen (gone %t)", gone)
	default:
		return []monitor.Judgement{none, monitor.Stuck}, "its run goes on"
	}
}

// ofAbsence is what a slot without a run deserves.
func (c *court) ofAbsence(j *cluster.Job, slot time.Time, k knowledge) ([]monitor.Judgement, string) {
	want, why := []monitor.Judgement{monitor.Missed}, "nothing ran"
	blocked := slices.ContainsFunc(j.Runs, func(r *cluster.Run) bool {
		return r.Slot.Before(slot) && r.Active(slot.Add(2*time.Second))
	})
	if j.Policy == "Forbid" && blocked {
		want, why = []monitor.Judgement{monitor.Skipped}, "the policy left it out"
	}
	// Whoever judged it may not have been there when it passed.
	blind := slices.ContainsFunc(k.clocks[j.ID], func(o monitor.Observation) bool {
		return !o.At.Before(slot.Add(j.Grace)) && o.Since.After(slot)
	})
	if blind {
		want, why = append(want, monitor.Unknown), why+", perhaps unseen"
		if j.Policy == "Forbid" {
			want = append(want, monitor.Missed, monitor.Skipped)
		}
	}
	return want, why
}

// ofReport is what a slot deserves that is answered by a report: the first one that came after it.
func (c *court) ofReport(j *cluster.Job, slot time.Time, k knowledge) ([]monitor.Judgement, string) {
	due := slot.Add(j.Grace)
	silent := []monitor.Judgement{monitor.Missed}
	if slices.ContainsFunc(k.clocks[j.ID], func(o monitor.Observation) bool { return o.Since.After(due) }) {
		silent = append(silent, monitor.Unknown) // nobody took reports when its grace ended
	}
	for _, commit := range c.Pages.Commits {
		for _, o := range commit.Fresh {
			if o.Monitor != j.ID || o.Kind != monitor.CheckedIn || o.At.Before(slot) {
				continue
			}
			outcome := monitor.Succeeded
			if o.Run.Outcome == monitor.OutcomeFailed {
				outcome = monitor.Failed
			}
			if commit.At.Before(due.Add(-skew)) {
				return []monitor.Judgement{outcome}, "it reported in time"
			}
			return append(silent, outcome), "it reported late"
		}
	}
	return silent, "it never reported"
}
