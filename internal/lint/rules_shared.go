package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// pile is how many jobs at one minute are a pile-up.
	pile = 10
	// often is how many runs a day a job may have and still count: what runs every few minutes is always there.
	often = 96
	// mostPiles bounds how many pile-ups are told, the largest first.
	mostPiles = 5
	// mostNamed bounds the jobs that one names.
	mostNamed = 3
)

func sharedRules() []Rule {
	return []Rule{{
		ID: "RC034", Name: "pile-up", Severity: Info,
		Title:  "Ten jobs or more begin in the same minute",
		Why:    "They compete for nodes, quotas and images, and so begin late or fail together, mostly at :00.",
		Do:     "Spread them over the hour.",
		across: pileUps,
	}}
}

// pileUps looks at the day after now. Jobs that pile up more than once are told of once, at the fullest minute.
func pileUps(subjects []subject) []hit {
	minutes := map[int64][]int{} // by minute, the jobs
	for i, s := range subjects {
		if s.err != nil || s.Suspend || s.schedule.Relative() {
			continue
		}
		slots, more := s.schedule.Slots(s.options.Now, s.options.Now.Add(24*time.Hour), often)
		if more {
			continue
		}
		for _, slot := range slots {
			minute := slot.Unix() / 60
			minutes[minute] = append(minutes[minute], i)
		}
	}
	var full []int64
	for minute, jobs := range minutes {
		if len(jobs) >= pile {
			full = append(full, minute)
		}
	}
	slices.SortFunc(full, func(a, b int64) int {
		return cmp.Or(cmp.Compare(len(minutes[b]), len(minutes[a])), cmp.Compare(a, b))
	})
	var all []hit
	told := map[int]bool{}
	for _, minute := range full {
		jobs := minutes[minute]
		if len(all) == mostPiles {
			break
		}
		if !slices.ContainsFunc(jobs, func(i int) bool { return !told[i] }) {
			continue
		}
		for _, i := range jobs {
			told[i] = true
		}
		all = append(all, pileUp(subjects, jobs, time.Unix(minute*60, 0).UTC()))
	}
	return all
}

func pileUp(subjects []subject, jobs []int, at time.Time) hit {
	names := make([]string, 0, mostNamed)
	for _, i := range jobs[:min(len(jobs), mostNamed)] {
		names = append(names, subjects[i].ID())
	}
	first := subjects[jobs[0]]
	return hit{
		subject: first, line: first.line(fieldSchedule),
		message: fmt.Sprintf("%d jobs begin at %s UTC: %s and %d more", len(jobs), at.Format("15:04"), strings.Join(names, ", "), len(jobs)-len(names)),
	}
}
