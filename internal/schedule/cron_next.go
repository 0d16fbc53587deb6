package schedule

import (
	"time"

	"github.com/robfig/cron/v3"
)

const (
	// Calendars of zones other than UTC begin in 2014, before Kubernetes. The parser never returns from a search that meets a
	// day which a zone left out altogether; the last of those was 30 December 2011, in Samoa and Tokelau.
	firstYear = 2014
	lastYear  = 9990

	// searchMost is within what time the parser's search goes on again that went back; clocks are set by less.
	searchMost = 4 * time.Hour
)

// controller is the calendar that the CronJob controller sees.
type controller struct{ parsed *cron.SpecSchedule }

// next implements calendar.
func (c controller) next(after time.Time) time.Time {
	switch year := after.UTC().Year(); {
	case year > lastYear:
		return time.Time{}
	case year < firstYear && c.parsed.Location != time.UTC:
		after = time.Date(firstYear, time.January, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second)
	}
	next := c.parsed.Next(after)
	// Where clocks are set back by less than an hour, or not at a full one, the parser's search may go back too: it cuts off the
	// minutes of 02:45 and lands before the change (Pacific/Chatham, Australia/Lord_Howe).
	for step := time.Minute; !next.IsZero() && !next.After(after) && step < searchMost; step += time.Minute {
		next = c.parsed.Next(after.Add(step))
	}
	return next
}
