package routing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/routing"
)

func TestSubscribers(t *testing.T) {
	t.Parallel()
	to := func(name string) notify.Destination { return notify.Destination{Receiver: name} }
	var r routing.Router
	tab := table()
	tab.Slack = ""
	tab.Everyone = []routing.Subscriber{
		{To: to("all")},
		{To: to("billing's"), Teams: []string{"silent", "billing"}},
		{To: to("urgent"), Severities: []incident.Severity{incident.Critical, incident.High}},
		{To: to("normal"), Severities: []incident.Severity{incident.Normal}},
		{To: to("billing's urgent"), Teams: []string{"billing"}, Severities: []incident.Severity{incident.Critical}},
		{To: to("triage's"), Teams: []string{"platform"}},
	}
	tab.Witnesses = []routing.Subscriber{{To: to("witness"), Teams: []string{"billing"}}}
	r.Use(tab)
	cluster := monitor.Definition{Source: monitor.SourceCluster}
	owned := func(severity string) monitor.Definition {
		return monitor.Definition{Annotations: map[string]string{"rollcall.dev/owner": "billing", routing.SeverityAnnotation: severity}}
	}
	witness := owned("")
	witness.WitnessOf = "kube/1"
	for name, tt := range map[string]struct {
		notice     incident.Notice
		definition monitor.Definition
		want       []string
	}{
		"a team's":                    {definition: owned(""), want: []string{"all", "billing's", "normal", "witness"}},
		"a team's, critical":          {definition: owned("critical"), want: []string{"all", "billing's", "urgent", "billing's urgent", "witness"}},
		"nobody's is the triage's":    {definition: monitor.Definition{}, want: []string{"all", "normal", "triage's"}},
		"a cluster's is the triage's": {incident.Notice{Severity: incident.High}, cluster, []string{"all", "urgent", "triage's"}},
		"undeclared is normal":        {incident.Notice{}, cluster, []string{"all", "normal", "triage's"}},
		"a witness of a team's":       {definition: witness, want: []string{"witness"}},
		"a witness of nobody's":       {definition: monitor.Definition{WitnessOf: "kube/1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, change := range []incident.Change{incident.Opened, incident.Repeated, incident.Recovery} {
				n := tt.notice
				n.Change = change
				_, destinations := r.Route(n, tt.definition)
				var got []string
				for _, d := range destinations {
					got = append(got, d.Receiver)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s goes to (-want +got):\n%s", change, diff)
				}
			}
		})
	}
}
