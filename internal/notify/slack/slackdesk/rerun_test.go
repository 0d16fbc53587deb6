package slackdesk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
	standin "rollcall.dev/rollcall/test/slack"
)

// billing has a user group, and anybody may answer: re-running asks for more.
func billing() setup {
	return setup{config: slackdesk.Config{Answers: slackdesk.AnswersWorkspace, Teams: []slackdesk.Team{
		{ID: "billing", Name: "Billing", UserGroup: group}, {ID: "platform", Name: "Platform"},
	}}}
}

const sure = "I have made sure that it may be run again"

// shown is what stands in a form.
func (b *bench) shown(user string) string {
	b.Helper()
	open := b.srv.OpenViews(user)
	if len(open) != 1 {
		b.Fatalf("%d forms are open; the log: %s", len(open), b.log)
	}
	text, err := json.Marshal(open[0])
	if err != nil {
		b.Fatal(err)
	}
	return string(text)
}

func (b *bench) sees(user string, parts ...string) {
	b.Helper()
	text := b.shown(user)
	for _, p := range parts {
		if !strings.Contains(text, p) {
			b.Errorf("the form of %s lacks %q: %s", user, p, text)
		}
	}
}

func (b *bench) started(want ...string) {
	b.Helper()
	var got []string
	for _, s := range b.jobs.cluster.started() {
		got = append(got, fmt.Sprintf("%s by %s: %s", s.Name, s.By.Name, s.Reason))
	}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		b.Errorf("started: %q, want %q; the log: %s", got, want, b.log)
	}
}

func jobName(attempt int) string { return remedy.JobName("invoice-close", inc, attempt) }

func TestRunningItAgain(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		view := b.open(astrid, "Re-run…")
		b.sees(astrid, "prod", "billing", "invoice-close", "registry.example.com/close:1.4.2", jobName(1)+", as of now", "it may be run again",
			"and not as of 2026-11-20 17:00 UTC")
		in, err := b.submit(astrid, view, map[string]string{"text": "the file is there now"})
		b.do(in, err)
		b.closed(astrid)
		b.told(astrid, "billing/invoice-close is run again, as Job "+jobName(1))
		b.again(in) // twice is once
		b.started(jobName(1) + " by @astrid: the file is there now")
		if r := b.desk.get(inc).Reruns; len(r) != 1 || r[0].State != incident.RerunStarted {
			b.Errorf("%+v", r)
		}
	})
}

// TestWhoHasToMakeSure: what does not declare that it is safe is run again only by somebody who says that they looked.
func TestWhoHasToMakeSure(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		b.jobs.cluster.set(func(c *cluster) { c.job.Declared, c.job.Note = "", "see the ledger <!channel>" })
		view := b.open(astrid, "Re-run…")
		b.sees(astrid, "which is not safe", "see the ledger", sure)
		b.do(b.submit(astrid, view, nil))
		b.sees(astrid, sure) // it stays open, with what is missing
		b.started()
		b.do(b.submit(astrid, view, map[string]string{"checked": sure}))
		b.closed(astrid)
		b.started(jobName(1) + " by @astrid: ")
	})
	bothWays(t, billing(), func(b *bench) { // it was safe when it was shown
		view := b.open(astrid, "Re-run…")
		b.jobs.cluster.set(func(c *cluster) { c.job.Declared, c.job.Note = ownership.RerunNeedsCheck, "see the ledger" })
		b.do(b.submit(astrid, view, nil))
		b.told(astrid, "Nothing has changed. ", "see the ledger", "made sure")
		b.started()
	})
}

// TestOnlyTheOwnersRunAgain, whoever may answer.
func TestOnlyTheOwnersRunAgain(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		b.do(b.click(kenji, "Re-run…", ""))
		b.told(kenji, "Only the members of Billing may have it run again, suspended or resumed: the job is theirs")
		b.closed(kenji)
		b.do(b.typed(kenji, "suspend billing/invoice-close 2h why"))
		b.told(kenji, "Only the members of Billing may")
		b.do(b.typed(kenji, "resume billing/invoice-close"))
		b.told(kenji, "Only the members of Billing may")
		b.audited(kenji+": rollcall_rerun", kenji+": /rollcall suspend billing/invoice-close 2h why", kenji+": /rollcall resume billing/invoice-close")
		b.started()
	})
	bothWays(t, billing(), func(b *bench) { // a form that a member opened proves nothing
		in, err := b.submit(astrid, b.open(astrid, "Re-run…"), nil)
		if err != nil {
			b.Fatal(err)
		}
		p := in.Payload()
		p["user"] = map[string]any{"id": kenji, "team_id": standin.DefaultTeam}
		b.do(in.With(p), nil)
		b.told(kenji, "Only the members of Billing may")
		b.audited(kenji + ": rerun")
		b.started()
	})
	bothWays(t, billing(), func(b *bench) { // the owner as it is now, and not as it was when the message was made
		b.jobs.known[0].Owner = "platform"
		b.do(b.click(astrid, "Re-run…", ""))
		b.told(astrid, "nobody is known to belong to Platform: it has no user group")
		b.audited(astrid + ": rollcall_rerun")
		b.started()
	})
	bothWays(t, billing(), func(b *bench) {
		if err := b.srv.DisableUserGroup(group); err != nil {
			b.Fatal(err)
		}
		b.do(b.click(astrid, "Re-run…", ""))
		b.told(astrid, "cannot find out who belongs to it")
		b.started()
	})
}

