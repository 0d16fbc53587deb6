package render_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

// One of something is told as one, and none as none.
func TestWhatTheAuthorOfASilenceIsTold(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		change incident.Change
		muted  int
		goOn   int
		want   string
	}{
		{incident.Reminder, 3, 2, "It has kept 3 messages from being told so far. Of what it muted, 2 incidents are not over. End it if it is no longer needed."},
		{incident.Reminder, 1, 1, "It has kept 1 message from being told so far. Of what it muted, 1 incident is not over. End it if it is no longer needed."},
		{incident.Reminder, 0, 0, "It has kept 0 messages from being told so far. Nothing that it muted goes on. End it if it is no longer needed."},
		{incident.Recovery, 3, 1, "It kept 3 messages from being told. Of what it muted, 1 incident is not over, and will now be told."},
		{incident.Recovery, 1, 0, "It kept 1 message from being told."},
	} {
		n := notifytest.Muting(tc.change)
		n.Count, n.Jobs = tc.muted, tc.goOn
		if got := render.Compose(n, render.View{Action: notify.Reply}).Story; got != tc.want {
			t.Errorf("%s of %d, %d: %q, want %q", tc.change, tc.muted, tc.goOn, got, tc.want)
		}
	}
}

// Nobody has to act on what is snoozed.
func TestASnoozedIncidentAsksForNothing(t *testing.T) {
	t.Parallel()
	for _, action := range []notify.Action{notify.Reply, notify.Update} {
		text := render.Compose(notifytest.Snoozed(), render.View{Action: action}).Plain()
		if strings.Contains(text, "Act by") || !strings.Contains(text, "Snoozed until: Sat 21 Nov 09:00 JST") {
			t.Errorf("%s: %s", action, text)
		}
	}
}

// A reader who came without a message of the escalation before learns why it comes to him.
func TestAnEscalationSaysWhoIsTold(t *testing.T) {
	t.Parallel()
	for level, want := range map[int]string{2: "the whole team is called", 3: "the parent team is told", 4: "triage is told"} {
		if got := render.Compose(notifytest.Escalated(level), render.View{Action: notify.Reply}).Title; !strings.HasSuffix(got, "so "+want) {
			t.Errorf("level %d: %q", level, got)
		}
	}
}

