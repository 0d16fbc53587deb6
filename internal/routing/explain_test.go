package routing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/schedule"
)

// explained is what people would be told of a job with these annotations, a line a fact; it fails on a Monday at 03:00.
func explained(t *testing.T, change func(*routing.Table), annotations map[string]string) string {
	t.Helper()
	table := routing.Table{
		Slack: "slack", DefaultSeverity: incident.Undeclared, RunbookAnnotations: []string{"rollcall.dev/runbook"},
		Directory: ownership.Directory{
			Teams: []ownership.Team{
				{ID: "triage", SlackChannel: "C-T"}, {ID: "web", SlackChannel: "C-W", SlackUsergroup: "S-W", Parent: "shop"}, {ID: "shop", SlackChannel: "C-S"},
			},
			Triage: ownership.Team{ID: "triage", SlackChannel: "C-T"}, OwnerAnnotations: []string{ownership.OwnerAnnotation},
			Rules: []ownership.Rule{{Name: "ruled", Severity: "critical"}},
		},
	}
	if change != nil {
		change(&table)
	}
	var r routing.Router
	r.Use(table)
	at := time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)
	e := r.Explain(monitor.Definition{
		Source: monitor.SourceKubernetes, Namespace: "n", Name: "a", Annotations: annotations, Schedule: schedule.Cron("0 12 * * *", "UTC"),
		Suspended: annotations["suspended"] != "",
	}, at)
	var out strings.Builder
	clock := func(t time.Time) string {
		if t.IsZero() {
			return "never"
		}
		return t.Format("Mon 15:04")
	}
	fmt.Fprintf(&out, "%s %s (%s) to %v next %s by %s digest %s", e.Owner.Team.ID, e.Severity, e.SeverityFrom, e.Destinations,
		clock(e.NextRun), clock(e.ActBy), clock(e.DigestAt))
	for _, s := range e.Steps {
		fmt.Fprintf(&out, "\n%d %s %s %v", s.Level, clock(s.At), s.What, s.To)
	}
	return out.String()
}

func TestExplain(t *testing.T) {
	t.Parallel()
	const owner, severity = ownership.OwnerAnnotation, routing.SeverityAnnotation
	for name, tt := range map[string]struct {
		change      func(*routing.Table)
		annotations map[string]string
		want        string
	}{
		"with all levels": {nil, map[string]string{owner: "web", severity: "high\n"}, `web high (annotation rollcall.dev/severity) to [{slack C-W}] next Mon 12:00 by Mon 12:00 digest never
1 Mon 12:00 a reminder beneath the message []
2 Mon 14:00 the user group S-W is called []
3 Mon 16:00 the team above, shop, is told [{slack C-S}]
4 Mon 18:00 the triage team, triage, is told [{slack C-T}]`},
		"of nobody, undeclared, suspended": {nil, map[string]string{"suspended": "yes"}, `triage  (nobody declares one) to [{slack C-T}] next never by Mon 18:00 digest never
1 Mon 18:00 a reminder beneath the message []
2 Tue 13:00 nobody is called: the team has no user group []
3 Tue 17:00 nobody is told: there is no team above []
4 Wed 12:00 the triage team, triage, reads where it was told already, or nowhere []`},
		"low waits": {nil, map[string]string{owner: "web", severity: "low"}, "web low (annotation rollcall.dev/severity) to [] next Mon 12:00 by never digest Mon 09:00"},
		"by a rule": {func(t *routing.Table) { t.Directory.Rules[0].Name = "a"; t.Directory.Rules[0].Severity = "low" }, nil, "triage low (the rules) to [] next Mon 12:00 by never digest Mon 09:00"},
		"by default": {func(t *routing.Table) {
			t.DefaultSeverity = incident.Low
			t.Everyone = []routing.Subscriber{{To: notify.Destination{Receiver: "console"}}}
		}, nil, "triage low (the default) to [{console }] next Mon 12:00 by never digest Mon 09:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := explained(t, tt.change, tt.annotations); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestExplainParentWithoutAChannel: who reads nowhere is not said to be told.
func TestExplainParentWithoutAChannel(t *testing.T) {
	t.Parallel()
	got := explained(t, func(t *routing.Table) { t.Directory.Teams[2].SlackChannel = "" }, map[string]string{ownership.OwnerAnnotation: "web"})
	if !strings.Contains(got, "the team above, shop, reads where it was told already, or nowhere") {
		t.Error(got)
	}
}

// TestExplainWhoIsToldInstead: by the same functions as the delivery.
func TestExplainWhoIsToldInstead(t *testing.T) {
	t.Parallel()
	var r routing.Router
	r.Use(routing.Table{
		Slack: "slack", DefaultChannel: "C-D", Directory: ownership.Directory{
			Teams:  []ownership.Team{{ID: "web", SlackChannel: "C-W", Parent: "shop"}, {ID: "shop", SlackChannel: "C-S"}},
			Triage: ownership.Team{ID: "triage", SlackChannel: "C-T"}, OwnerAnnotations: []string{ownership.OwnerAnnotation},
		},
		Everyone: []routing.Subscriber{{To: notify.Destination{Receiver: "webhook/audit"}}},
	})
	e := r.Explain(monitor.Definition{Annotations: map[string]string{ownership.OwnerAnnotation: "web"}}, time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC))
	const want = "[{{slack C-S} shop is above web} {{slack C-T} triage looks after what reaches nobody else} {{slack C-D} }]"
	if got := fmt.Sprint(e.IfRefused); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