// TestStrangersRunNothing: guests, bots and people from elsewhere are refused as for answers.
func TestStrangersRunNothing(t *testing.T) {
	t.Parallel()
	s := billing()
	s.options.Users = []standin.User{
		{ID: astrid, Name: "astrid", RealName: "Astrid Berg"}, {ID: "U0FOREIGN01", Name: "mallory", Team: "T0FOREIGN01"},
		{ID: "U0GUEST0001", Name: "gustav", Guest: true}, {ID: "U0ROBOT0001", Name: "robot", Bot: true},
	}
	bothWays(t, s, func(b *bench) {
		for who, want := range map[string]string{
			"U0FOREIGN01": "Only members of the workspace", "U0GUEST0001": "Guests cannot", "U0ROBOT0001": "Only people",
		} {
			b.do(b.click(who, "Re-run…", ""))
			b.told(who, want)
			b.do(b.typed(who, "suspend billing/invoice-close 2h why"))
			b.told(who, want)
		}
		b.started()
	})
}

// TestRefusalsAtTheButton stand in the form, which only that person sees.
func TestRefusalsAtTheButton(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(b *bench)
		want   string
	}{
		"never": {func(b *bench) {
			b.jobs.cluster.job.Declared, b.jobs.cluster.job.Note = ownership.RerunNever, "it pays twice"
		}, "it pays twice"},
		"running": {func(b *bench) { b.jobs.cluster.job.Running = []string{"invoice-close-1"} }, "is running now (Job invoice-close-1)"},
		"changed": {func(b *bench) {
			i := b.desk.get(inc)
			i.Notice.Subject.Spec = "spec-0"
			b.desk.put(i)
		}, "has been changed since this message was made"},
		"over": {func(b *bench) {
			i := b.desk.get(inc)
			i.Status = incident.Resolved
			b.desk.put(i)
		}, "The incident has ended"},
		"off":      {func(b *bench) { b.jobs.cluster.fail = refusedBy(remedy.Off, "It is switched off.") }, "It is switched off."},
		"gone":     {func(b *bench) { b.jobs.cluster.fail = refusedBy(remedy.Gone, "It was deleted.") }, "It was deleted."},
		"unknown":  {func(b *bench) { b.jobs.cluster.fail = errors.New("connection refused") }, "could not be looked at just now"},
		"too slow": {func(b *bench) { b.jobs.cluster.slow = time.Hour }, "could not be looked at just now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bothWays(t, billing(), func(b *bench) {
				b.jobs.cluster.set(func(*cluster) { c.change(b) })
				b.do(b.click(astrid, "Re-run…", ""))
				time.Sleep(time.Minute)
				synctest.Wait()
				b.sees(astrid, c.want)
				if strings.Contains(b.shown(astrid), `"submit"`) {
					b.Error("and it can be sent in")
				}
				b.started()
			})
		})
	}
}

func refusedBy(reason remedy.Reason, words string) error {
	return &remedy.RefusedError{Reason: reason, Words: words}
}

// TestRefusalsOfAnOrder are told to that person alone.
func TestRefusalsOfAnOrder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(b *bench)
		want   string
	}{
		"never":   {func(b *bench) { b.jobs.cluster.job.Declared = ownership.RerunNever }, "must never be run again"},
		"running": {func(b *bench) { b.jobs.cluster.job.Running = []string{"invoice-close-1"} }, "is running now"},
		"changed": {func(b *bench) { b.jobs.cluster.job.Spec = "spec-2" }, "has been changed since you were asked to confirm"},
		"over": {func(b *bench) {
			i := b.desk.get(inc)
			i.Status = incident.Resolved
			b.desk.put(i)
		}, "The incident has ended"},
		"not allowed":       {func(b *bench) { b.jobs.cluster.broken = refusedBy(remedy.NotAllowed, "jobs: create is missing.") }, "jobs: create is missing."},
		"unknown":           {func(b *bench) { b.jobs.cluster.broken = errors.New("EOF") }, "It is not known whether billing/invoice-close is run again"},
		"no longer watched": {func(b *bench) { b.jobs.known = nil }, "is no longer watched"},
		"forgotten":         {func(b *bench) { delete(b.desk.incidents, inc) }, "no longer known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bothWays(t, billing(), func(b *bench) {
				view := b.open(astrid, "Re-run…")
				b.jobs.cluster.set(func(*cluster) { c.change(b) })
				b.do(b.submit(astrid, view, nil))
				b.told(astrid, c.want)
				b.started()
			})
		})
	}
}

