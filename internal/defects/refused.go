package defects

import (
	"maps"
	"sync"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// refusals are what the answers to messages tell of places and people: nobody has to be asked for that. It is safe for concurrent use.
type refusals struct {
	poked chan struct{}

	mu       sync.Mutex
	channels map[string]ownership.Fact
	people   map[string]ownership.Engaged
}

// Refused takes note of a message that its destination will never take, and of what that tells of the destination. It never blocks.
func (c *Checker) Refused(m notify.Message, kind ownership.DefectKind) {
	if !c.refused.learn(m, kind) {
		return
	}
	select {
	case c.refused.poked <- struct{}{}:
	default:
	}
}

// learn reports whether a refusal says something new.
func (r *refusals) learn(m notify.Message, kind ownership.DefectKind) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	to := m.Destination.Address
	if kind != ownership.PersonLeft {
		news := r.channels[to].Kind != kind
		r.channels[to] = ownership.Fact{Kind: kind, Detail: "a message was refused"}
		return news
	}
	if _, known := r.people[to]; known {
		return false
	}
	r.people[to] = ownership.Engaged{
		ID: to, Team: m.Notice.Owner.Team.ID, For: "was to be told of " + string(m.Notice.Kind) + ", and is not there",
	}
	return true
}

// facts are all that was noted.
func (r *refusals) facts() (ownership.Facts, []ownership.Engaged) {
	r.mu.Lock()
	defer r.mu.Unlock()
	facts := ownership.Facts{Channels: maps.Clone(r.channels), People: map[string]ownership.Fact{}}
	people := make([]ownership.Engaged, 0, len(r.people))
	for id, p := range r.people {
		facts.People[id] = ownership.Fact{Kind: ownership.PersonLeft}
		people = append(people, p)
	}
	return facts, people
}

// forget drops what has been looked up since.
func (r *refusals) forget(looked ownership.Facts) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id := range looked.Channels {
		delete(r.channels, id)
	}
	for id := range looked.People {
		delete(r.people, id)
	}
}
