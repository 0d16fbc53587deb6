package defects

import (
	"maps"
	"strings"
	"sync"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// refusals are what Slack's answers to messages tell of places and people: nobody has to be asked for that. The codes are those of
// https://docs.slack.dev/reference/methods/chat.postMessage. It is safe for concurrent use.
type refusals struct {
	poked chan struct{}

	mu       sync.Mutex
	channels map[string]ownership.Fact
	people   map[string]ownership.Engaged
}

// Refused takes note of a message that its channel will never take, and why. It never blocks.
func (c *Checker) Refused(m notify.Message, reason string) { c.refused.note(m, reason) }

func (r *refusals) note(m notify.Message, reason string) {
	if !r.learn(m, reason) {
		return
	}
	select {
	case r.poked <- struct{}{}:
	default:
	}
}

// learn reports whether a refusal says something new.
func (r *refusals) learn(m notify.Message, reason string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	to := m.Destination.Address
	if strings.HasPrefix(to, "U") || strings.HasPrefix(to, "W") {
		return r.person(m, reason)
	}
	kind := channelKind(reason)
	if kind == "" || r.channels[to].Kind == kind {
		return false
	}
	if r.channels == nil {
		r.channels = map[string]ownership.Fact{}
	}
	r.channels[to] = ownership.Fact{Kind: kind, Detail: "a message was refused"}
	return true
}

func channelKind(reason string) ownership.DefectKind {
	switch reason {
	case "is_archived":
		return ownership.ChannelArchived
	case "channel_not_found":
		return ownership.ChannelNotFound
	case "not_in_channel", "restricted_action", "restricted_action_read_only_channel":
		return ownership.ChannelWithoutUs
	default:
		return ""
	}
}

// person notes that somebody is gone to whom a message went. The caller holds the lock.
func (r *refusals) person(m notify.Message, reason string) bool {
	switch reason {
	case "user_disabled", "users_not_found", "user_not_found", "channel_not_found", "cannot_dm_user":
	default:
		return false
	}
	if _, known := r.people[m.Destination.Address]; known {
		return false
	}
	if r.people == nil {
		r.people = map[string]ownership.Engaged{}
	}
	r.people[m.Destination.Address] = ownership.Engaged{
		ID: m.Destination.Address, Team: m.Notice.Owner.Team.ID, For: "was to be told of " + string(m.Notice.Kind) + ", and is not there",
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