func TestWhatTimeMadeOfWhatManyShare(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]incident.Notice{
		"1 job is in trouble in prod and nobody has answered yet":             notifytest.Burst(),
		"prod starts no CronJobs and nobody has answered yet":                 notifytest.Stalled(),
		"Rollcall could not see 300 runs in prod and nobody has answered yet": notifytest.Unseen(),
	} {
		n.Change = incident.Reminder
		if n.Kind == incident.Burst {
			n.Jobs = 1
		}
		if got := render.Compose(n, render.View{Action: notify.Reply}).Title; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A Post comes to readers who know nothing yet: they learn why it comes now.
func TestAPostOfWhatAClusterSharesSaysWhatTimeHasCome(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]incident.Notice{
		"prod starts no CronJobs · 3 runs missed and nobody has answered · HIGH": changed(notifytest.Stalled(), incident.Escalated),
		"prod starts no CronJobs · 3 runs missed · quiet time is over · HIGH":    changed(notifytest.Stalled(), incident.Woken),
		"Rollcall could not see 300 runs in prod · quiet time is over":           changed(notifytest.Unseen(), incident.Woken),
	} {
		if got := render.Compose(n, render.View{Action: notify.Post}).Title; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func changed(n incident.Notice, c incident.Change) incident.Notice {
	n.Change = c
	return n
}

// Whoever reads of an end by hand without the thread learns what was said, once who did it, and nothing that did not happen.
func TestAnEndByHandIsToldAsWhatItIs(t *testing.T) {
	t.Parallel()
	long := notifytest.ResolvedByHand()
	long.Answer.Text = strings.Repeat("x", 2000)
	byHand := func(n incident.Notice) incident.Notice {
		n.Owner.Team.Timezone = "UTC"
		n.Change, n.ResolvedAt = incident.Recovery, n.OpenedAt.Add(time.Hour)
		n.Answer = &incident.Entry{By: notifytest.Ann(), Text: "the node\nis back"}
		return n
	}
	for name, tc := range map[string]struct {
		n            incident.Notice
		title, story string
	}{
		"a job": {
			notifytest.ResolvedByHand(), "billing/invoice-close was resolved by @ann",
			"By hand, whatever the runs say, at Sat 21 Nov 03:30 JST. The trouble lasted 52 min: 1 run failed. “closed the invoices by hand”",
		},
		"a job, at length": {
			long, "billing/invoice-close was resolved by @ann",
			"By hand, whatever the runs say, at Sat 21 Nov 03:30 JST. The trouble lasted 52 min: 1 run failed. “" + strings.Repeat("x", 299) + "…”",
		},
		"a burst": {
			byHand(notifytest.Burst()), "4 jobs in prod: resolved by @ann",
			"It is over since Fri 20 Nov 18:05 UTC, after 1 h. Not out of trouble by then: 12 of all 12 jobs. “the node is back”",
		},
		"a stalled cluster": {
			byHand(notifytest.Stalled()), "prod: resolved by @ann",
			"By hand, whatever the cluster does, at Fri 20 Nov 17:52 UTC. After 1 h: 3 runs of 3 CronJobs missed. “the node is back”",
		},
		"a blindness": {byHand(notifytest.Unseen()), "prod: resolved by @ann", "“the node is back”"},
	} {
		for _, action := range []notify.Action{notify.Post, notify.Update} {
			c := render.Compose(tc.n, render.View{Action: action})
			if c.Tone != render.Neutral || c.Title != tc.title || c.Story != tc.story {
				t.Errorf("%s, %s: %s\n%q\n%q, want\n%q\n%q", name, action, c.Tone, c.Title, c.Story, tc.title, tc.story)
			}
		}
	}
}

// What is said of an incident that is over leaves the message that tells how things are as it was.
func TestACommentAfterTheEndOpensNothing(t *testing.T) {
	t.Parallel()
	ended := 0
	for _, s := range notifytest.Samples() {
		n := s.Notice
		if n.Change != incident.Recovery || n.Kind == incident.Muting {
			continue
		}
		ended++
		over := incident.Incident{ID: n.Incident, Kind: n.Kind, Status: incident.Resolved, ResolvedAt: n.ResolvedAt, UpdatedAt: n.At, Notice: n}
		said, _, err := over.Answer(incident.Answer{
			ID: "0193-thanks", Incident: n.Incident, Kind: incident.Comment, By: incident.Person{ID: "slack/U0BOB"}, At: n.At.Add(time.Hour), Text: "thanks",
		})
		if err != nil {
			t.Fatal(err)
		}
		before, after := render.Compose(n, render.View{Action: notify.Update}), render.Compose(said.Stamp().Notice, render.View{Action: notify.Update})
		if before.Short() != after.Short() || before.Tone != after.Tone {
			t.Errorf("%s: %q, want %q", s.Name, after.Short(), before.Short())
		}
	}
	if ended == 0 {
		t.Error("no sample tells of an end")
	}
}

// A list is cut where it would be longer than a message may be.
func TestAListOfJobsIsBounded(t *testing.T) {
	t.Parallel()
	for named, last := range map[int]string{1: "tenant-0/report-of-the-day", 100: "tenant-99/report-of-the-day", 500: " more jobs"} {
		slots := render.Compose(notifytest.BurstListed(named, named), render.View{Action: notify.Reply}).Slots
		if end := slots[len(slots)-1]; len(slots) > named || !strings.HasSuffix(end, last) {
			t.Errorf("%d named: %d lines, the last is %q", named, len(slots), end)
		}
	}
	if got := render.Compose(notifytest.BurstListed(1, 1), render.View{Action: notify.Reply}).Title; got != "This job is concerned" {
		t.Errorf("one job: %q", got)
	}
}

// What a burst leaves behind is told with its end.
func TestHowABurstEnds(t *testing.T) {
	t.Parallel()
	ann := &incident.Entry{By: notifytest.Ann()}
	for _, tc := range []struct {
		recovered int
		by        *incident.Entry
		want      string
	}{
		{12, nil, "It is over since Fri 20 Nov 18:05 UTC, after 1 h."},
		{11, nil, "It is over since Fri 20 Nov 18:05 UTC, after 1 h. Told of separately: 1 of all 12 jobs."},
		{3, ann, "It is over since Fri 20 Nov 18:05 UTC, after 1 h. Not out of trouble by then: 9 of all 12 jobs."},
	} {
		n := notifytest.Burst()
		n.Owner.Team.Timezone = "UTC"
		n.Change, n.Recovered, n.Answer, n.EndedBy, n.ResolvedAt = incident.Recovery, tc.recovered, tc.by, tc.by, n.OpenedAt.Add(time.Hour)
		if got := render.Compose(n, render.View{Action: notify.Update}).Story; got != tc.want {
			t.Errorf("%d are out of trouble: %q, want %q", tc.recovered, got, tc.want)
		}
	}
}
