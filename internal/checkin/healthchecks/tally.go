package healthchecks

import (
	"context"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// badgeAge is how old what a badge shows may be. Everybody may ask for one, as often as they like, and to count a project of many
// thousands of checks takes a while.
const badgeAge = 5 * time.Second

// tally is how the checks of a badge are doing.
type tally struct {
	Status string `json:"status"` // "up", "late" or "down"
	Total  int    `json:"total"`
	Grace  int    `json:"grace"`
	Down   int    `json:"down"`
}

// board is what the badges of a project show. The zero value was never counted. It is safe for concurrent use.
type board struct {
	mu      sync.Mutex // held by who counts, so that a crowd counts once
	counted time.Time
	tallies map[string]tally // by tag, without their status
	err     error            // why they could not be counted
}

// boards are those of projects, by id. The zero value is usable. It is safe for concurrent use.
type boards struct {
	mu  sync.Mutex
	all map[int64]*board
}

func (b *boards) of(project int64) *board {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		b.all = map[int64]*board{}
	}
	if b.all[project] == nil {
		b.all[project] = &board{}
	}
	return b.all[project]
}

// tally is how the checks of a badge are doing, or were doing not longer than badgeAge ago.
func (h *Handler) tally(ctx context.Context, b badge) (tally, error) {
	t, err := h.boards.of(b.project.ID).tally(ctx, b.tag, func(ctx context.Context) (map[string]tally, error) { return h.count(ctx, b.project.ID) })
	t.Status = "up"
	switch {
	case t.Down > 0:
		t.Status = "down"
	case t.Grace > 0 && b.late:
		t.Status = "late"
	}
	return t, err
}

// tally is that of a tag. It counts where that was not tried for badgeAge: while the store is away, nobody who asks has to wait for those
// who asked before.
func (b *board) tally(ctx context.Context, tag string, count func(context.Context) (map[string]tally, error)) (tally, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Since(b.counted) >= badgeAge {
		b.tallies, b.err = count(ctx)
		b.counted = time.Now()
	}
	return b.tallies[tag], b.err
}

// count counts the checks of a project, all of them and those with each tag.
func (h *Handler) count(ctx context.Context, project int64) (map[string]tally, error) {
	all, err := h.Registry.InProject(ctx, project)
	if err != nil {
		return nil, err
	}
	states, err := h.states(ctx, all...)
	if err != nil {
		return nil, err
	}
	tallies := map[string]tally{}
	now := time.Now()
	for _, c := range all {
		status := checkin.Stand(c, states[c.Monitor()], now).Status
		tags := map[string]bool{allTags: true}
		for _, tag := range c.Tags {
			tags[tag] = true
		}
		for tag := range tags {
			tallies[tag] = tallies[tag].with(status)
		}
	}
	return tallies, nil
}

// with is the tally with one check more.
func (t tally) with(status checkin.Status) tally {
	t.Total++
	switch status {
	case checkin.Down:
		t.Down++
	case checkin.Late:
		t.Grace++
	case checkin.Up, checkin.Pending, checkin.Paused:
	}
	return t
}
