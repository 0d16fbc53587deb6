package ownership

import "time"

// reads is when the clock of a zone reads so many minutes after the midnight at which a day begins, for the first and for the last
// time: a change of the clock may repeat a reading. One that a change skips is taken for the instant of the change.
func reads(zone *time.Location, day Date, minutes int) (first, last time.Time) {
	meant := time.Date(day.Year, day.Month, day.Day, 0, minutes, 0, 0, time.UTC)
	// time.Date does not say which of two it returns, nor on which side of a change it is where there is none.
	at := time.Date(day.Year, day.Month, day.Day, 0, minutes, 0, 0, zone)
	begins, ends := at.ZoneBounds()
	_, offset := at.Zone()
	switch shown := at.UTC().Add(seconds(offset)); {
	case shown.After(meant):
		return begins.UTC(), begins.UTC()
	case shown.Before(meant):
		return ends.UTC(), ends.UTC()
	}
	first, last = at.UTC(), at.UTC()
	if !begins.IsZero() {
		_, before := begins.Add(-time.Nanosecond).Zone()
		if earlier := at.Add(seconds(offset - before)); earlier.Before(begins) {
			first = earlier.UTC()
		}
	}
	if !ends.IsZero() {
		_, after := ends.Zone()
		if again := at.Add(seconds(offset - after)); !again.Before(ends) {
			last = again.UTC()
		}
	}
	return first, last
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
