package monitor

import "time"

// View is what a source shows of some Monitors when it is asked.
type View struct {
	Seen []Observation
	// Since is from when on nothing can have escaped the source, by its clock; zero: as long as it has been watched.
	Since time.Time
	// Until is the instant, by the source's clock, up to which the view is complete: everything that was there before then is in it.
	Until time.Time
	// Unseen are the Monitors of which nothing can be said, because the source may not or could not be asked about them. Time
	// does not pass for them.
	Unseen []ID
}
