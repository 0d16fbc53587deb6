package ledger

import (
	"slices"

	"rollcall.dev/rollcall/internal/monitor"
)

// claimed is a note of a Monitor that is about to be taken in.
type claimed struct {
	monitor monitor.ID
	waiting
}

// waitingFor returns what waits for the Monitors, in the order of its arrival at each, however often one is named.
func (b *backlog) waitingFor(ids []monitor.ID) []claimed {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sort()
	return b.sorted(ids)
}

// sortedFor is waitingFor without what has arrived since anybody asked for that.
func (b *backlog) sortedFor(ids []monitor.ID) []claimed {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sorted(ids)
}

// sorted is sortedFor. The caller holds the lock.
func (b *backlog) sorted(ids []monitor.ID) []claimed {
	if len(b.of) == 0 {
		return nil
	}
	var found []claimed
	named := make(map[monitor.ID]bool, len(ids))
	for _, id := range ids {
		if named[id] {
			continue
		}
		named[id] = true
		for _, w := range b.of[id] {
			found = append(found, claimed{id, w})
		}
	}
	return found
}

// emptied names the segments that have nothing left once these are taken in.
func emptied(taken []claimed) []string {
	counts := map[*segment]int{}
	for _, w := range taken {
		counts[w.segment]++
	}
	var ids []string
	for s, n := range counts {
		if s.left == n {
			ids = append(ids, s.id)
		}
	}
	slices.Sort(ids)
	return ids
}

// done takes out what was taken in.
func (b *backlog) done(taken []claimed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	gone := make(map[waiting]bool, len(taken))
	for _, w := range taken {
		gone[w.waiting] = true
	}
	touched := map[monitor.ID]bool{}
	for _, w := range taken {
		if w.segment.left--; w.segment.left == 0 {
			delete(b.segments, w.segment.id)
		}
		touched[w.monitor] = true
	}
	for id := range touched {
		b.filter(id, func(w waiting) bool { return !gone[w] })
		if len(b.of[id]) > 0 { // sorted meanwhile, behind those: it was not queued for them
			b.queue = append(b.queue, id)
		}
	}
}
