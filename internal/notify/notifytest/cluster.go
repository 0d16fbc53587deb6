package notifytest

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

// clusterSamples has one of each kind of message on what many jobs of a cluster share.
func clusterSamples() []Sample {
	return []Sample{
		sample("stalled", "post", Stalled()),
		sample("stalled_update", "update", stalledOn()),
		sample("stalled_inferred", "post", inferred()),
		sample("restarted_reply", "reply", Restarted()),
		sample("restarted_update", "update", Restarted()),
		sample("blind", "post", Unseen()),
		sample("blind_one", "post", unseenOne()),
		sample("blind_over", "update", unseenAll()),
	}
}

// Stalled is a cluster that has stopped to start CronJobs, as three of them show.
func Stalled() incident.Notice {
	silent, at := Slot().Add(-7*time.Minute-50*time.Second), Slot().Add(10*time.Minute)
	n := incident.Notice{
		Incident: "inc-1", Kind: incident.Stalled, Change: incident.Opened, Severity: incident.High,
		Subject: incident.Subject{
			Monitor: monitor.ClusterID("prod"), Source: monitor.SourceCluster, Cluster: "prod", Name: "prod",
		},
		Judgement: monitor.Missed, Lasting: monitor.Missed, Slot: Slot(), At: at, DecidedAt: at,
		Cause:    diagnose.ControllerSilent(silent, time.Time{}, 0),
		OpenedAt: silent, Count: 3, Jobs: 3, Late: 400 * time.Millisecond,
		Owner: ownership.Answer{Team: ownership.Team{ID: "platform", Name: "Platform", Timezone: "Asia/Tokyo"},
			Source: "triage: it concerns the whole cluster"},
		Link: "https://rollcall.example.com/incidents/inc-1",
	}
	for i, job := range []string{"billing/invoice-close", "shop/sitemap", "shop/stock"} {
		n.Affected = append(n.Affected, incident.Affected{
			Monitor: monitor.ID(fmt.Sprintf("kube/%d", i)), Job: job, Slots: []time.Time{Slot()},
		})
	}
	return n
}

// stalledOn is the same some hours and many CronJobs later.
func stalledOn() incident.Notice {
	n := Stalled()
	n.Change, n.Count, n.Jobs = incident.Repeated, 1500, 500
	n.Slot = Slot().Add(2 * time.Hour)
	n.At = n.Slot.Add(10 * time.Minute)
	n.DecidedAt = n.At
	n.Affected[1].Slots = append(n.Affected[1].Slots, Slot().Add(time.Hour), n.Slot)
	for i := len(n.Affected); i < incident.MaxAffected; i++ {
		n.Affected = append(n.Affected, incident.Affected{
			Monitor: monitor.ID(fmt.Sprintf("kube/%d", i)), Job: fmt.Sprintf("tenant-%d/report", i), Slots: []time.Time{Slot()},
		})
	}
	return n
}

func inferred() incident.Notice {
	n := Stalled()
	n.OpenedAt = Slot()
	n.Cause = diagnose.ControllerSilent(n.OpenedAt, time.Time{}, 3)
	return n
}

// Restarted is the end of it.
func Restarted() incident.Notice {
	n := stalledOn()
	n.Change = incident.Recovery
	n.ResolvedAt = Slot().Add(2*time.Hour + 20*time.Minute)
	n.At, n.DecidedAt = n.ResolvedAt, n.ResolvedAt.Add(time.Second)
	n.Cause = diagnose.ControllerSilent(n.OpenedAt, n.ResolvedAt, 0)
	n.RunName = "sitemap-29393940"
	return n
}

// Unseen is a summary of what became of slots that passed while Rollcall was away.
func Unseen() incident.Notice {
	n := stalledOn()
	n.Kind, n.Change, n.Severity, n.Judgement, n.Lasting = incident.Blind, incident.Opened, "", monitor.Unknown, monitor.Unknown
	n.Cause = diagnose.Unseen()
	n.Count, n.Jobs = 300, 120
	n.OpenedAt = Slot()
	n.DecidedAt = n.Slot.Add(3 * time.Hour)
	n.At, n.Late = n.DecidedAt, 5*time.Hour
	return n
}

// unseenOne is one run by hand of which nobody saw the end.
func unseenOne() incident.Notice {
	n := Unseen()
	n.Count, n.Jobs, n.Slot, n.Late = 1, 1, time.Time{}, 20*time.Minute
	n.Affected = []incident.Affected{{Monitor: "kube/5f1c", Job: "billing/invoice-close", RunName: "invoice-close-by-hand"}}
	return n
}

func unseenAll() incident.Notice {
	n := Unseen()
	n.Change, n.Count = incident.Recovery, 310
	n.ResolvedAt = n.DecidedAt.Add(time.Hour)
	n.DecidedAt, n.At = n.ResolvedAt, n.ResolvedAt
	return n
}

// HugeShared is a Notice on a cluster in which everything is far longer than it should be, made of the given piece.
func HugeShared(change incident.Change, kind incident.Kind, piece string) incident.Notice {
	n := Huge(change, kind, piece)
	long := n.Subject.Name
	n.Jobs, n.Late = 100_000, 1000*time.Hour
	for i := range 500 {
		a := incident.Affected{Monitor: monitor.ID(fmt.Sprint(i)), Job: long, RunName: long}
		for range i % 7 {
			a.Slots = append(a.Slots, Slot())
		}
		n.Affected = append(n.Affected, a)
	}
	return n
}
