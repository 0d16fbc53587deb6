package incident

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// MaxReruns bounds how often a job is run again for one Incident, and MaxRerunReason why, in characters.
const (
	MaxReruns      = 20
	MaxRerunReason = 500
)

// Rerun is a run that somebody asked for because of an Incident.
//
//	asked ──► started ──► succeeded, failed
//	  └─────► refused
type Rerun struct {
	Attempt int        `json:"attempt"` // from 1
	Order   string     `json:"order"`   // id of what asked for it
	Job     string     `json:"job"`     // name of the Job
	By      Person     `json:"by"`
	At      time.Time  `json:"at"`               // by our clock
	Reason  string     `json:"reason,omitempty"` // untrusted text
	State   RerunState `json:"state"`
	Problem string     `json:"problem,omitempty"` // why it was refused
}

// RerunState says what became of a Rerun.
type RerunState string

// The states of a Rerun.
const (
	RerunAsked     RerunState = "asked"     // whether the Job was made is not known
	RerunStarted   RerunState = "started"   // the Job was made
	RerunRefused   RerunState = "refused"   // it was not
	RerunSucceeded RerunState = "succeeded" // by the verdict on the Job
	RerunFailed    RerunState = "failed"    // likewise
)

// Ended reports whether nothing more becomes of the Rerun.
func (s RerunState) Ended() bool { return s != RerunAsked && s != RerunStarted }

// AskRerun notes that somebody is about to run the job again, before that is done. The same Order twice is one: false. The error is
// ErrNoUse where the Incident has ended, or another one has that attempt.
func (i Incident) AskRerun(r Rerun) (Incident, bool, error) {
	if at := slices.IndexFunc(i.Reruns, func(k Rerun) bool { return k.Attempt == r.Attempt }); at >= 0 {
		if i.Reruns[at].Order == r.Order {
			return i, false, nil
		}
		return i, false, fmt.Errorf("%w: it has been run again already, %s asked for it", ErrNoUse, i.Reruns[at].By)
	}
	if err := i.Starting(r.At); err != nil {
		return i, false, err
	}
	switch {
	case i.Status == Resolved:
		return i, false, fmt.Errorf("%w: %s", ErrNoUse, i.standing())
	case len(i.Reruns) >= MaxReruns:
		return i, false, fmt.Errorf("%w: it has been run again %d times", ErrNoUse, len(i.Reruns))
	}
	r.State = RerunAsked
	i.Reruns = append(slices.Clone(i.Reruns), r)
	return i.news(RerunAsking, r.At, &Entry{ID: r.Order, At: r.At, By: r.By, What: RerunAsking}), true, nil
}

// startsWithin is how long after it was asked for the Job of a Rerun may be made. Until then nobody who looks at the cluster sees it.
const startsWithin = time.Minute

// Starting is ErrNoUse, in words, where a Rerun is just about to start: another one for the same job would overlap with it.
func (i Incident) Starting(now time.Time) error {
	for _, r := range i.Reruns {
		if r.State == RerunAsked && now.Sub(r.At) < startsWithin {
			return fmt.Errorf("%w: it is just being run again, %s asked for it", ErrNoUse, r.By)
		}
	}
	return nil
}

// SettleRerun says whether the Job was made (RerunStarted) or why not (RerunRefused). Whoever runs a job again is at it: escalation ends.
// False where that is known.
func (i Incident) SettleRerun(job string, state RerunState, problem string, now time.Time) (Incident, bool) {
	at := i.rerunOf(job)
	if at < 0 || i.Reruns[at].State != RerunAsked {
		return i, false
	}
	i = i.setRerun(at, state, problem)
	r := i.Reruns[at]
	entry := Entry{ID: r.Order, At: now, By: r.By, What: RerunBegan, Text: r.Reason}
	if state == RerunRefused {
		entry.What, entry.Text = RerunDenied, problem
	} else if i.Status == Open {
		i.Status, i.AckedBy, i.AckedAt = Acknowledged, r.By, now
	}
	i = i.record(entry).news(entry.What, now, &entry)
	i.Notice.Rerun = &r
	return i, true
}

// rerunEnded takes in that the Job of a Rerun has come to a verdict; false where the verdict is of none of them.
func (i Incident) rerunEnded(v monitor.Verdict) (Incident, bool) {
	at := i.rerunOf(v.RunName)
	if at < 0 || i.Reruns[at].State.Ended() && i.Reruns[at].State != RerunRefused {
		return i, false
	}
	switch {
	case v.Good():
		return i.setRerun(at, RerunSucceeded, ""), true
	case v.Bad():
		return i.setRerun(at, RerunFailed, ""), true
	}
	return i, false
}

func (i Incident) setRerun(at int, state RerunState, problem string) Incident {
	i.Reruns = slices.Clone(i.Reruns)
	i.Reruns[at].State, i.Reruns[at].Problem = state, problem
	return i
}

// rerunOf returns where the Rerun with that Job is; -1: it is none.
func (i Incident) rerunOf(job string) int {
	return slices.IndexFunc(i.Reruns, func(r Rerun) bool { return r.Job == job && job != "" })
}

// rerun is the one that a verdict is of; nil: it is of none.
func (i Incident) rerun(job string) *Rerun {
	if at := i.rerunOf(job); at >= 0 {
		return new(i.Reruns[at])
	}
	return nil
}

// tellRerun is the Incident with the news of how a Rerun ended, where it goes on all the same.
func (i Incident) tellRerun(v monitor.Verdict) Incident {
	i = i.news(RerunOver, v.DecidedAt, nil)
	i.Notice.Rerun = i.rerun(v.RunName)
	return i
}

// withEnded are the Reruns of the Incident, with what verdicts have made of them meanwhile.
func (i Incident) withEnded(judged []Rerun) []Rerun {
	for _, r := range judged {
		if at := i.rerunOf(r.Job); at >= 0 && (r.State == RerunSucceeded || r.State == RerunFailed) {
			i = i.setRerun(at, r.State, r.Problem)
		}
	}
	return i.Reruns
}
