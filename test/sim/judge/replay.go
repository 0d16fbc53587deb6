package judge

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/journal"
)

// replay makes the states anew from the facts, in the order in which they were committed, and compares.
func (c *court) replay() {
	states := map[monitor.ID]monitor.State{}
	silences := map[string]monitor.Silence{} // of the schedulers, by cluster
	for _, commit := range c.Pages.Commits {
		before := maps.Clone(silences)
		for _, change := range commit.Changes {
			if change.State.ID.OfCluster() {
				silences[change.State.Definition.Cluster] = change.State.Silence
			}
		}
		for _, change := range commit.Changes {
			id, in := change.State.ID, change.State.Definition.Cluster
			if id.OfCluster() {
				continue
			}
			// What is known of the scheduler may have changed within the batch.
			next, ok := again(commit, change, states[id], before[in])
			if !ok {
				next, ok = again(commit, change, states[id], silences[in])
			}
			if !ok {
				c.find("state", "%s at %s: other verdicts follow from the facts than the %d that were spoken", id, clock(commit.At), len(change.Verdicts))
			}
			next.Shared = change.State.Shared // that is for the incidents
			states[id] = thawed(next)
		}
	}
	for id, state := range states {
		stored := c.Shelf.States[id].State
		state.Version = stored.Version
		if a, b := frozen(state), frozen(stored); a != b {
			c.find("state", "%s is not what the facts make of it\nwant %s\n got %s", id, a, b)
		}
	}
}

// again applies the facts of a commit to a state, and reports whether the same verdicts follow.
func again(commit *journal.Commit, change ledger.Change, s monitor.State, silence monitor.Silence) (monitor.State, bool) {
	var spoken []monitor.Verdict
	for _, o := range commit.Fresh {
		if o.Monitor != change.State.ID || s.ID == "" && o.Kind != monitor.Defined {
			continue
		}
		if o.Kind == monitor.Clock {
			o.Silence = silence
		}
		var said []monitor.Verdict
		s, said = monitor.Apply(s, o, time.Time{})
		spoken = append(spoken, said...)
	}
	return s, slices.EqualFunc(spoken, change.Verdicts, same)
}

func same(a, b monitor.Verdict) bool {
	return a.Key() == b.Key() && a.Judgement == b.Judgement && a.Revises == b.Revises && a.Cause.Code == b.Cause.Code
}

// frozen is a state as it is stored, and thawed as it is read again.
func frozen(s monitor.State) string {
	doc, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(doc)
}

func thawed(s monitor.State) monitor.State {
	var again monitor.State
	if err := json.Unmarshal([]byte(frozen(s)), &again); err != nil {
		return s
	}
	return again
}
