package notifytest

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// rerunSamples has one of each kind of message on what people have done to a job.
func rerunSamples() []Sample {
	return []Sample{
		sample("rerun_began_reply", notify.Reply, RerunBegan()),
		sample("rerun_began_update", notify.Update, RerunBegan()),
		sample("rerun_denied_reply", notify.Reply, rerunDenied()),
		sample("rerun_over_reply", notify.Reply, RerunOver()),
		sample("rerun_over_update", notify.Update, RerunOver()),
		sample("rerun_failed_reply", notify.Reply, rerunFailed()),
		sample("rerun_repeated_reply", notify.Reply, rerunRepeated()),
		sample("rerun_repeated_update", notify.Update, rerunRepeated()),
		sample("rerun_recovered_reply", notify.Reply, rerunRecovered()),
		sample("rerun_recovered_update", notify.Update, rerunRecovered()),
		sample("suspension_reminder", notify.Reply, Suspended(incident.Reminder, incident.SuspensionHolds, "")),
		sample("suspension_stuck", notify.Reply, Suspended(incident.Reminder, incident.SuspensionHolds,
			"Rollcall's service account for this, rollcall/rollcall-remedies, needs patch on cronjobs in namespace billing.")),
		sample("suspension_lifted", notify.Reply, Suspended(incident.Recovery, incident.SuspensionLifted, "")),
		sample("suspension_ended", notify.Reply,
			Suspended(incident.Recovery, incident.SuspensionLifted, "It has been resumed by somebody else already.")),
		sample("suspension_refused", notify.Reply,
			Suspended(incident.Recovery, incident.SuspensionRefused, "It is suspended already, and not by Rollcall.")),
	}
}

// asked is the run that Ann asks for, in a state.
func asked(state incident.RerunState) *incident.Rerun {
	return &incident.Rerun{
		Attempt: 1, Order: "0193-answer", Job: "invoice-close-rerun-00112233-1", By: Ann(), At: Failed().OpenedAt.Add(12 * time.Minute),
		Reason: "the file of the bank is there now", State: state,
	}
}

// RerunBegan is the incident of Failed with its job run again by Ann.
func RerunBegan() incident.Notice {
	r := asked(incident.RerunStarted)
	n := said(unanswered(), incident.RerunBegan, 12*time.Minute, r.Reason)
	n.Status, n.AckedBy, n.AckedAt, n.Rerun = incident.Acknowledged, Ann(), n.At, r
	return n
}

func rerunDenied() incident.Notice {
	r := asked(incident.RerunRefused)
	r.Problem = "billing/invoice-close is running now (Job invoice-close-29393821): wait for its end."
	n := said(unanswered(), incident.RerunDenied, 12*time.Minute, r.Problem)
	n.Rerun = r
	return n
}

// RerunOver is the incident of Failed with a run that Ann asked for, which succeeded and was not enough.
func RerunOver() incident.Notice {
	n := passed(RerunBegan(), incident.RerunOver, 15*time.Minute)
	n.Rerun = asked(incident.RerunSucceeded)
	return n
}

func rerunFailed() incident.Notice {
	n := RerunOver()
	n.Rerun = asked(incident.RerunFailed)
	return n
}

func rerunRepeated() incident.Notice {
	n := rerunFailed()
	n.Change, n.Count, n.Consecutive, n.Slot, n.RunName, n.Duration = incident.Repeated, 2, 2, time.Time{}, n.Rerun.Job, 2*time.Minute
	n.Flags = []monitor.Flag{monitor.Manual}
	return n
}

func rerunRecovered() incident.Notice {
	n := Recovered()
	n.Version, n.Status, n.AckedBy, n.AckedAt = 4, incident.Resolved, Ann(), RerunBegan().At
	n.At, n.Duration, n.Slot = RerunOver().At, 2*time.Minute, time.Time{}
	n.DecidedAt, n.ResolvedAt = n.At, n.At
	n.Rerun, n.Flags = asked(incident.RerunSucceeded), []monitor.Flag{monitor.Manual}
	n.RunName = n.Rerun.Job
	return n
}

// Suspended is what Ann is told of a job that she has suspended.
func Suspended(change incident.Change, state incident.SuspensionState, problem string) incident.Notice {
	n := Muting(change)
	n.Subject.Name, n.Count, n.Jobs = "monitor kube/5f1c", 0, 0
	n.Suspends = &incident.Suspension{
		Monitor: "kube/5f1c", Namespace: "billing", Name: "invoice-close", UID: "5f1c", State: state, Problem: problem, SettledAt: n.OpenedAt,
	}
	return n
}

// operated has people do all that they can to the job of n, and say all that they can of it.
func operated(n incident.Notice, text func() string) incident.Notice {
	person := incident.Person{ID: text(), Name: text()}
	states := map[incident.Change]incident.RerunState{
		incident.RerunBegan: incident.RerunStarted, incident.RerunDenied: incident.RerunRefused, incident.RerunOver: incident.RerunFailed,
		incident.Repeated: incident.RerunFailed, incident.Changed: incident.RerunFailed, incident.Recovery: incident.RerunSucceeded,
	}
	if state, ours := states[n.Change]; ours {
		n.Rerun = &incident.Rerun{
			Attempt: incident.MaxReruns, Order: text(), Job: text(), By: person, At: n.OpenedAt, Reason: text(), State: state, Problem: text(),
		}
	}
	if n.Kind == incident.Muting {
		n.Suspends = &incident.Suspension{Namespace: text(), Name: text(), State: incident.SuspensionRefused, Problem: text()}
	}
	return n
}
