package ownership_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/ownership"
)

// owned is a job of which everything is declared, with something changed.
func owned(change func(*ownership.Job)) ownership.Job {
	j := ownership.Job{
		Subject: ownership.Subject{Namespace: "billing", Name: "invoice", Annotations: map[string]string{ownership.OwnerAnnotation: "billing"}},
		Monitor: "m1", Title: "billing/invoice", Runbook: "https://r", Severity: true, Rerun: true, AsksRerun: true,
	}
	if change != nil {
		change(&j)
	}
	return j
}

func (*checked) name(owner string) ownership.Job {
	return owned(func(j *ownership.Job) { j.Annotations = map[string]string{ownership.OwnerAnnotation: owner} })
}

// checked is an Inventory without a defect.
type checked struct{ ownership.Inventory }

func newChecked() *checked {
	return &checked{ownership.Inventory{
		Directory: ownership.Directory{
			OwnerAnnotations: []string{ownership.OwnerAnnotation}, AllowedChannels: []string{"C9"},
			Triage: ownership.Team{ID: "triage", Name: "Triage", SlackChannel: "C1"},
			Teams:  []ownership.Team{{ID: "billing", Name: "Billing", SlackChannel: "C2", SlackUsergroup: "S2"}},
		},
		Jobs:     []ownership.Job{owned(nil)},
		Fallback: "C3",
		Now:      time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC),
		Facts: ownership.Facts{
			Channels: map[string]ownership.Fact{}, Usergroups: map[string]ownership.Fact{}, People: map[string]ownership.Fact{}, Links: map[string]ownership.Fact{},
		},
	}}
}

func (c *checked) team(t ownership.Team) { c.Directory.Teams = append(c.Directory.Teams, t) }

