package routing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

// house is a table with teams above each other.
func house() routing.Table {
	tab := table()
	week, err := ownership.ParseWeek("Sat 10:00-12:00")
	if err != nil {
		panic(err)
	}
	tab.Directory.Teams = []ownership.Team{
		{ID: "billing", SlackChannel: "C2", Parent: "finance", Hours: ownership.Hours{Week: week}},
		{ID: "finance", SlackChannel: "C3"}, {ID: "silent", Parent: "mute"}, {ID: "mute"},
		{ID: "next door", SlackChannel: "C3", Parent: "finance"}, {ID: "below triage", SlackChannel: "C4", Parent: "platform"},
	}
	tab.RemindAfter = 24 * time.Hour
	return tab
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	var r routing.Router
	r.Use(house())
	hours := house().Directory.Teams[0].Hours
	tests := map[string]struct {
		annotations map[string]string
		want        incident.Policy
	}{
		"nothing is said": {nil, incident.Policy{Severity: incident.Normal, RemindAfter: 24 * time.Hour}},
		"the team's hours": {
			map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/severity": "critical"},
			incident.Policy{Severity: incident.Critical, Hours: hours, RemindAfter: 24 * time.Hour},
		},
		"a time of its own": {
			map[string]string{"rollcall.dev/respond-within": "90m"},
			incident.Policy{Severity: incident.Normal, RespondWithin: 90 * time.Minute, RemindAfter: 24 * time.Hour},
		},
		"a typo counts for nothing": {
			map[string]string{"rollcall.dev/respond-within": "soon"}, incident.Policy{Severity: incident.Normal, RemindAfter: 24 * time.Hour},
		},
		"low reminds nobody": {map[string]string{"rollcall.dev/severity": "low"}, incident.Policy{Severity: incident.Low}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := monitor.Definition{Annotations: tt.annotations}
			n, _ := r.Route(incident.Notice{}, d)
			if diff := cmp.Diff(tt.want, r.Policy(n, d)); diff != "" {
				t.Errorf("policy (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("a team that left the directory keeps its hours", func(t *testing.T) {
		t.Parallel()
		n := incident.Notice{Owner: ownership.Answer{Team: ownership.Team{ID: "left", Hours: hours}}}
		if p := r.Policy(n, monitor.Definition{}); !p.Hours.Equal(hours) {
			t.Errorf("policy %+v", p)
		}
	})
	t.Run("without a table", func(t *testing.T) {
		t.Parallel()
		var empty routing.Router
		if p := empty.Policy(incident.Notice{Severity: incident.High}, monitor.Definition{}); p.Severity != incident.High || p.RemindAfter != 0 {
			t.Errorf("policy %+v", p)
		}
	})
}

func TestEscalation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		annotations   map[string]string
		change        func(*routing.Table)
		above, triage []notify.Destination
	}{
		"the team above, then triage": {map[string]string{"rollcall.dev/owner": "billing"}, nil, []notify.Destination{slack("C3")}, []notify.Destination{slack("C1")}},
		"nobody above":                {map[string]string{"rollcall.dev/owner": "finance"}, nil, nil, []notify.Destination{slack("C1")}},
		"triage already":              {nil, nil, nil, nil},
		"the same channel":            {map[string]string{"rollcall.dev/owner": "next door"}, nil, nil, []notify.Destination{slack("C1")}},
		"triage is above":             {map[string]string{"rollcall.dev/owner": "below triage"}, nil, []notify.Destination{slack("C1")}, nil},
		"no channels":                 {map[string]string{"rollcall.dev/owner": "silent"}, nil, nil, nil},
		"a channel that the job chose": {
			map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/receiver": "C7"}, nil,
			[]notify.Destination{slack("C3")}, []notify.Destination{slack("C1")},
		},
		"low": {map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/severity": "low"}, nil, nil, nil},
		"triage reads in the default channel": {
			map[string]string{"rollcall.dev/owner": "billing"},
			func(t *routing.Table) { t.Directory.Triage.SlackChannel, t.DefaultChannel = "", "C9" },
			[]notify.Destination{slack("C3")}, []notify.Destination{slack("C9")},
		},
		"no Slack": {map[string]string{"rollcall.dev/owner": "billing"}, func(t *routing.Table) { t.Slack = "" }, nil, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := house()
			if tt.change != nil {
				tt.change(&tab)
			}
			var r routing.Router
			r.Use(tab)
			n, _ := r.Route(incident.Notice{}, monitor.Definition{Annotations: tt.annotations})
			for level, want := range map[int][]notify.Destination{
				incident.LevelReminder: nil, incident.LevelGroup: nil, incident.LevelParent: tt.above, incident.LevelTriage: tt.triage, 5: nil,
			} {
				if diff := cmp.Diff(want, r.Escalation(level, n)); diff != "" {
					t.Errorf("level %d (-want +got):\n%s", level, diff)
				}
			}
		})
	}
	var empty routing.Router
	if to := empty.Escalation(incident.LevelTriage, incident.Notice{}); to != nil {
		t.Errorf("without a table: %v", to)
	}
}

// TestEveryMonitorIsHeardOf: whatever a Monitor says of itself, and whatever became of the teams, its Notices reach a channel that the
// directory names, unless they wait for the digest.
func TestEveryMonitorIsHeardOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "b", "c", "platform", "nobody", "C1", "C7", "C8", "low", "critical", "high", "5m"})
		annotations := rapid.MapOf(rapid.SampledFrom([]string{
			"rollcall.dev/owner", "rollcall.dev/receiver", "rollcall.dev/severity", "rollcall.dev/respond-within",
		}), word)
		tab := table()
		tab.Directory.Teams = nil
		for _, id := range []string{"a", "b", "c"} {
			tab.Directory.Teams = append(tab.Directory.Teams, ownership.Team{
				ID: id, SlackChannel: rapid.SampledFrom([]string{"", "C1", "C2"}).Draw(t, "channel"), Successor: word.Draw(t, "successor"), Parent: word.Draw(t, "parent"),
				Status: rapid.SampledFrom([]ownership.Status{ownership.Active, ownership.Archived}).Draw(t, "status"),
			})
		}
		if rapid.Bool().Draw(t, "default channel") {
			tab.Directory.Triage.SlackChannel, tab.DefaultChannel = "", "C2"
		}
		tab.Directory.Rules = append(tab.Directory.Rules, ownership.Rule{Owner: word.Draw(t, "rule")})
		var r routing.Router
		r.Use(tab)
		d := monitor.Definition{
			Namespace: word.Draw(t, "namespace"), Name: word.Draw(t, "name"), Annotations: annotations.Draw(t, "annotations"),
			TemplateAnnotations: annotations.Draw(t, "template"), NamespaceAnnotations: annotations.Draw(t, "of the namespace"),
		}
		n, to := r.Route(incident.Notice{}, d)
		heard := 0
		for _, one := range to {
			if one.Receiver == "slack" {
				heard++
				if one.Address != "C1" && one.Address != "C2" && one.Address != "C7" {
					t.Fatalf("%+v is posted to %q", d, one.Address)
				}
			}
		}
		if want := 1; n.Owner.Team.ID == "" || heard != want && n.Severity != incident.Low || heard != 0 && n.Severity == incident.Low {
			t.Fatalf("%+v is %+v's and told to %v", d, n.Owner, to)
		}
		from := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
		if by := r.Policy(n, d).ActBy(from, time.Time{}); by.IsZero() != (n.Severity == incident.Low) || !by.IsZero() && !by.After(from) {
			t.Fatalf("%q is to be acted on by %v", n.Severity, by)
		}
	})
}
