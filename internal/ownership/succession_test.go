package ownership_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/ownership"
)

func TestSuccession(t *testing.T) {
	t.Parallel()
	archived := func(id, successor, parent string) ownership.Team {
		return ownership.Team{ID: id, Status: ownership.Archived, Successor: successor, Parent: parent}
	}
	chain := func(n int) []ownership.Team {
		teams := []ownership.Team{{ID: fmt.Sprintf("t%d", n)}}
		for i := range n {
			teams = append(teams, archived(fmt.Sprintf("t%d", i), fmt.Sprintf("t%d", i+1), ""))
		}
		return teams
	}
	tests := map[string]struct {
		teams          []ownership.Team
		owner, team    string
		source, value  string
		reasons, names []string // of what was rejected
	}{
		"a successor": {
			[]ownership.Team{archived("old", "new", "above"), {ID: "new"}, {ID: "above"}}, "old", "new", "rule 1, after old was archived", "old",
			[]string{"it is archived: its successor is new"}, []string{"old"},
		},
		"a parent": {
			[]ownership.Team{archived("old", "", "above"), {ID: "above"}}, "old", "above", "rule 1, after old was archived", "old",
			[]string{"it is archived: its parent is above"}, []string{"old"},
		},
		"one after the other": {
			[]ownership.Team{archived("old", "next", ""), archived("next", "", "last"), {ID: "last"}}, "old", "last", "rule 1, after old was archived", "old",
			[]string{"it is archived: its successor is next", "it is archived: its parent is last"}, []string{"old", "next"},
		},
		"the triage team": {
			[]ownership.Team{archived("old", "triage", "")}, "old", "triage", "rule 1, after old was archived", "old",
			[]string{"it is archived: its successor is triage"}, []string{"old"},
		},
		"nobody": {
			[]ownership.Team{archived("old", "", "")}, "old", "triage", "triage: nobody else claims it", "",
			[]string{"it is archived and has neither a successor nor a parent"}, []string{"old"},
		},
		"an unknown successor": {
			[]ownership.Team{archived("old", "gone", "above"), {ID: "above"}}, "old", "triage", "triage: nobody else claims it", "",
			[]string{`it is archived and its successor "gone" is not in the directory`}, []string{"old"},
		},
		"a circle": {
			[]ownership.Team{archived("a", "b", ""), archived("b", "a", "")}, "a", "triage", "triage: nobody else claims it", "",
			[]string{"it is archived: its successor is b", "it is archived and what it owned comes back to it: a → b → a"}, []string{"a", "b"},
		},
		"five": {
			chain(5), "t0", "t5", "rule 1, after t0 was archived", "t0",
			[]string{
				"it is archived: its successor is t1", "it is archived: its successor is t2", "it is archived: its successor is t3",
				"it is archived: its successor is t4", "it is archived: its successor is t5",
			}, []string{"t0", "t1", "t2", "t3", "t4"},
		},
		"six": {
			chain(6), "t0", "triage", "triage: nobody else claims it", "",
			[]string{
				"it is archived: its successor is t1", "it is archived: its successor is t2", "it is archived: its successor is t3",
				"it is archived: its successor is t4", "it is archived: its successor is t5",
				"it is archived, and no more than 5 teams hand on what they owned: t0 → t1 → t2 → t3 → t4 → t5",
			}, []string{"t0", "t1", "t2", "t3", "t4", "t5"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := ownership.Directory{Teams: tt.teams, Triage: ownership.Team{ID: "triage"}, Rules: []ownership.Rule{{Owner: tt.owner}}}
			a := d.Resolve(ownership.Subject{})
			if a.Team.ID != tt.team || a.Source != tt.source || a.Value != tt.value {
				t.Errorf("got %s (%q) from %q, want %s (%q) from %q", a.Team.ID, a.Value, a.Source, tt.team, tt.value, tt.source)
			}
			var reasons, names []string
			for _, r := range a.Rejected {
				reasons, names = append(reasons, r.Reason), append(names, r.Team)
				if r.Source != "rule 1" {
					t.Errorf("rejected from %q", r.Source)
				}
			}
			if diff := cmp.Diff(tt.reasons, reasons) + cmp.Diff(tt.names, names); diff != "" {
				t.Errorf("rejected (-want +got):\n%s", diff)
			}
		})
	}
}