func TestEveryKindOfDefectIsFound(t *testing.T) {
	t.Parallel()
	archived := ownership.Archived
	all := map[ownership.DefectKind]bool{}
	for name, tc := range map[string]struct {
		change func(*checked)
		want   []string // kind, subject, team and detail of each
	}{
		"nothing": {func(*checked) {}, nil},
		"no owner": {
			func(c *checked) { c.Jobs[0].Annotations = nil },
			[]string{"no_owner|billing/invoice|triage|Triage is told instead"},
		},
		"no owner, and a channel that it may not choose": {
			func(c *checked) { c.Jobs[0].Annotations = map[string]string{ownership.ReceiverAnnotation: "C7"} },
			[]string{"no_owner|billing/invoice|triage|Triage is told instead"},
		},
		"the triage team by name": {func(c *checked) { c.Jobs[0] = c.name("triage") }, nil},
		"an unknown team": {
			func(c *checked) { c.Jobs[0] = c.name("biling") },
			[]string{"unknown_team|billing/invoice|triage|annotation rollcall.dev/owner names biling, which is no team"},
		},
		"an unknown team on a rung that is not needed": {
			func(c *checked) { c.Directory.Rules = []ownership.Rule{{Owner: "biling"}} }, nil,
		},
		"an unknown team above another rung": {
			func(c *checked) {
				c.Jobs[0] = c.name("biling")
				c.Directory.Rules = []ownership.Rule{{Owner: "billing"}}
			},
			[]string{"unknown_team|billing/invoice|billing|annotation rollcall.dev/owner names biling, which is no team"},
		},
		"archived without a successor": {
			func(c *checked) {
				c.team(ownership.Team{ID: "old", Status: archived})
				second := c.name("old")
				second.Monitor, second.Title = "m2", "billing/other"
				c.Jobs = []ownership.Job{c.name("old"), second}
			},
			[]string{"archived_team|team old|triage|it is archived and has neither a successor nor a parent; billing/invoice and 1 more name it"},
		},
		"archived with a successor": {
			func(c *checked) {
				c.team(ownership.Team{ID: "old", Status: archived, Successor: "billing"})
				c.Jobs[0] = c.name("old")
			}, nil,
		},
		"archived, and nobody names it": {func(c *checked) { c.team(ownership.Team{ID: "old", Status: archived}) }, nil},
		"a cycle": {
			func(c *checked) {
				c.team(ownership.Team{ID: "a", Status: archived, Successor: "b"})
				c.team(ownership.Team{ID: "b", Status: archived, Successor: "a"})
				c.Jobs[0] = c.name("a")
			},
			[]string{"cycle|team b|triage|it is archived and what it owned comes back to it: a → b → a; billing/invoice names it"},
		},
		"a channel is archived": {
			func(c *checked) { c.Facts.Channels["C2"] = ownership.Fact{Kind: ownership.ChannelArchived} },
			[]string{"channel_archived|channel C2|billing|the channel of Billing"},
		},
		"the channel of those who have none": {
			func(c *checked) {
				c.Facts.Channels["C3"] = ownership.Fact{Kind: ownership.ChannelNotFound, Detail: "channel_not_found"}
			},
			[]string{"channel_not_found|channel C3|triage|the channel of teams that have none: channel_not_found"},
		},
		"a channel that a job chose": {
			func(c *checked) {
				c.Jobs[0].Annotations[ownership.ReceiverAnnotation] = "C9"
				c.Facts.Channels["C9"] = ownership.Fact{Kind: ownership.ChannelWithoutUs}
			},
			[]string{"channel_without_us|channel C9|billing|the channel chosen by billing/invoice"},
		},
		"a channel of nobody": {func(c *checked) { c.Facts.Channels["C8"] = ownership.Fact{Kind: ownership.ChannelArchived} }, nil},
		"an empty user group": {
			func(c *checked) { c.Facts.Usergroups["S2"] = ownership.Fact{Kind: ownership.UsergroupEmpty} },
			[]string{"usergroup_empty|user group S2|billing|the user group of Billing"},
		},
		"a disabled user group": {
			func(c *checked) { c.Facts.Usergroups["S2"] = ownership.Fact{Kind: ownership.UsergroupDisabled} },
			[]string{"usergroup_disabled|user group S2|billing|the user group of Billing"},
		},
		"a person who left": {
			func(c *checked) {
				c.People = []ownership.Engaged{{ID: "U1", Name: "@ann", Team: "billing", For: "has acknowledged billing/invoice"}, {ID: "U2"}}
				c.Facts.People["U1"] = ownership.Fact{Kind: ownership.PersonLeft}
				c.Facts.People["U2"] = ownership.Fact{}
			},
			[]string{"person_left|person U1|billing|@ann has acknowledged billing/invoice"},
		},
		"a review that is overdue": {
			func(c *checked) { c.Directory.Teams[0].ReviewBy = ownership.Date{Year: 2027, Month: 2, Day: 28} },
			[]string{"review_overdue|team billing|billing|somebody was to look at the entry by 2027-02-28"},
		},
		"no runbook": {func(c *checked) { c.Jobs[0].Runbook = "" }, []string{"no_runbook|billing/invoice|billing|"}},
		"a dead link": {
			func(c *checked) {
				c.Facts.Links["https://r"] = ownership.Fact{Kind: ownership.RunbookDead, Detail: "404 Not Found"}
			},
			[]string{"runbook_dead|billing/invoice|billing|https://r: 404 Not Found"},
		},
		"no severity":           {func(c *checked) { c.Jobs[0].Severity = false }, []string{"no_severity|billing/invoice|billing|"}},
		"no word on re-running": {func(c *checked) { c.Jobs[0].Rerun = false }, []string{"no_rerun|billing/invoice|billing|"}},
		"what nobody can run":   {func(c *checked) { c.Jobs[0].Rerun, c.Jobs[0].AsksRerun = false, false }, nil},
		"the most urgent is first": {
			func(c *checked) { c.Jobs[0].Severity, c.Jobs[0].Annotations = false, nil },
			[]string{"no_owner|billing/invoice|triage|Triage is told instead", "no_severity|billing/invoice|triage|"},
		},
	} {
		c := newChecked()
		tc.change(c)
		found := ownership.Check(c.Inventory)
		gone(t, name, found)
		var got []string
		for _, d := range found {
			all[d.Kind] = true
			got = append(got, strings.Join([]string{string(d.Kind), d.Subject, d.Team, d.Detail}, "|"))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	for _, kind := range ownership.DefectKinds() {
		if !all[kind] {
			t.Errorf("nothing shows how %s is found", kind)
		}
	}
}

// gone fails where a defect is there after what is wrong was mended, and all that is relied on was looked up and is well.
func gone(t *testing.T, name string, found []ownership.Defect) {
	t.Helper()
	mended := newChecked()
	asked := mended.Asks()
	well := func(ids []string) map[string]ownership.Fact {
		facts := map[string]ownership.Fact{}
		for _, id := range ids {
			facts[id] = ownership.Fact{}
		}
		return facts
	}
	mended.Facts = ownership.Facts{
		Channels: well(asked.Channels), Usergroups: well(asked.Usergroups), People: well(asked.People), Links: well(asked.Links),
	}
	blind := func(d ownership.Defect) bool { return mended.Blind(d, asked) }
	known := ownership.Merge(nil, found, blind, mended.Now.AddDate(0, 0, -1))
	after := ownership.Merge(known, ownership.Check(mended.Inventory), blind, mended.Now)
	if len(after) != len(found) {
		t.Errorf("%s: %d of %d changed", name, len(after), len(found))
	}
	for _, f := range after {
		if !f.GoneAt.Equal(mended.Now) {
			t.Errorf("%s: it is still there: %+v", name, f)
		}
	}
}

func TestADefectIsRememberedUntilItIsGone(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2027, 3, n, 9, 0, 0, 0, time.UTC) }
	runbook := ownership.Defect{Kind: ownership.NoRunbook, Subject: "a/b", Monitor: "m", Team: "t"}
	place := ownership.Defect{Kind: ownership.ChannelArchived, Subject: "channel C1", Team: "t"}
	sees := func(ownership.Defect) bool { return false }
	first := ownership.Merge(nil, []ownership.Defect{runbook, place, runbook}, sees, day(1))
	if len(first) != 2 || !first[0].FirstSeen.Equal(day(1)) || !first[0].Since.Equal(day(1)) {
		t.Fatalf("at first: %+v", first)
	}
	blind := func(d ownership.Defect) bool { return d.Kind == ownership.ChannelArchived }
	second := ownership.Merge(first, []ownership.Defect{runbook}, blind, day(2))
	if len(second) != 1 || !second[0].FirstSeen.Equal(day(1)) || !second[0].LastSeen.Equal(day(2)) || !second[0].Since.Equal(day(1)) {
		t.Errorf("seen again, and not looked at: %+v", second)
	}
	third := ownership.Merge(first, nil, sees, day(3))
	if len(third) != 2 || !third[0].GoneAt.Equal(day(3)) || !third[1].GoneAt.Equal(day(3)) {
		t.Errorf("gone: %+v", third)
	}
	if again := ownership.Merge(third, nil, sees, day(4)); len(again) != 0 {
		t.Errorf("gone twice: %+v", again)
	}
	back := ownership.Merge(third, []ownership.Defect{runbook}, sees, day(5))
	if len(back) != 1 || !back[0].FirstSeen.Equal(day(5)) || !back[0].GoneAt.IsZero() {
		t.Errorf("back: %+v", back)
	}
}
