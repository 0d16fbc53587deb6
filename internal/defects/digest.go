package defects

import (
	"crypto/rand"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// messages are the digests, to where their teams read.
func (c *Checker) messages(digests []ownership.Digest, now time.Time) []notify.Message {
	var all []notify.Message
	for _, d := range digests {
		n := c.notice(d, now)
		for _, to := range c.Readers(d.Team) {
			all = append(all, notify.Message{ID: "defects-" + rand.Text(), Destination: to, Action: notify.Post, Notice: n})
		}
	}
	return all
}

func (c *Checker) notice(d ownership.Digest, now time.Time) incident.Notice {
	return incident.Notice{
		Incident: "defects/" + d.Team.ID + "/" + now.UTC().Format(time.DateOnly), Kind: incident.Defects, Change: incident.Opened,
		Severity: incident.Low,
		Subject: incident.Subject{
			Monitor: monitor.ClusterID(c.Cluster), Source: monitor.SourceCluster, Cluster: c.Cluster, Name: c.Cluster,
		},
		Judgement: monitor.Unknown, Lasting: monitor.Unknown, At: now, DecidedAt: now, OpenedAt: d.Since,
		Jobs: len(d.Defects), Fresh: d.Fresh, Defects: d.Defects[:min(len(d.Defects), incident.MaxDefects)],
		Owner: ownership.Answer{Team: d.Team, Source: "whose it is to mend"}, Link: c.Link,
	}
}
