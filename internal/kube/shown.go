package kube

import (
	"maps"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// shown is the view of what was found, and an inspection of each Monitor that can be judged by it. The others are unseen: their
// namespace could not be listed, or one of its watches may yet tell more. An error means that all of them are.
func (s *Source) shown(asked time.Time, states []monitor.State, found survey) (monitor.View, []*inspection, error) {
	view := monitor.View{Until: s.options.clock.reached(asked)}
	unseen := maps.Clone(found.unseen)
	var all []*inspection
	for _, state := range states {
		namespace := state.Definition.Namespace
		if unseen[namespace] == nil {
			span, err := s.book.extents.of(namespace).continuity.view(asked)
			unseen[namespace] = err
			if since := s.options.clock.at(span.Since); since.After(view.Since) {
				view.Since = since
			}
		}
		if unseen[namespace] != nil {
			view.Unseen = append(view.Unseen, state.ID)
			continue
		}
		i := &inspection{state: state}
		if uid, ok := cronJobUID(state.ID); ok {
			i.cronJob, i.jobs = found.cronJobs[uid], found.jobs[uid]
		}
		all = append(all, i)
	}
	if len(all) > 0 {
		return view, all, nil
	}
	for _, namespace := range slices.Sorted(maps.Keys(unseen)) {
		if err := unseen[namespace]; err != nil {
			return view, nil, err
		}
	}
	return view, nil, nil
}
