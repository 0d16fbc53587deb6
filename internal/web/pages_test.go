package web_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/web"
)

// TestPages compares each page with its golden file, as it is at noon.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		shelf  *shelf
		path   string
		status int
	}{
		"inbox":          {everything(), "/", http.StatusOK},
		"inbox-silenced": {everything(), "/?owner=billing&state=silenced", http.StatusOK},
		"inbox-none":     {everything(), "/?owner=nobody&state=held", http.StatusOK},
		"inbox-at-it":    {&shelf{open: []incident.Incident{incidentOf("inc-1", notifytest.Stuck(), acked)}, watched: 12}, "/", http.StatusOK},
		"no-state":       {everything(), "/?state=angry", http.StatusBadRequest},
		"quiet":          {&shelf{watched: 12}, "/", http.StatusOK},
		"empty":          {&shelf{}, "/", http.StatusOK},
		"incident":       {story(), "/incidents/inc-1", http.StatusOK},
		"held":           {everything(), "/incidents/inc-7", http.StatusOK},
		"silenced":       {everything(), "/incidents/inc-4", http.StatusOK},
		"in-window":      {everything(), "/incidents/inc-5", http.StatusOK},
		"resolved":       {everything(), "/incidents/inc-8", http.StatusOK},
		"burst":          {burst(), "/incidents/b-1", http.StatusOK},
		"member":         {&shelf{members: members(3)}, "/incidents/m-002", http.StatusOK},
		"silences":       {everything(), "/silences", http.StatusOK},
		"no-silences":    {&shelf{}, "/silences", http.StatusOK},
		"defects":        {defective(), "/defects", http.StatusOK},
		"no-defects":     {&shelf{}, "/defects", http.StatusOK},
		"not-there":      {&shelf{}, "/incidents/inc-x", http.StatusNotFound},
		"no-page":        {&shelf{}, "/nowhere", http.StatusNotFound},
		"no-store":       {&shelf{err: errors.New("disk gone")}, "/", http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(noon()))
				r := get(t, tt.shelf, tt.path)
				if r.StatusCode != tt.status {
					t.Errorf("status %d, want %d", r.StatusCode, tt.status)
				}
				golden(t, name+".html", body(t, r))
				for what, n := range tt.shelf.asked {
					if n > 1 {
						t.Errorf("the store was asked %d times for %s", n, what)
					}
				}
			})
		})
	}
}

// everything has an incident of each standing.
func everything() *shelf {
	critical := func(i *incident.Incident) { i.Notice.Severity = incident.Critical }
	return &shelf{
		watched: 640,
		open: []incident.Incident{
			incidentOf("inc-9", notifytest.Missed(), named("mirror"), func(i *incident.Incident) {
				i.Notice.Severity, i.Digest = incident.Low, "d-1"
			}),
			incidentOf("inc-7", notifytest.Missed(), named("child"), func(i *incident.Incident) { i.Held, i.ToldAt = true, time.Time{} }),
			incidentOf("inc-6", notifytest.Failed(), named("vacuum"), snoozed, acked),
			incidentOf("inc-5", notifytest.Failed(), named("sitemap"), ownedBy("shop", "Shop"), muted("window/patching/1795190400")),
			incidentOf("inc-4", notifytest.Failed(), named("export"), muted("s-1"), toActBy(noon().Add(-time.Hour))),
			incidentOf("inc-3", notifytest.Failed(), named("report"), acked, func(i *incident.Incident) { i.Feedback = incident.WrongOwner }),
			incidentOf("inc-2", notifytest.Missed(), toActBy(noon().Add(4*time.Hour))),
			incidentOf("inc-1", notifytest.Stuck(), toActBy(noon().Add(-5*time.Minute)), func(i *incident.Incident) { i.Level = 1 }),
			incidentOf("inc-0", notifytest.Failed(), named("payout"), critical, toActBy(noon().Add(15*time.Minute))),
			burstOf("b-1", 64),
		},
		resolved: []incident.Incident{incidentOf("inc-8", notifytest.Stuck(), over)},
		silences: []incident.Silence{
			silence("s-1", func(s *incident.Silence) {
				s.Muted, s.Incidents, s.UntilRecovery = 7, []string{"inc-4", "b-1", "gone", "inc-8"}, true
			}),
			silence("s-2", func(s *incident.Silence) {
				s.Suspends = &incident.Suspension{Namespace: "billing", Name: "close", State: incident.SuspensionHolds}
			}),
			window(),
		},
		ended: []incident.Silence{
			silence("s-0", func(s *incident.Silence) { *s = s.End(incident.Person{ID: "api/ops"}, noon().Add(-time.Hour)) }),
			silence("s-8", func(s *incident.Silence) {
				*s = s.End(incident.Rollcall(), noon().Add(-time.Hour))
				s.Suspends = &incident.Suspension{
					Namespace: "billing", Name: "close", State: incident.SuspensionRefused, Problem: "It is suspended already, and not by Rollcall.",
				}
			}),
			silence("s-9", func(s *incident.Silence) { s.Until = noon().Add(-2 * time.Hour) }),
		},
	}
}

