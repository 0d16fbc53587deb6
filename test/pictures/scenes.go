package main

import (
	"context"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/ownership"
)

// scene is a picture: what is told in a channel of its own, one after another.
type scene struct {
	name string // of the channel and of the file
	told []notify.Message
}

// scenes are the pictures as they look at an instant.
func scenes(now time.Time) []scene {
	return []scene{
		{"failed", []notify.Message{{Action: notify.Post, Notice: failed(now)}}},
		{"burst", burst(now)},
		{"acknowledged", acknowledged(now)},
	}
}

// post has a notifier tell a scene in a channel.
func (s scene) post(ctx context.Context, n notify.Notifier, channel string) error {
	var root notify.Receipt
	for k, m := range s.told {
		m.ID, m.Destination = fmt.Sprintf("%s-%d", s.name, k), notify.Destination{Receiver: "slack", Address: channel}
		receipt, err := n.Notify(ctx, notify.Attempt{Message: m, Root: root})
		if err != nil {
			return fmt.Errorf("%s, message %d: %w", s.name, k, err)
		}
		if m.Action == notify.Post {
			root = receipt
		}
	}
	return nil
}

// failed is a run that failed some minutes ago.
func failed(now time.Time) incident.Notice {
	n := notifytest.Failed()
	began := now.Add(-50 * time.Minute).Truncate(time.Minute)
	n.Slot, n.At = began.Add(-38*time.Minute), began
	n.DecidedAt, n.OpenedAt, n.Slots = now, n.At, []time.Time{n.Slot}
	n.LastSuccess, n.NextSlot = n.Slot.Add(-24*time.Hour+22*time.Minute), n.Slot.Add(24*time.Hour)
	n.Subject.Schedule = fmt.Sprintf("%d %d * * *", n.Slot.In(tokyo()).Minute(), n.Slot.In(tokyo()).Hour())
	n.Cause.LogTail = "connecting to ledger-db:5432\n1204 invoices open\n" +
		"FATAL: duplicate key value violates unique constraint \"invoice_no\"\n"
	n.Status, n.Version, n.ActBy = incident.Open, 1, began.Add(4*time.Hour)
	n.Subject.Rerun, n.Subject.RerunNote = ownership.RerunSafeIfNotRunning, "remove the second batch first"
	n.Compared, n.Changed = true, []incident.Difference{{What: incident.ImageAspect, Name: "main", Before: "billing:1.4.2", After: "billing:1.5.0"}}
	n.Usual.Took = monitor.Usual{Typical: 20 * time.Minute, Most: 24 * time.Minute}
	before := began.Add(-13 * 24 * time.Hour)
	ann := incident.Person{ID: "slack/U1", Name: "@ann"}
	n.Precedent = &incident.Precedent{
		Incident: "inc-0", OpenedAt: before, ResolvedAt: before.Add(90 * time.Minute), Count: 1, Cause: n.Cause.Summary, SameCause: true, AckedBy: ann,
		EndedBy: &incident.Entry{At: before.Add(90 * time.Minute), By: ann, What: incident.Recovery, Text: "the import ran twice: removed one"},
		Link:    "https://rollcall.example.com/incidents/inc-0",
	}
	return n
}

// tokyo is the zone of the team in the pictures.
func tokyo() *time.Location { return time.FixedZone("JST", 9*60*60) }

// acknowledged is an incident that somebody is at, with what people said of it beneath.
func acknowledged(now time.Time) []notify.Message {
	open := failed(now)
	ann := incident.Person{ID: "slack/U1", Name: "@ann"}
	acked := open
	acked.Change, acked.Status, acked.Version = incident.AckedChange, incident.Acknowledged, 2
	acked.AckedBy, acked.AckedAt = ann, now.Add(-40*time.Second)
	acked.At, acked.DecidedAt = acked.AckedAt, acked.AckedAt
	acked.Answer = &incident.Entry{ID: "a", At: acked.AckedAt, By: ann, What: incident.AckedChange}
	said := acked
	said.Change, said.At, said.DecidedAt = incident.Commented, now, now
	said.Answer = &incident.Entry{
		ID: "b", At: said.At, By: ann, What: incident.Commented, Text: "The import ran twice. I remove the second batch and run it again.",
	}
	return []notify.Message{
		{Action: notify.Post, Notice: open}, {Action: notify.Reply, Notice: acked}, {Action: notify.Reply, Notice: said},
		{Action: notify.Update, Notice: said},
	}
}

// burst is a registry that is away: many jobs, told as one.
func burst(now time.Time) []notify.Message {
	const jobs, recovered = 18, 3
	at := now.Add(-25 * time.Minute).Truncate(time.Minute)
	n := incident.Notice{
		Incident: "inc-2", Kind: incident.Burst, Change: incident.Opened, Severity: incident.High,
		Judgement: monitor.Failed, Lasting: monitor.Failed,
		Subject: incident.Subject{Monitor: monitor.ClusterID("prod"), Source: monitor.SourceCluster, Cluster: "prod", Name: "prod"},
		At:      at, DecidedAt: at, OpenedAt: at.Add(-2 * time.Minute), Count: jobs, Jobs: jobs, Total: jobs,
		Cause: diagnose.Cause{
			Code: diagnose.ImagePull, Summary: `the image "registry.example.com/batch:7" cannot be pulled`,
			Signal: "ImagePullBackOff: failed to resolve reference: dial tcp 192.0.2.7:443: connect: connection refused",
			Advice: []string{"look whether the registry answers, from a node of the cluster"},
		},
		Owner:  ownership.Answer{Team: ownership.Team{ID: "batch", Name: "Batch", Timezone: "Asia/Tokyo"}, Source: "owner of the jobs"},
		Link:   "https://rollcall.example.com/incidents/inc-2",
		Status: incident.Open, Version: 1, ActBy: at.Add(4 * time.Hour),
	}
	for k := range incident.MaxAffected {
		a := incident.Affected{Job: fmt.Sprintf("tenant-%02d/report", k+1), Slots: []time.Time{at.Add(-7 * time.Minute)}}
		n.Affected = append(n.Affected, a)
	}
	listed := n
	listed.Change, listed.Affected = incident.Listed, nil
	for k := range jobs {
		listed.Affected = append(listed.Affected, incident.Affected{Job: fmt.Sprintf("tenant-%02d/report", k+1)})
	}
	later := n
	later.Change, later.Recovered = incident.Repeated, recovered
	return []notify.Message{
		{Action: notify.Post, Notice: n}, {Action: notify.Reply, Notice: listed}, {Action: notify.Update, Notice: later},
	}
}