func TestTwoWhoConfirm(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		view := b.open(astrid, "Re-run…")
		b.do(b.click(astrid, "Re-run…", "")) // a double click opens two
		views := b.srv.OpenViews(astrid)
		second, _ := views[len(views)-1]["id"].(string)
		b.do(b.submit(astrid, view, nil))
		b.do(b.submit(astrid, second, nil))
		b.told(astrid, "It has been run again already: @astrid asked for it, as Job "+jobName(1))
		b.started(jobName(1) + " by @astrid: ")
	})
}

func TestAnOfferExpires(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		view := b.open(astrid, "Re-run…")
		time.Sleep(remedy.ValidFor + time.Second)
		b.do(b.submit(astrid, view, nil))
		b.sees(astrid, "Run it again") // it stays open, with what is wrong
		b.started()
	})
}

// TestAnOfferIsNotBelieved: what it carries along is looked at as if anybody had written it.
func TestAnOfferIsNotBelieved(t *testing.T) {
	t.Parallel()
	for private, want := range map[string]string{
		`{"ref":"1 inc-1","channel":"` + channel + `","offer":{"attempt":2,"spec":"spec-1","at":"%s"}}`: "no longer the newest offer",
		`{"ref":"1 inc-1","channel":"` + channel + `","offer":{"attempt":1,"spec":"x","at":"%s"}}`:      "has been changed since",
		`{"ref":"1 inc-2","channel":"` + channel + `","offer":{"attempt":1,"spec":"spec-1","at":"%s"}}`: "no longer known",
	} {
		bothWays(t, billing(), func(b *bench) {
			in, err := b.submit(astrid, b.open(astrid, "Re-run…"), nil)
			if err != nil {
				b.Fatal(err)
			}
			p := in.Payload()
			view, _ := p["view"].(map[string]any)
			view["private_metadata"] = fmt.Sprintf(private, time.Now().UTC().Format(time.RFC3339))
			b.do(in.With(p), nil)
			b.told(astrid, want)
			b.started()
		})
	}
}

func TestSuspendAndResume(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		in, err := b.typed(astrid, "suspend billing/invoice-close 2h the ledger is being rebuilt")
		b.do(in, err)
		b.told(astrid, "billing/invoice-close is suspended in a moment, until", "/rollcall resume billing/invoice-close")
		b.again(in)
		all, _ := b.desk.Silences(b.Context())
		if len(all) != 1 || all[0].Suspends == nil || all[0].Reason != "the ledger is being rebuilt" || all[0].By.Name != "@astrid" ||
			all[0].Until.Sub(all[0].CreatedAt) != 2*time.Hour {
			b.Fatalf("%+v", all)
		}
		b.do(b.typed(astrid, "suspend billing/invoice-close 4h again"))
		b.told(astrid, "is suspended already: by @astrid")
		b.do(b.typed(astrid, "silences"))
		b.told(astrid, "billing/invoice-close suspended until", "by @astrid: the ledger is being rebuilt")
		b.do(b.typed(astrid, "unsilence "+all[0].ID)) // anybody may end a silence; not so this
		b.told(astrid, "Use resume billing/invoice-close")
		b.do(b.typed(astrid, "resume billing/invoice-close"))
		b.told(astrid, "is resumed in a moment")
		b.do(b.typed(astrid, "resume billing/invoice-close"))
		b.told(astrid, "Rollcall has not suspended it")
	})
	bothWays(t, billing(), func(b *bench) {
		b.do(b.typed(astrid, "suspend billing/nothing 2h x"))
		b.told(astrid, `Rollcall watches no CronJob "billing/nothing"`)
		twin := b.jobs.known[0]
		twin.Monitor, twin.Cluster = monitor.ID("kube/2"), "test"
		b.jobs.known = append(b.jobs.known, twin)
		b.do(b.typed(astrid, "suspend billing/invoice-close 2h x"))
		b.told(astrid, "2 clusters have a CronJob")
	})
}

func TestWhatIsNoSuspension(t *testing.T) {
	t.Parallel()
	bothWays(t, billing(), func(b *bench) {
		for text, want := range map[string]string{
			"suspend":                                          "something is missing: use suspend NAMESPACE/JOB DURATION REASON",
			"suspend billing/invoice-close 2h":                 "something is missing",
			"suspend invoice-close 2h x":                       "use NAMESPACE/NAME of one CronJob",
			"suspend billing/* 2h x":                           "use NAMESPACE/NAME of one CronJob",
			"suspend billing/invoice-close 1m x":               "from 5 minutes to 30 days",
			"suspend billing/invoice-close soon x":             "from 5 minutes to 30 days",
			"resume":                                           "use resume NAMESPACE/JOB",
			"resume billing/invoice-close now":                 "use resume NAMESPACE/JOB",
			"resume */close":                                   "use NAMESPACE/NAME of one CronJob",
			"suspend billing/x 2h " + strings.Repeat("x", 501): "use at most 500",
		} {
			b.do(b.typed(astrid, text))
			b.told(astrid, want)
		}
		if all, _ := b.desk.Silences(b.Context()); len(all) > 0 {
			b.Errorf("%+v", all)
		}
	})
}
