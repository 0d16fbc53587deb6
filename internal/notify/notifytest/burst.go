package notifytest

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// burstSamples has one of each kind of message on many jobs that fell into trouble together.
func burstSamples() []Sample {
	return []Sample{
		sample("burst", notify.Post, Burst()),
		sample("burst_of_one_owner", notify.Post, burstOfOneOwner()),
		sample("burst_repeated_update", notify.Update, burstGrown()),
		sample("burst_listed_reply", notify.Reply, BurstListed(100, 100)),
		sample("burst_listed_part_reply", notify.Reply, BurstListed(20, 220)),
		sample("burst_acknowledged_reply", notify.Reply, burstAcknowledged()),
		sample("burst_acknowledged_update", notify.Update, burstAcknowledged()),
		sample("burst_reminder_reply", notify.Reply, burstEscalated(1)),
		sample("burst_escalated_reply", notify.Reply, burstEscalated(3)),
		sample("burst_escalated_post", notify.Post, burstEscalated(3)),
		sample("burst_resolved_reply", notify.Reply, burstOver()),
		sample("burst_resolved_update", notify.Update, burstOver()),
		sample("burst_resolved_by_hand_reply", notify.Reply, burstResolvedByHand()),
		sample("burst_resolved_by_hand_update", notify.Update, burstResolvedByHand()),
		sample("digest", notify.Post, digest()),
	}
}

// Burst is many jobs of several owners whose image cannot be pulled, as one of the owners is told of it.
func Burst() incident.Notice {
	at := Slot().Add(6 * time.Minute)
	cause := Stuck().Cause
	cause.LogTail = ""
	n := incident.Notice{
		Incident: "inc-1", Kind: incident.Burst, Change: incident.Opened, Severity: incident.High,
		Subject: incident.Subject{
			Monitor: monitor.ClusterID("prod"), Source: monitor.SourceCluster, Cluster: "prod", Name: "prod",
		},
		Judgement: monitor.Failed, Lasting: monitor.Failed, At: at, DecidedAt: at, Cause: cause,
		OpenedAt: Slot().Add(5 * time.Minute), Count: 12, Jobs: 4, Total: 12, Version: 1, Status: incident.Open,
		ActBy: at.Add(30 * time.Minute),
		Owner: ownership.Answer{Team: ownership.Team{ID: "billing", Name: "Billing", Timezone: "Asia/Tokyo"}, Source: "owner of the jobs"},
		Link:  "https://rollcall.example.com/incidents/inc-1",
	}
	for i, job := range []string{"billing/invoice-close", "billing/dunning", "billing/statements", "ledger/balance"} {
		n.Affected = append(n.Affected, incident.Affected{Monitor: monitor.ID(fmt.Sprintf("kube/%d", i)), Job: job, Slots: []time.Time{Slot()}})
	}
	n.Affected[3].Slots, n.Affected[3].RunName = nil, "balance-by-hand"
	return n
}

func burstOfOneOwner() incident.Notice {
	n := Burst()
	n.Count, n.Total = n.Jobs, n.Jobs
	n.Severity = incident.Undeclared
	return n
}

// burstGrown is the same when more have joined and the first are out of it again.
func burstGrown() incident.Notice {
	n := passed(Burst(), incident.Repeated, 8*time.Minute)
	n.Count, n.Jobs, n.Total, n.Recovered = 500, 220, 500, 3
	for i := len(n.Affected); i < incident.MaxAffected; i++ {
		n.Affected = append(n.Affected, incident.Affected{
			Monitor: monitor.ID(fmt.Sprintf("kube/%d", i)), Job: fmt.Sprintf("tenant-%d/report", i), Slots: []time.Time{Slot()},
		})
	}
	return n
}

// BurstListed names so many jobs of all that their owner has in the burst.
func BurstListed(named, jobs int) incident.Notice {
	n := passed(burstGrown(), incident.Listed, 20*time.Minute)
	n.Jobs, n.Total, n.Affected = jobs, max(n.Total, jobs), nil
	for i := range named {
		n.Affected = append(n.Affected, incident.Affected{
			Monitor: monitor.ID(fmt.Sprintf("kube/%d", i)), Job: fmt.Sprintf("tenant-%d/report-of-the-day", i), Slots: []time.Time{Slot()},
		})
	}
	return n
}

func burstAcknowledged() incident.Notice {
	n := said(burstGrown(), incident.AckedChange, 12*time.Minute, "")
	n.Status, n.AckedBy, n.AckedAt = incident.Acknowledged, Ann(), n.At
	return n
}

func burstEscalated(level int) incident.Notice {
	change := incident.Escalated
	if level == 1 {
		change = incident.Reminder
	}
	n := passed(burstGrown(), change, time.Duration(level+1)*15*time.Minute)
	n.Level = level
	return n
}

// burstOver is the end of it, but for two that are told by themselves.
func burstOver() incident.Notice {
	n := passed(burstGrown(), incident.Recovery, 3*time.Hour)
	n.Recovered, n.Status, n.ResolvedAt, n.ActBy = n.Total-2, incident.Resolved, n.At, time.Time{}
	return n
}

func burstResolvedByHand() incident.Notice {
	n := said(burstAcknowledged(), incident.Recovery, 40*time.Minute, "the registry is back")
	n.Status, n.ResolvedAt, n.ActBy, n.EndedBy = incident.Resolved, n.At, time.Time{}, n.Answer
	return n
}

// digest is what one owner reads of low severity when work begins.
func digest() incident.Notice {
	n := Burst()
	n.Kind, n.Severity, n.Cause = incident.Digest, incident.Low, diagnose.Cause{}
	n.Jobs, n.Total, n.Recovered, n.ActBy = len(n.Affected), len(n.Affected), 1, time.Time{}
	return n
}
