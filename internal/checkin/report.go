package checkin

import "time"

// Event is what a report is about.
type Event string

// The events.
const (
	EventSuccess Event = "success"
	EventFailure Event = "failure"
	EventStart   Event = "start"
	EventLog     Event = "log"     // a note that says nothing on how the run goes
	EventIgnored Event = "ignored" // nothing that counts
)

// Report is what a job says of itself, whatever wire it came by.
type Report struct {
	Event Event
	// RunID pairs the start and the end of one run; empty where the job gives none.
	RunID string
	// At is when it happened by our clock; zero: as it arrives.
	At        time.Time
	StartedAt time.Time     // by our clock; zero: not said
	Duration  time.Duration // zero: not said
	ExitCode  *int          // nil: not said
	Signal    string        // that ended the command; empty: none, or not said
	MaxRSS    int64         // its peak memory in bytes; 0: not said
	Output    string        // untrusted, not redacted yet
	// Extra is what else it said, by name; untrusted, not redacted yet.
	Extra map[string]string
	Via   string // how it came: method, address and program, for people who look for the sender
}
