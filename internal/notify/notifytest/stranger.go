package notifytest

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// KnownTrouble is a failure of which is known what changed since the last success, how long runs take and what was done the last time.
func KnownTrouble() incident.Notice {
	n := Failed()
	n.ActBy, n.Status = n.OpenedAt.Add(30*time.Minute), incident.Open
	n.Subject.Rerun, n.Subject.RerunNote = "safe-if-not-running", "check the ledger of the day first"
	n.Subject.DependsOn = []string{"ledger-db", "billing/export"}
	n.Compared = true
	n.Changed = []incident.Difference{
		{What: incident.ImageAspect, Name: "main", Before: "registry.example.com/billing:1.4.2", After: "registry.example.com/billing:1.5.0"},
		{What: incident.SpecAspect, Name: string(monitor.PartEnv)},
		{What: incident.ConfigAspect, Name: "configmap/invoice", Before: "811", After: "972"},
		{What: incident.NodeAspect, Before: "node-3", After: "node-7"},
	}
	n.Usual = incident.Usual{
		Took: monitor.Usual{Typical: 20 * time.Minute, Most: 24 * time.Minute}, Waited: monitor.Usual{Typical: time.Second, Most: 4 * time.Second},
		Grew: 0.25,
	}
	n.Waited = 12 * time.Minute
	ann := incident.Person{ID: "slack/U0ANN", Name: "@ann"}
	n.Precedent = &incident.Precedent{
		Incident: "inc-0", OpenedAt: Slot().Add(-7 * 24 * time.Hour), ResolvedAt: Slot().Add(-7*24*time.Hour + 200*time.Minute), Count: 2,
		Cause: n.Cause.Summary, SameCause: true, AckedBy: ann,
		EndedBy: &incident.Entry{At: Slot().Add(-7 * 24 * time.Hour), By: ann, What: incident.Recovery, Text: "restarted ledger-db"},
		Said: []incident.Entry{
			{
				At: Slot().Add(-7 * 24 * time.Hour), By: incident.Person{ID: "slack/U0BOB", Name: "@bob"}, What: incident.Commented,
				Text: "it was out of connections",
			},
		},
		Link: "https://rollcall.example.com/incidents/inc-0",
	}
	return n
}

// strange fills in what a stranger needs of a Notice with texts from outside.
func strange(n incident.Notice, text func() string) incident.Notice {
	n.Subject.DependsOn, n.Parent = []string{text(), text()}, text()
	n.Compared = true
	for _, what := range []incident.Aspect{
		incident.ImageAspect, incident.DigestAspect, incident.SpecAspect, incident.ConfigAspect, incident.NodeAspect, incident.Aspect(text()),
	} {
		n.Changed = append(n.Changed, incident.Difference{What: what, Name: text(), Before: text(), After: text()})
	}
	who := incident.Person{ID: text(), Name: text()}
	n.Precedent = &incident.Precedent{
		Incident: text(), OpenedAt: n.OpenedAt.Add(-time.Hour), ResolvedAt: n.OpenedAt, Cause: text(), AckedBy: who,
		EndedBy: &incident.Entry{By: incident.Person{ID: text(), Name: text()}, Text: text()},
		Said:    []incident.Entry{{By: who, Text: text()}, {By: who, Text: text()}}, Link: n.Link,
	}
	return n
}
