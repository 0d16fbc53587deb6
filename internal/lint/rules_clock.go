package lint

import "fmt"

func clockRules() []Rule {
	return []Rule{
		{
			ID: "RC019", Name: "clock-skips", Severity: Warning,
			Title: "A clock change leaves a run out",
			Why:   "The controller starts nothing at a time that the clock does not show: a daily job is left out for a day.",
			Do:    "Choose an hour that no clock change touches (usually not 00:00 to 03:59), or set timeZone to Etc/UTC.",
			check: func(s subject) []hit { return s.clockHits(true) },
		},
		{
			ID: "RC020", Name: "clock-doubles", Severity: Warning,
			Title: "A clock change makes it run twice",
			Why:   "The controller starts it each time that the clock shows the time.",
			Do:    "Choose an hour that no clock change touches (usually not 00:00 to 03:59), or set timeZone to Etc/UTC.",
			check: func(s subject) []hit { return s.clockHits(false) },
		},
	}
}

// clockHits is the first clock change of a kind that the schedule meets: one is enough to choose another hour.
func (s subject) clockHits(skipped bool) []hit {
	for _, c := range s.changes {
		if c.skipped != skipped {
			continue
		}
		becomes := "comes twice"
		if skipped {
			becomes = "does not exist"
		}
		return []hit{{
			line:    s.line(fieldSchedule),
			message: fmt.Sprintf("%s in %s %s", c.reading.Format("2006-01-02 15:04"), s.schedule.Location(), becomes),
		}}
	}
	return nil
}
