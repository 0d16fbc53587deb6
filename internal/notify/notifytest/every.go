package notifytest

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Extremes yields Notices of every kind and change that are hostile, huge, as long as names and texts can be, or empty, each by a name.
func Extremes() iter.Seq2[string, incident.Notice] {
	return func(yield func(string, incident.Notice) bool) {
		for _, kind := range Kinds() {
			for turn, change := range Changes() {
				for name, n := range extremesOf(kind, change, turn) {
					if !yield(name, n) {
						return
					}
				}
			}
		}
	}
}

// extremesOf a kind and change are all of them for the first and the last word on an Incident; of the rest the changes take turns.
func extremesOf(kind incident.Kind, change incident.Change, turn int) iter.Seq2[string, incident.Notice] {
	return func(yield func(string, incident.Notice) bool) {
		of := fmt.Sprintf("%s/%s", kind, change)
		more := yield("longest/"+of, longest(change, kind)) && yield("empty/"+of, incident.Notice{Kind: kind, Change: change})
		all := change == incident.Opened || change == incident.Recovery
		for seed := range Attacks() {
			more = more && (!all && seed != turn%10 || yield(fmt.Sprintf("hostile/%s/%d", of, seed), hostileTo(kind, change, seed)))
		}
		for i, piece := range []string{"x", "𝕏", "<&>", "a\n"} {
			more = more && (!all && i != turn%4 || yield(fmt.Sprintf("huge/%s/%q", of, piece), hugeOf(kind, change, piece)))
		}
		if more && change == incident.Recovery {
			_ = yield("longest/"+of+"/by hand", byHand(longest(change, kind))) && yield("hostile/"+of+"/by hand", byHand(hostileTo(kind, change, 0)))
		}
	}
}

func hugeOf(kind incident.Kind, change incident.Change, piece string) incident.Notice {
	if kind.Shared() {
		return HugeShared(change, kind, piece)
	}
	return Huge(change, kind, piece)
}

// byHand is a recovery that somebody declared who is named, and says, as n names and says things.
func byHand(n incident.Notice) incident.Notice {
	who := incident.Person{ID: n.Subject.Name, Name: n.Subject.Name}
	n.Answer = &incident.Entry{ID: n.RunName, At: n.At, By: who, What: n.Change, Text: n.Cause.LogTail}
	n.EndedBy = n.Answer
	return n
}

// longest is a Notice in which every name is as long as Kubernetes lets it be, every text as long as Rollcall takes it, and five hundred
// jobs share it.
func longest(change incident.Change, kind incident.Kind) incident.Notice {
	const piece = "very-long-name."
	name := func(n int) string { return strings.Repeat(piece, n/len(piece)+1)[:n-1] + "z" }
	n := Huge(change, kind, piece)
	s := &n.Subject
	s.Cluster, s.Namespace, s.Name, n.RunName = name(253), name(63), name(253), name(253)
	n.Owner.Team.Name, n.Owner.Source = name(253), name(253)
	n.Jobs, n.Total, n.Count, n.Recovered = 500, 500, 500, 499
	n.Affected = nil
	for i := range 500 {
		job := s.Namespace + "/" + s.Name
		n.Affected = append(n.Affected, incident.Affected{Monitor: monitor.ID(fmt.Sprint(i)), Job: job, Slots: []time.Time{Slot(), Slot(), Slot(), Slot()}})
	}
	if n.Answer != nil {
		n.Answer.Text, n.Answer.By.Name = strings.Repeat("𝕏", incident.MaxText), name(253)
	}
	n.AckedBy.Name = name(253)
	for i := range n.Defects {
		n.Defects[i].Subject, n.Defects[i].Detail = s.Namespace+"/"+s.Name, name(600)
	}
	return n
}

// answered has people say all that they can of n, where the change is one that people make.
func answered(n incident.Notice, text func() string) incident.Notice {
	person := func() incident.Person { return incident.Person{ID: text(), Name: text()} }
	n.Version, n.Status, n.AckedBy, n.AckedAt = 1<<62, incident.Acknowledged, person(), n.At
	n.SnoozedUntil, n.ActBy, n.Level = n.At.Add(time.Hour), n.At.Add(time.Minute), incident.MaxLevel
	if slices.Contains(byPeople(), n.Change) {
		n.Answer = &incident.Entry{ID: text(), At: n.At, By: person(), What: n.Change, Text: text(), Until: n.SnoozedUntil}
	}
	return n
}

// Changes lists all that a Notice can tell.
func Changes() []incident.Change {
	return append([]incident.Change{
		incident.Opened, incident.Repeated, incident.Changed, incident.Recovery, incident.Woken, incident.Reminder, incident.Escalated,
		incident.Listed, incident.RerunOver,
	}, byPeople()...)
}

// byPeople lists the changes that people alone make.
func byPeople() []incident.Change {
	return []incident.Change{
		incident.AckedChange, incident.Snoozed, incident.Reopened, incident.NotActionableChange, incident.WrongOwnerChange, incident.Commented,
		incident.RerunBegan, incident.RerunDenied,
	}
}

// Kinds lists all that a Notice can be about.
func Kinds() []incident.Kind {
	return []incident.Kind{
		incident.Failing, incident.Absent, incident.Stalled, incident.Blind, incident.Burst, incident.Digest, incident.Muting, incident.Defects,
	}
}
