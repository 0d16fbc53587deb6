package notifytest

import (
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// peopleSamples has one of each kind of message on what people said, and on what time made of it when they said nothing.
func peopleSamples() []Sample {
	samples := []Sample{
		sample("acknowledged_reply", notify.Reply, Acknowledged()),
		sample("acknowledged_update", notify.Update, Acknowledged()),
		sample("snoozed_reply", notify.Reply, Snoozed()),
		sample("snoozed_update", notify.Update, Snoozed()),
		sample("woken_reply", notify.Reply, woken()),
		sample("woken_update", notify.Update, woken()),
		sample("reopened_reply", notify.Reply, reopened()),
		sample("reopened_update", notify.Update, reopened()),
		sample("not_actionable_reply", notify.Reply, notActionable()),
		sample("wrong_owner_reply", notify.Reply, wrongOwner()),
		sample("commented_reply", notify.Reply, Commented(strings.Join(Attacks(), "\n"))),
		sample("commented_shared_reply", notify.Reply, commentedShared()),
		sample("reminder_reply", notify.Reply, Escalated(1)),
		sample("reminder_acknowledged_reply", notify.Reply, remindedOfAcknowledged()),
		sample("resolved_by_hand_reply", notify.Reply, ResolvedByHand()),
		sample("resolved_by_hand_update", notify.Update, ResolvedByHand()),
		sample("muting_reminder", notify.Reply, Muting(incident.Reminder)),
		sample("muting_ended", notify.Reply, Muting(incident.Recovery)),
		sample("muting_ended_quiet", notify.Reply, mutingEndedQuiet()),
	}
	for level := 2; level <= incident.MaxLevel; level++ {
		for _, action := range []notify.Action{notify.Reply, notify.Post} {
			samples = append(samples, sample(fmt.Sprintf("escalated_%d_%s", level, action), action, Escalated(level)))
		}
	}
	return append(samples, sample("escalated_update", notify.Update, Escalated(2)))
}

// Ann is the person who answers.
func Ann() incident.Person { return incident.Person{ID: "slack/U0ANN00001", Name: "@ann"} }

// unanswered is the incident of Failed as people find it.
func unanswered() incident.Notice {
	n := Failed()
	n.Version, n.Status = 1, incident.Open
	n.ActBy = n.OpenedAt.Add(30 * time.Minute)
	return n
}

// said is a change that Ann made of n, so long after the incident was opened.
func said(n incident.Notice, change incident.Change, after time.Duration, text string) incident.Notice {
	at := n.OpenedAt.Add(after)
	n.Version++
	n.Change, n.At, n.DecidedAt = change, at, at
	n.Answer = &incident.Entry{ID: "0193-answer", At: at, By: Ann(), What: change, Text: text}
	return n
}

// passed is a change that time made of n, so long after the incident was opened.
func passed(n incident.Notice, change incident.Change, after time.Duration) incident.Notice {
	n.Version++
	n.Change, n.Answer = change, nil
	n.At = n.OpenedAt.Add(after)
	n.DecidedAt = n.At
	return n
}

// Acknowledged is the incident of Failed with somebody at it.
func Acknowledged() incident.Notice {
	n := said(unanswered(), incident.AckedChange, 12*time.Minute, "")
	n.Status, n.AckedBy, n.AckedAt = incident.Acknowledged, Ann(), n.At
	return n
}

// Snoozed is the incident of Failed kept quiet until the morning.
func Snoozed() incident.Notice {
	n := said(unanswered(), incident.Snoozed, 12*time.Minute, "the bank opens at nine")
	n.SnoozedUntil = Slot().Add(7 * time.Hour)
	n.Answer.Until = n.SnoozedUntil
	return n
}

func woken() incident.Notice {
	n := passed(Snoozed(), incident.Woken, 6*time.Hour+22*time.Minute)
	n.SnoozedUntil = time.Time{}
	n.ActBy = n.At.Add(30 * time.Minute)
	return n
}

func reopened() incident.Notice {
	n := said(ResolvedByHand(), incident.Reopened, 2*time.Hour, "the file of the bank is still empty")
	n.Status, n.ResolvedAt, n.EndedBy = incident.Open, time.Time{}, nil
	return n
}

func notActionable() incident.Notice {
	n := said(unanswered(), incident.NotActionableChange, 12*time.Minute, "the next run mends it by itself")
	n.Status, n.AckedBy, n.AckedAt = incident.Acknowledged, Ann(), n.At
	return n
}

func wrongOwner() incident.Notice {
	return said(unanswered(), incident.WrongOwnerChange, 12*time.Minute, "this went to the ledger team in October")
}

// Commented is the incident of Failed with a comment.
func Commented(text string) incident.Notice {
	return said(unanswered(), incident.Commented, 12*time.Minute, text)
}

// commentedShared is a comment on what many jobs share.
func commentedShared() incident.Notice {
	n := Stalled()
	n.Version, n.Status = 1, incident.Open
	return said(n, incident.Commented, 30*time.Minute, "the control plane is being upgraded, back by four")
}

// Escalated is the incident of Failed when nobody has answered and the escalation has come to a level: 1 is the reminder.
func Escalated(level int) incident.Notice {
	change := incident.Escalated
	if level == 1 {
		change = incident.Reminder
	}
	n := passed(unanswered(), change, time.Duration(level+1)*15*time.Minute)
	n.Level = level
	n.Owner.Team.SlackUsergroup = "S0BILLING"
	return n
}

func remindedOfAcknowledged() incident.Notice {
	return passed(Acknowledged(), incident.Reminder, 24*time.Hour)
}

// ResolvedByHand is the incident of Failed when somebody declared it over.
func ResolvedByHand() incident.Notice {
	n := said(Acknowledged(), incident.Recovery, 52*time.Minute, "closed the invoices by hand")
	n.Status, n.ResolvedAt, n.ActBy, n.EndedBy = incident.Resolved, n.At, time.Time{}, n.Answer
	return n
}

// Muting is what the author of a silence is told of it: that it goes on, or that it has ended.
func Muting(change incident.Change) incident.Notice {
	at := Slot().Add(7 * 24 * time.Hour)
	n := incident.Notice{
		Incident: "sil-1", Kind: incident.Muting, Change: change, Judgement: monitor.Unknown, Lasting: monitor.Unknown, At: at, DecidedAt: at,
		Subject: incident.Subject{
			Source: monitor.SourceCluster, Name: "cluster prod, namespace billing, name invoice-*", Description: "the ledger is being migrated",
		},
		OpenedAt: Slot(), SnoozedUntil: Slot().Add(14 * 24 * time.Hour), Count: 17, Jobs: 2, AckedBy: Ann(),
	}
	if change == incident.Recovery {
		n.ResolvedAt = n.At
	}
	return n
}

// mutingEndedQuiet is the end of a silence that leaves nothing behind.
func mutingEndedQuiet() incident.Notice {
	n := Muting(incident.Recovery)
	n.Count, n.Jobs = 1, 0
	return n
}