// burst has three jobs that are as the burst is, and one that is not.
func burst() *shelf {
	return &shelf{open: []incident.Incident{burstOf("b-1", 20)}, members: append(members(3), other())}
}

// other is a member of a burst with a cause of its own.
func other() incident.Incident {
	return incidentOf("m-000", notifytest.Failed(), named("job-000"), over, func(i *incident.Incident) { i.Burst = "b-1" })
}

// story is an incident with all that can happen to one.
func story() *shelf {
	at := func(minutes int) time.Time { return noon().Add(time.Duration(minutes-55) * time.Minute) }
	by := incident.Rollcall()
	failed := incidentOf("inc-1", notifytest.Stuck(), acked, func(i *incident.Incident) {
		i.Timeline = []incident.Entry{
			{At: at(0), By: by, What: incident.Opened, Text: i.Cause.Summary},
			{At: at(5), By: by, What: incident.Repeated, Text: i.Cause.Summary, Times: 3},
			{At: at(6), By: by, What: incident.Changed, Text: "another one"},
			{At: at(10), By: by, What: incident.Reminder},
			{At: at(20), By: by, What: incident.Escalated},
			{ID: "a", At: at(22), By: ann(), What: incident.Snoozed, Until: at(30)},
			{At: at(30), By: by, What: incident.Woken},
			{ID: "b", At: at(31), By: ann(), What: incident.Commented, Text: "the registry is full\n<b>see</b> the dashboard"},
			{ID: "c", At: at(32), By: ann(), What: incident.WrongOwnerChange, Text: "platform"},
			{ID: "d", At: at(33), By: ann(), What: incident.NotActionableChange},
			{ID: "e", At: at(34), By: ann(), What: incident.Recovery},
			{ID: "f", At: at(35), By: incident.Person{ID: "api/ops"}, What: incident.Reopened},
			{ID: "h", At: at(36), By: ann(), What: incident.RerunDenied, Text: "it is running now"},
			{ID: "i", At: at(37), By: ann(), What: incident.RerunBegan, Text: "the file is there"},
			{At: at(40), By: by, What: incident.RerunOver, Text: i.Cause.Summary},
			{ID: "g", At: at(45), By: ann(), What: incident.AckedChange},
		}
		i.Reruns = []incident.Rerun{
			{Attempt: 1, Job: "close-rerun-1", By: ann(), At: at(36), State: incident.RerunRefused, Problem: "it is running now"},
			{Attempt: 2, Job: "close-rerun-2", By: ann(), At: at(37), State: incident.RerunFailed, Reason: "the file is there"},
			{Attempt: 3, Job: "close-rerun-3", By: ann(), At: at(50), State: incident.RerunStarted},
			{Attempt: 4, Job: "close-rerun-4", By: ann(), At: at(51), State: incident.RerunAsked},
		}
	})
	post := notify.Message{Destination: notify.Destination{Receiver: "slack", Address: "C1"}, Action: notify.Post, Notice: failed.Notice}
	hook := notify.Message{Destination: notify.Destination{Receiver: "webhook/audit"}, Action: notify.Post, Notice: failed.Notice}
	return &shelf{open: []incident.Incident{failed}, told: []web.Told{
		{Message: post, State: "sent", DoneAt: failed.UpdatedAt},
		{Message: hook, State: "dead", QueuedAt: failed.UpdatedAt, Error: "410 Gone"},
	}}
}
