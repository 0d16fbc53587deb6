package ownership

import (
	"maps"
	"slices"
	"strings"
)

// Ask lists what has to be looked up outside to check an Inventory, each once and in order.
type Ask struct{ Channels, Usergroups, People, Links []string }

// Asks is what an Inventory relies on outside.
func (inv Inventory) Asks() Ask {
	channels, groups, people, links := set{}, set{}, set{}, set{}
	for _, t := range inv.Directory.active() {
		channels.add(t.SlackChannel)
		groups.add(t.SlackUsergroup)
	}
	channels.add(inv.Fallback)
	for _, job := range inv.Jobs {
		channels.add(inv.Directory.Resolve(job.Subject).Channel)
		links.add(job.Runbook)
	}
	for _, p := range inv.People {
		people.add(p.ID)
	}
	return Ask{channels.sorted(), groups.sorted(), people.sorted(), links.sorted()}
}

// Blind reports whether a Defect cannot be looked at: what it is about is still relied on, and nothing is known of it.
func (inv Inventory) Blind(d Defect, asked Ask) bool {
	_, id, _ := strings.Cut(d.Subject, " ")
	id = strings.TrimPrefix(id, "group ")
	unknown := func(asked []string, facts map[string]Fact, id string) bool {
		_, known := facts[id]
		return !known && slices.Contains(asked, id)
	}
	switch d.Kind {
	case ChannelArchived, ChannelNotFound, ChannelWithoutUs:
		return unknown(asked.Channels, inv.Facts.Channels, id)
	case UsergroupDisabled, UsergroupEmpty:
		return unknown(asked.Usergroups, inv.Facts.Usergroups, id)
	case PersonLeft:
		return unknown(asked.People, inv.Facts.People, id)
	case RunbookDead:
		at := slices.IndexFunc(inv.Jobs, func(j Job) bool { return j.Monitor == d.Monitor })
		return at >= 0 && strings.HasPrefix(d.Detail, inv.Jobs[at].Runbook+": ") && unknown(asked.Links, inv.Facts.Links, inv.Jobs[at].Runbook)
	default:
		return false
	}
}

// With adds facts; those of more count where both know something.
func (f Facts) With(more Facts) Facts {
	return Facts{
		Channels: with(f.Channels, more.Channels), Usergroups: with(f.Usergroups, more.Usergroups),
		People: with(f.People, more.People), Links: with(f.Links, more.Links),
	}
}

func with(facts, more map[string]Fact) map[string]Fact {
	all := map[string]Fact{}
	maps.Copy(all, facts)
	maps.Copy(all, more)
	return all
}

// set is of ids; the empty one is none.
type set map[string]bool

func (s set) add(id string) {
	if id != "" {
		s[id] = true
	}
}

func (s set) sorted() []string { return slices.Sorted(maps.Keys(s)) }
