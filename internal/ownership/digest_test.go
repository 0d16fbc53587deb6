package ownership_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/ownership"
)

func TestATeamIsToldWhenSomethingIsNewOrWeekly(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2027, 3, n, 9, 0, 0, 0, time.UTC) }
	d := ownership.Directory{
		Triage: ownership.Team{ID: "triage"},
		Teams:  []ownership.Team{{ID: "billing"}, {ID: "old", Status: ownership.Archived, Successor: "billing"}},
	}
	found := func(subject, team string, told int) ownership.Finding {
		f := ownership.Finding{Defect: ownership.Defect{Kind: ownership.NoRunbook, Subject: subject, Team: team, Since: day(1)}}
		if told > 0 {
			f.ToldAt = day(told)
		}
		return f
	}
	for name, tc := range map[string]struct {
		there []ownership.Finding
		want  map[string]int // team → how many are new
		told  int
	}{
		"nothing":                   {nil, map[string]int{}, 0},
		"one that is new":           {[]ownership.Finding{found("a", "billing", 0), found("b", "billing", 8)}, map[string]int{"billing": 1}, 2},
		"told yesterday":            {[]ownership.Finding{found("a", "billing", 8)}, map[string]int{}, 0},
		"told a week ago":           {[]ownership.Finding{found("a", "billing", 2)}, map[string]int{"billing": 0}, 1},
		"one told since":            {[]ownership.Finding{found("a", "billing", 1), found("b", "billing", 8)}, map[string]int{}, 0},
		"each its own":              {[]ownership.Finding{found("a", "billing", 0), found("b", "triage", 8)}, map[string]int{"billing": 1}, 1},
		"a team that was dissolved": {[]ownership.Finding{found("a", "old", 0)}, map[string]int{"billing": 1}, 1},
		"a team that nobody knows":  {[]ownership.Finding{found("a", "gone", 0), found("b", "triage", 0)}, map[string]int{"triage": 2}, 2},
	} {
		digests, told := ownership.Digests(d, tc.there, day(9))
		got := map[string]int{}
		for _, digest := range digests {
			got[digest.Team.ID] = digest.Fresh
		}
		if diff := cmp.Diff(tc.want, got); diff != "" || len(told) != tc.told {
			t.Errorf("%s: told %d, %s", name, len(told), diff)
		}
		for _, f := range told {
			if !f.ToldAt.Equal(day(9)) {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func TestWhatIsAskedForAndNotKnownIsNotRepaired(t *testing.T) {
	t.Parallel()
	c := newChecked()
	c.People = []ownership.Engaged{{ID: "U1"}}
	asked := c.Asks()
	want := ownership.Ask{Channels: []string{"C1", "C2", "C3"}, Usergroups: []string{"S2"}, People: []string{"U1"}, Links: []string{"https://r"}}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Fatal(diff)
	}
	known := ownership.Facts{
		Channels: map[string]ownership.Fact{"C2": {}}, Usergroups: map[string]ownership.Fact{"S2": {}},
		People: map[string]ownership.Fact{"U1": {}}, Links: map[string]ownership.Fact{"https://r": {}},
	}
	for _, d := range []ownership.Defect{
		{Kind: ownership.ChannelArchived, Subject: "channel C2"}, {Kind: ownership.UsergroupEmpty, Subject: "user group S2"},
		{Kind: ownership.PersonLeft, Subject: "person U1"},
		{Kind: ownership.RunbookDead, Subject: "billing/invoice", Monitor: "m1", Detail: "https://r: 404"},
	} {
		if !c.Blind(d, asked) {
			t.Errorf("%s: it was not looked at", d.ID())
		}
		seeing := c.Inventory
		seeing.Facts = c.Facts.With(known)
		if seeing.Blind(d, asked) {
			t.Errorf("%s: it was looked at", d.ID())
		}
	}
	for _, d := range []ownership.Defect{
		{Kind: ownership.ChannelArchived, Subject: "channel C8"}, {Kind: ownership.NoRunbook, Subject: "billing/invoice", Monitor: "m1"},
		{Kind: ownership.RunbookDead, Monitor: "m1", Detail: "https://other: 404"}, {Kind: ownership.RunbookDead, Monitor: "m9"},
	} {
		if c.Blind(d, asked) {
			t.Errorf("%s: nobody relies on it any more, or it needs no facts", d.ID())
		}
	}
}
