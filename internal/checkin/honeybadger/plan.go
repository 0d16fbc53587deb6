package honeybadger

import (
	"maps"
	"slices"
)

// op is what is done to one check-in.
type op string

const (
	opCreate op = "create"
	opUpdate op = "update"
	opDelete op = "delete"
)

// change is one request. A check-in that needs another type of schedule is deleted and made anew.
type change struct {
	op     op
	slug   string
	id     string // of what is there; empty for opCreate
	fields fields // what it is to look like; empty for opDelete
}

// plan says what has to be done so that there becomes what is wanted: deletions first, since they make room for names, then
// in the order of the slugs. There holds only check-ins with our prefix. What is there and neither wanted nor gone is deleted
// only if complete says that wanted is all there is.
func plan(wanted map[string]fields, there map[string]remote, gone map[string]bool, complete bool) []change {
	var deletions, rest []change
	for _, slug := range slices.Sorted(maps.Keys(there)) {
		if _, keep := wanted[slug]; !keep && (complete || gone[slug]) {
			deletions = append(deletions, change{op: opDelete, slug: slug, id: there[slug].ID})
		}
	}
	for _, slug := range slices.Sorted(maps.Keys(wanted)) {
		w := wanted[slug]
		r, exists := there[slug]
		switch {
		case !exists:
			rest = append(rest, change{op: opCreate, slug: slug, fields: w})
		case w.ScheduleType != r.ScheduleType:
			deletions = append(deletions, change{op: opDelete, slug: slug, id: r.ID})
			rest = append(rest, change{op: opCreate, slug: slug, fields: w})
		case w.differs(r.fields):
			rest = append(rest, change{op: opUpdate, slug: slug, id: r.ID, fields: w})
		}
	}
	return append(deletions, rest...)
}
