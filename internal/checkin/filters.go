package checkin

import "strings"

// Filters read from the words of a report what it says, as healthchecks.io does for jobs that can only send text: the first list
// of which a keyword is found decides, in its order: failure, success, start. A report without any is not counted at all.
type Filters struct {
	Start   []string `json:"start,omitempty"`
	Success []string `json:"success,omitempty"`
	Failure []string `json:"failure,omitempty"`
}

// Any reports whether there is something to look for.
func (f Filters) Any() bool { return len(f.Start)+len(f.Success)+len(f.Failure) > 0 }

// Event is what the text says; EventIgnored where no keyword is in it.
func (f Filters) Event(text string) Event {
	for _, list := range []struct {
		words []string
		event Event
	}{{f.Failure, EventFailure}, {f.Success, EventSuccess}, {f.Start, EventStart}} {
		for _, word := range list.words {
			if word != "" && strings.Contains(text, word) {
				return list.event
			}
		}
	}
	return EventIgnored
}
