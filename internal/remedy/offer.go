package remedy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ownership"
)

// ValidFor is how long an Offer may be taken up.
const ValidFor = 15 * time.Minute

// Offer is what running a job again would be, for somebody to confirm.
type Offer struct {
	Incident  string
	Version   int64 // of the Incident
	Attempt   int   // counts the re-runs of the Incident, from 1
	Spec      string
	JobName   string // of the Job that would be made
	At        time.Time
	Until     time.Time // when it expires
	Cluster   string
	Namespace string
	Name      string
	Images    []string
	Declared  string // what the job says of being run again; empty: nothing
	Note      string // untrusted text
	// MustCheck says that the Order has to say that somebody made sure.
	MustCheck bool
	Warnings  []string // what to know before, in words for people
}

// Order is an Offer that somebody confirmed.
type Order struct {
	ID       string // one of its own for each confirmation; the same twice is one
	Incident string
	Attempt  int    // of the Offer
	Spec     string // of the Offer
	Offered  time.Time
	By       incident.Person
	At       time.Time
	Checked  bool   // they have made sure that it may be run again
	Reason   string // untrusted text; may be empty
}

// Propose says what running the job again would be. The error is a RefusedError.
func Propose(i incident.Incident, j Job, now time.Time) (Offer, error) {
	if err := may(i, j); err != nil {
		return Offer{}, err
	}
	attempt := len(i.Reruns) + 1
	return Offer{
		Incident: i.ID, Version: i.Version, Attempt: attempt, Spec: j.Spec, JobName: JobName(j.Name, i.ID, attempt),
		At: now, Until: now.Add(ValidFor), Cluster: j.Cluster, Namespace: j.Namespace, Name: j.Name, Images: slices.Clone(j.Images),
		Declared: j.Declared, Note: j.Note, MustCheck: j.MustCheck(), Warnings: warnings(i, j, now),
	}, nil
}

// Check says whether an Order may be carried out, by how the Incident and the job stand now. The error is a RefusedError.
func Check(o Order, i incident.Incident, j Job) error {
	if err := outdated(o, i); err != nil {
		return err
	}
	if err := may(i, j); err != nil {
		return err
	}
	switch {
	case o.Spec != j.Spec:
		return refuse(SpecChanged, "%s/%s has been changed since you were asked to confirm: look at it anew.", j.Namespace, j.Name)
	case j.MustCheck() && !o.Checked:
		return refuse(Unchecked, "%s. Say that you have made sure that it may be run again.", undeclared(j))
	}
	return nil
}

// recheck is Check for an Order that was stored as the Rerun at that place, and of whose Job nobody knows whether it was made: neither
// stands in its own way.
func recheck(o Order, i incident.Incident, at int, j Job) error {
	own := i.Reruns[at]
	o.Attempt = own.Attempt
	i.Reruns = slices.Delete(slices.Clone(i.Reruns), at, at+1)
	j.Running = slices.DeleteFunc(slices.Clone(j.Running), func(name string) bool { return name == own.Job })
	return Check(o, i, j)
}

// outdated says whether the Order is for what is past.
func outdated(o Order, i incident.Incident) error {
	for _, r := range i.Reruns {
		if r.Attempt == o.Attempt {
			return refuse(Used, "It has been run again already: %s asked for it, as Job %s.", r.By, r.Job)
		}
	}
	switch {
	case o.Attempt != len(i.Reruns)+1:
		return refuse(Expired, "This is no longer the newest offer to run it again: look at it anew.")
	case o.At.Sub(o.Offered) > ValidFor || o.Offered.After(o.At.Add(ValidFor)):
		return refuse(Expired, "What you were asked to confirm is older than %d minutes: look at it anew.", int(ValidFor.Minutes()))
	}
	return nil
}

// may says what stands against running the job again, whoever confirms it.
func may(i incident.Incident, j Job) error {
	switch {
	case i.Status == incident.Resolved:
		return refuse(Over, "The incident has ended: there is nothing to repair by running it again.")
	case j.Declared == ownership.RerunNever:
		return refuse(NeverAgain, "%s/%s must never be run again (rollcall.dev/rerun: never)%s.", j.Namespace, j.Name, noted(j))
	case len(i.Reruns) >= incident.MaxReruns:
		return refuse(TooOften, "It has been run again %d times for this incident: that does not repair it.", len(i.Reruns))
	case len(j.Running) > 0:
		return refuse(Busy, "%s/%s is running now (Job %s): wait for its end.", j.Namespace, j.Name, strings.Join(first(j.Running, 3), ", "))
	case i.Notice.Subject.Spec != "" && i.Notice.Subject.Spec != j.Spec:
		return refuse(SpecChanged, "%s/%s has been changed since this message was made, so this is no longer what failed.", j.Namespace, j.Name)
	}
	return nil
}

func noted(j Job) string {
	if note := strings.TrimSpace(j.Note); note != "" {
		return ": " + note
	}
	return ""
}

// undeclared says why somebody has to look first.
func undeclared(j Job) string {
	if j.Declared == ownership.RerunNeedsCheck {
		return "The job asks to be looked at before it is run again" + noted(j)
	}
	return "Nothing says whether this job may be run again"
}

// warnings are what to know before the job is run again.
func warnings(i incident.Incident, j Job, now time.Time) []string {
	var all []string
	if until := j.NextSlot.Sub(now); !j.NextSlot.IsZero() && !j.Suspended && until >= 0 && until <= max(j.Usual, time.Minute) {
		all = append(all, fmt.Sprintf("Its next scheduled run begins at %s, and may overlap with this one: the cluster does not keep them apart.",
			j.NextSlot.UTC().Format("15:04 UTC")))
	}
	if j.Suspended {
		all = append(all, "The job is suspended: this runs it once, all the same.")
	}
	if !i.Notice.Slot.IsZero() {
		all = append(all, fmt.Sprintf("It runs as of now, and not as of %s.", i.Notice.Slot.UTC().Format("2006-01-02 15:04 UTC")))
	}
	return all
}

func first(names []string, n int) []string { return names[:min(len(names), n)] }
