package monitor

import (
	"slices"
	"strings"
	"time"
)

// Runs that report by check-in form threads: those of one run id, for an id may be used again, and those that name none. Within a
// thread a run ends before the next one starts, and what is reported belongs to the newest run that had started by then.

// sameReport is how far apart the repetitions of one report are: whoever gets no answer sends it again.
const sameReport = time.Minute

// reused parts the id of a thread from what tells its later runs apart.
const reused = "@"

// inThread reports whether the run is one of those that the facts may be about.
func (r Run) inThread(f RunFacts) bool {
	if f.Unnamed || r.Unnamed {
		return f.Unnamed && r.Unnamed
	}
	return r.ID == f.ID || strings.HasPrefix(string(r.ID), string(f.ID)+reused)
}

// newestOf finds the newest run of a thread that had started by an instant; false where there is none.
func (m *machine) newestOf(f RunFacts, at time.Time) (int, bool) {
	found := -1
	for i, r := range m.s.Runs {
		if r.inThread(f) && !r.StartedAt.After(at) && (found < 0 || !r.StartedAt.Before(m.s.Runs[found].StartedAt)) {
			found = i
		}
	}
	return found, found >= 0
}

// add keeps a run that was not known, under an id that no other has.
func (m *machine) add(f RunFacts, at time.Time) int {
	if slices.ContainsFunc(m.s.Runs, func(r Run) bool { return r.ID == f.ID }) {
		f.ID += RunID(reused + at.UTC().Format(time.RFC3339Nano))
	}
	m.s.Runs = append(m.s.Runs, Run{RunFacts: f})
	return len(m.s.Runs) - 1
}
