package routing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

func table() routing.Table {
	return routing.Table{
		Directory: ownership.Directory{
			Teams:            []ownership.Team{{ID: "billing", SlackChannel: "C2"}, {ID: "silent"}},
			Triage:           ownership.Team{ID: "platform", SlackChannel: "C1"},
			Rules:            []ownership.Rule{{Namespace: "billing-*", Severity: "high"}},
			OwnerAnnotations: []string{"rollcall.dev/owner"}, AllowedChannels: []string{"C7"},
		},
		Slack:              "slack",
		Everyone:           []routing.Subscriber{{To: notify.Destination{Receiver: "console"}}},
		Witnesses:          []routing.Subscriber{{To: notify.Destination{Receiver: "webhook/hb"}}},
		ExternalURL:        "https://rollcall.example.com/",
		DefaultSeverity:    incident.Normal,
		RunbookAnnotations: []string{"rollcall.dev/runbook", "a8r.io/runbook"},
	}
}

func slack(channel string) notify.Destination {
	return notify.Destination{Receiver: "slack", Address: channel}
}

func TestDestinations(t *testing.T) {
	t.Parallel()
	console, hook := notify.Destination{Receiver: "console"}, notify.Destination{Receiver: "webhook/hb"}
	tests := map[string]struct {
		change     func(*routing.Table)
		definition monitor.Definition
		want       []notify.Destination
	}{
		"the owner's channel":      {nil, monitor.Definition{Annotations: map[string]string{"rollcall.dev/owner": "billing"}}, []notify.Destination{slack("C2"), console, hook}},
		"triage":                   {nil, monitor.Definition{}, []notify.Destination{slack("C1"), console, hook}},
		"a team without a channel": {nil, monitor.Definition{Annotations: map[string]string{"rollcall.dev/owner": "silent"}}, []notify.Destination{slack("C1"), console, hook}},
		"nobody has a channel but there is a default": {
			func(t *routing.Table) { t.Directory.Triage.SlackChannel, t.DefaultChannel = "", "C9" },
			monitor.Definition{}, []notify.Destination{slack("C9"), console, hook},
		},
		"no Slack": {func(t *routing.Table) { t.Slack = "" }, monitor.Definition{}, []notify.Destination{console, hook}},
		"people who read in one place": {
			func(t *routing.Table) { t.Slack, t.People = "", []notify.Destination{slack("")} }, monitor.Definition{},
			[]notify.Destination{slack(""), console, hook},
		},
		"low severity waits for the digest": {
			func(t *routing.Table) { t.People = []notify.Destination{{Receiver: "room"}} },
			monitor.Definition{Annotations: map[string]string{"rollcall.dev/severity": "low"}}, []notify.Destination{console, hook},
		},
		"the jobTemplate's owner": {
			nil, monitor.Definition{TemplateAnnotations: map[string]string{"rollcall.dev/owner": "billing"}}, []notify.Destination{slack("C2"), console, hook},
		},
		"the namespace's owner": {
			nil, monitor.Definition{NamespaceAnnotations: map[string]string{"rollcall.dev/owner": "billing"}}, []notify.Destination{slack("C2"), console, hook},
		},
		"a channel that the job may choose": {
			nil, monitor.Definition{Annotations: map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/receiver": "C7"}},
			[]notify.Destination{slack("C7"), console, hook},
		},
		"a channel that it may not": {
			nil, monitor.Definition{Annotations: map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/receiver": "C8"}},
			[]notify.Destination{slack("C2"), console, hook},
		},
		"a witness alerts no people": {nil, monitor.Definition{WitnessOf: "kube/1"}, []notify.Destination{hook}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := table()
			if tt.change != nil {
				tt.change(&tab)
			}
			var r routing.Router
			r.Use(tab)
			_, got := r.Route(incident.Notice{}, tt.definition)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("destinations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheNoticeIsCompleted(t *testing.T) {
	t.Parallel()
	var r routing.Router
	r.Use(table())
	n, _ := r.Route(incident.Notice{Incident: "a/b"}, monitor.Definition{Namespace: "billing-eu", Annotations: map[string]string{
		"rollcall.dev/owner": "billing", "rollcall.dev/description": "closes", "a8r.io/runbook": "https://runbooks.example.com/x",
	}})
	if n.Owner.Team.ID != "billing" || n.Severity != incident.High || n.Subject.Description != "closes" ||
		n.Subject.Runbook != "https://runbooks.example.com/x" || n.Link != "https://rollcall.example.com/incidents/a%2Fb" {
		t.Errorf("notice %+v", n)
	}
}

func TestSeverity(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		namespace, declared string
		want                incident.Severity
	}{
		"declared by the job":       {"billing-eu", "critical", incident.Critical},
		"as YAML leaves a line":     {"billing-eu", "critical\n", incident.Critical},
		"given by a rule":           {"billing-eu", "", incident.High},
		"a typo counts for nothing": {"billing-eu", "hihg", incident.High},
		"the default":               {"x", "", incident.Normal},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r routing.Router
			r.Use(table())
			n, _ := r.Route(incident.Notice{}, monitor.Definition{Namespace: tt.namespace, Annotations: map[string]string{routing.SeverityAnnotation: tt.declared}})
			if n.Severity != tt.want {
				t.Errorf("severity %q, want %q", n.Severity, tt.want)
			}
		})
	}
}

func TestOnlyWebAddressesAreRunbooks(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"https://runbooks.example.com/a": "https://runbooks.example.com/a", " https://runbooks.example.com/b\n": "https://runbooks.example.com/b",
		"javascript:alert(1)": "", "see the wiki": "", "//host/path": "", "http://": "",
	} {
		var r routing.Router
		r.Use(table())
		n, _ := r.Route(incident.Notice{}, monitor.Definition{Annotations: map[string]string{"rollcall.dev/runbook": value}})
		if n.Subject.Runbook != want {
			t.Errorf("%q gives the link %q, want %q", value, n.Subject.Runbook, want)
		}
	}
}

func TestWithoutATableNobodyIsTold(t *testing.T) {
	t.Parallel()
	var r routing.Router
	if _, to := r.Route(incident.Notice{}, monitor.Definition{}); to != nil {
		t.Errorf("destinations %v", to)
	}
}

func TestWhetherItMayBeRunAgain(t *testing.T) {
	t.Parallel()
	r := &routing.Router{}
	r.Use(routing.Table{})
	for declared, want := range map[string]string{"safe": "safe because", "never": "never because", "": "", "perhaps": ""} {
		n, _ := r.Route(incident.Notice{}, monitor.Definition{Annotations: map[string]string{
			routing.RerunAnnotation: declared, routing.RerunNoteAnnotation: "because",
		}})
		if got := strings.TrimSpace(n.Subject.Rerun + " " + n.Subject.RerunNote); got != want {
			t.Errorf("declared %q: %q, want %q", declared, got, want)
		}
	}
}
