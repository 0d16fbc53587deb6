package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/ownership"
)

// filter selects what the inbox shows; empty parts select all.
type filter struct {
	state standing // open: overdue too
	owner string   // id of a team
}

// choice is a link that filters.
type choice struct {
	Text    string
	Link    string
	Count   int // 0: it is not said
	Current bool
}

// maxOwnersShown bounds the owners that can be chosen.
const maxOwnersShown = 50

// filterOf reads "?state=…&owner=…". Its error names the state and what is allowed.
func filterOf(q url.Values) (filter, error) {
	f := filter{state: standing(q.Get("state")), owner: q.Get("owner")}
	if f.state != "" && !slices.Contains(standings()[1:], f.state) {
		all := make([]string, 0, len(standings()))
		for _, s := range standings()[1:] {
			all = append(all, string(s))
		}
		return f, fmt.Errorf("state: %q, want one of %s", render.Head(render.Line(string(f.state)), maxShown), strings.Join(all, ", "))
	}
	return f, nil
}

func (f filter) selects(i incident.Incident, now time.Time) bool {
	s := standingOf(i, now)
	if s == overdue {
		s = open
	}
	return (f.state == "" || f.state == s) && (f.owner == "" || owns(f.owner, i))
}

// owns reports whether the team is told of the incident.
func owns(team string, i incident.Incident) bool {
	return slices.ContainsFunc(ownersOf(i), func(t ownership.Team) bool { return t.ID == team })
}

// ownersOf are the teams whose incident it is: of a burst several.
func ownersOf(i incident.Incident) []ownership.Team {
	if i.Kind != incident.Burst || i.Sharing == nil {
		return []ownership.Team{i.Notice.Owner.Team}
	}
	teams := make([]ownership.Team, 0, len(i.Sharing.Owners))
	for _, s := range i.Sharing.Owners {
		teams = append(teams, s.Team)
	}
	return teams
}

// link is the address of the inbox with the filter.
func (f filter) link() string {
	q := url.Values{}
	if f.state != "" {
		q.Set("state", string(f.state))
	}
	if f.owner != "" {
		q.Set("owner", f.owner)
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// states are the standings that can be chosen: those that there are, each with how many of the chosen owner's incidents have it.
func (f filter) states(live []incident.Incident, now time.Time) []choice {
	count := map[standing]int{}
	for _, i := range live {
		for _, s := range standings()[1:] {
			if (filter{state: s, owner: f.owner}).selects(i, now) {
				count[s]++
			}
		}
	}
	all := []choice{{Text: "all", Link: filter{owner: f.owner}.link(), Current: f.state == ""}}
	for _, s := range standings()[1:] {
		if count[s] > 0 || s == f.state || s == resolved {
			to := filter{state: s, owner: f.owner}
			all = append(all, choice{Text: string(s), Link: to.link(), Count: count[s], Current: s == f.state})
		}
	}
	return all
}

// owners are the teams that can be chosen, by name; none where there is only one.
func (f filter) owners(lists ...[]incident.Incident) []choice {
	names := map[string]string{}
	if f.owner != "" {
		names[f.owner] = f.owner
	}
	for _, list := range lists {
		for _, i := range list {
			for _, t := range ownersOf(i) {
				if t.ID != "" {
					names[t.ID] = t.Called()
				}
			}
		}
	}
	if len(names) < 2 && f.owner == "" {
		return nil
	}
	all := make([]choice, 0, len(names)+1)
	for id, name := range names {
		to := filter{state: f.state, owner: id}
		all = append(all, choice{Text: render.Head(render.Line(name), maxShown), Link: to.link(), Current: id == f.owner})
	}
	slices.SortFunc(all, func(a, b choice) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Link, b.Link)) })
	all = all[:min(len(all), maxOwnersShown)]
	return append([]choice{{Text: "all owners", Link: filter{state: f.state}.link(), Current: f.owner == ""}}, all...)
}
