package web_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/web"
)

// hostile is a shelf on which whatever comes from outside is the text: what a job prints, what people write, what things are called.
func hostile(text string) *shelf {
	n := notifytest.Failed()
	n.Cause.Summary, n.Cause.Signal, n.Cause.LogTail, n.Cause.Advice, n.RunName = text, text, text, []string{text}, text
	n.Subject.Namespace, n.Subject.Name, n.Subject.Description, n.Subject.Runbook = text, text, text, text
	n.Severity = incident.Severity(text)
	who := incident.Person{ID: "slack/" + text, Name: text}
	team := ownership.Team{ID: text + "x", Name: text}
	n.Owner = ownership.Answer{Team: team, Source: text}
	all := func(i *incident.Incident) {
		i.Members = append(i.Members, incident.Member{
			Key: text, Job: text, RunName: text, Judgement: monitor.Judgement(text), Code: diagnose.Code(text),
		})
		i.Status, i.AckedBy, i.AckedAt = incident.Acknowledged, who, noon()
		i.MutedBy, i.MutedUntil, i.SnoozedUntil = "s"+text, noon(), noon()
		i.Feedback = incident.NotActionable
		i.Reruns = []incident.Rerun{{Order: text, Job: text, By: who, At: noon(), Reason: text, State: incident.RerunState("x" + text), Problem: text}}
		for _, c := range []incident.Change{incident.Commented, incident.Snoozed, incident.Change("x" + text)} {
			i.Timeline = append(i.Timeline, incident.Entry{ID: text, At: noon(), By: who, What: c, Text: text, Until: noon()})
		}
	}
	burst := burstOf("inc-2", 20)
	burst.Cause, burst.Notice.Cause, burst.Notice.Subject.Name = n.Cause, n.Cause, text
	burst.Sharing.Owners = []incident.Share{{Team: team, Jobs: 3}}
	burst.Notice.Affected = []incident.Affected{{Job: text, RunName: text}}
	s := incident.Silence{
		ID: "s" + text, By: who, Reason: text, CreatedAt: noon().AddDate(-50, 0, 0), Until: noon().AddDate(50, 0, 0), Muted: 1,
		Match: incident.Matcher{
			Monitor: monitor.ID(text), Name: text, Labels: map[string]string{text: text}, Owner: text, Cause: diagnose.Code(text),
		},
		Incidents: []string{"inc-1", "inc-2"},
	}
	held := s
	held.ID, held.Suspends = "h"+text, &incident.Suspension{Namespace: text, Name: text, State: incident.SuspensionState("x" + text), Problem: text}
	ended := s.End(who, noon())
	ended.ID, ended.Window = "e"+text, "w"+text
	return &shelf{
		open:     []incident.Incident{incidentOf("inc-1", n, all), burst},
		members:  []incident.Incident{incidentOf("m-1", n, func(i *incident.Incident) { i.Burst, i.ToldAt = "inc-2", time.Time{} })},
		silences: []incident.Silence{s, held}, ended: []incident.Silence{ended},
		defects: []ownership.Finding{{Defect: ownership.Defect{Kind: ownership.DefectKind(text), Subject: text, Team: text, Detail: text, Since: noon()}}},
		told: []web.Told{{
			Message: notify.Message{Destination: notify.Destination{Receiver: "r" + text, Address: "a" + text}, Action: notify.Reply, Notice: n},
			State:   "dead", Error: "e" + text,
		}},
	}
}

func TestNothingFromOutsideActsInThePage(t *testing.T) {
	t.Parallel()
	const text = `<script>alert(1)</script><img src=x onerror=alert(1)>"'` + "\u202e\x00"
	for _, path := range []string{"/", "/incidents/inc-1", "/incidents/inc-2", "/incidents/m-1", "/silences", "/defects", "/?owner=%3Cscript%3Ealert(1)"} {
		r := get(t, hostile(text), path)
		page := body(t, r)
		for _, bad := range []string{"<script>alert", "<img src=x", "\u202e", "\x00"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("Content-Security-Policy %q", csp)
		}
	}
}
