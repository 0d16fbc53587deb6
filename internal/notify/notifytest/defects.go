package notifytest

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// defectSamples has what a team is told of its defects.
func defectSamples() []Sample { return []Sample{sample("defects", notify.Post, Defects())} }

// Defects is one of each kind of defect, of which three are new.
func Defects() incident.Notice {
	at := Slot()
	n := incident.Notice{
		Incident: "defects/billing/2026-07-28", Kind: incident.Defects, Change: incident.Opened, Severity: incident.Low,
		Subject: incident.Subject{
			Monitor: monitor.ClusterID("prod"), Source: monitor.SourceCluster, Cluster: "prod", Name: "prod",
		},
		Judgement: monitor.Unknown, Lasting: monitor.Unknown, At: at, DecidedAt: at, OpenedAt: at.Add(-72 * time.Hour), Jobs: 40, Fresh: 3,
		Owner: ownership.Answer{Team: ownership.Team{ID: "billing", Name: "Billing", Timezone: "Asia/Tokyo"}, Source: "whose it is to mend"},
		Link:  "https://rollcall.example.com/defects",
	}
	for _, kind := range ownership.DefectKinds() {
		n.Defects = append(n.Defects, ownership.Defect{Kind: kind, Subject: "billing/invoice", Team: "billing", Detail: "why <it> & is"})
	}
	return n
}
