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
		n.Change, n.Recovered, n.Answer, n.ResolvedAt = incident.Recovery, tc.recovered, tc.by, n.OpenedAt.Add(time.Hour)
		if got := render.Compose(n, render.View{Action: notify.Update}).Story; got != tc.want {
			t.Errorf("%d are out of trouble: %q, want %q", tc.recovered, got, tc.want)
		}
	}
}
