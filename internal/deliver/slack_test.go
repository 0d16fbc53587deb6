package deliver_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack"
	standin "rollcall.dev/rollcall/test/slack"
)

// workspace is a Slack with the real Notifier and a Deliverer before it.
type workspace struct {
	*testing.T
	srv     *standin.Server
	outbox  *outbox
	console *receiver
	options deliver.Options
}

func inWorkspace(t *testing.T, test func(w *workspace)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(notifytest.Slot()))
		srv := standin.New(standin.Options{})
		defer srv.Close()
		test(&workspace{
			T: t, srv: srv, outbox: newOutbox(), console: &receiver{},
			options: deliver.Options{Fallback: []notify.Destination{to("slack", "C0PRIVATE01"), to("console", "")}},
		})
	})
}

// start runs a Deliverer with a fresh Notifier, as a new process would.
func (w *workspace) start(o deliver.Outbox) (poke, stop func()) {
	w.Helper()
	n, err := slack.New(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"},
		slack.Deps{HTTP: &http.Client{Transport: w.srv.Client().Transport, Timeout: 15 * time.Second}})
	if err != nil {
		w.Fatal(err)
	}
	d, end := start(w.T, o, map[string]notify.Notifier{"slack": n, "console": w.console}, w.options)
	return d.Poke, end
}

func (w *workspace) inject(f standin.Fault) {
	w.Helper()
	if err := w.srv.Inject(f); err != nil {
		w.Fatal(err)
	}
}

// live queues the life of an incident: it opens, repeats twice and ends.
func (w *workspace) live(id string) {
	d := to("slack", standin.DefaultChannel)
	add := func(change incident.Change, actions ...notify.Action) {
		n := notifytest.Failed()
		if change == incident.Recovery {
			n = notifytest.Recovered()
		}
		n.Incident, n.Change, n.Subject.Name, n.DecidedAt = id, change, id, time.Now()
		for _, a := range actions {
			w.outbox.add(notify.Message{Destination: d, Action: a, Notice: n})
		}
	}
	add(incident.Opened, notify.Post)
	add(incident.Repeated, notify.Reply, notify.Update)
	add(incident.Repeated, notify.Reply, notify.Update)
	add(incident.Recovery, notify.Reply, notify.Update)
}

// told asserts that every incident was told once, in order, and that its message says in the end that it is over.
func (w *workspace) told(incidents int) {
	w.Helper()
	for i, s := range w.outbox.statuses() {
		if s != "sent" && s != "skipped" {
			w.Errorf("message %d is %q in the end", i+1, s)
		}
	}
	if d := w.srv.Duplicates(); len(d) > 0 {
		w.Errorf("%d messages were told twice", len(d))
	}
	roots := w.srv.Roots(standin.DefaultChannel)
	if len(roots) != incidents {
		w.Errorf("%d messages in the channel, want %d", len(roots), incidents)
	}
	for _, r := range roots {
		if !strings.Contains(r.Text, "✅") {
			w.Errorf("a root says %q in the end", r.Text)
		}
		var thread []string
		for _, m := range w.srv.Replies(standin.DefaultChannel, r.TS) {
			what, _, _ := strings.Cut(m.Text, ":")
			thread = append(thread, what[strings.LastIndex(what[:min(len(what), 40)], "/")+1:])
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(r.Text, "✅ billing/"), " ")
		want := fmt.Sprintf("[%s failed again · HIGH %s failed again · HIGH %s recovered]", id, id, id)
		if got := fmt.Sprint(thread); got != want {
			w.Errorf("thread %s, want %s", got, want)
		}
	}
	if w.srv.Early() > 0 {
		w.Errorf("%d requests came before Slack's Retry-After was over", w.srv.Early())
	}
	if len(w.console.ids()) > 0 {
		w.Errorf("the console was told %v", w.console.ids())
	}
}

func TestSlackInTrouble(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		faults []standin.Fault
		lasts  time.Duration
	}{
		"in good health":     {nil, 0},
		"away for six hours": {[]standin.Fault{{Kind: standin.FaultStatus, Status: 503, For: 6 * time.Hour}}, 6 * time.Hour},
		"losing answers":     {[]standin.Fault{standin.LoseResponse(7), {Kind: standin.FaultDrop, Method: "chat.update", After: true, Count: 3}}, 0},
		"losing requests":    {[]standin.Fault{{Kind: standin.FaultDrop, Count: 10}}, 0},
		"hanging":            {[]standin.Fault{{Kind: standin.FaultHang, After: true, Count: 6}}, 0},
		"limiting the rate":  {[]standin.Fault{standin.RateLimited("chat.postMessage", 4, 50*time.Second), standin.RateLimited("chat.update", 2, 9*time.Second)}, 0},
		"its token revoked":  {[]standin.Fault{{Kind: standin.FaultError, Error: "token_revoked", For: 30 * time.Hour}}, 30 * time.Hour},
		"out of its mind":    {[]standin.Fault{{Kind: standin.FaultGarbage, After: true, Count: 5}, {Kind: standin.FaultError, Error: "internal_error", Count: 5}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inWorkspace(t, func(w *workspace) {
				for _, f := range tc.faults {
					w.inject(f)
				}
				for i := range 6 {
					w.live(fmt.Sprintf("job-%d", i))
				}
				_, stop := w.start(w.outbox)
				time.Sleep(tc.lasts + 20*time.Minute)
				synctest.Wait()
				stop()
				w.told(6)
			})
		})
	}
}

// The process dies again and again, just after Slack took a message and before that was stored.
func TestSlackThroughCrashes(t *testing.T) {
	t.Parallel()
	inWorkspace(t, func(w *workspace) {
		for i := range 4 {
			w.live(fmt.Sprintf("job-%d", i))
		}
		for i := range 12 {
			process := &crashing{outbox: w.outbox}
			_, stop := w.start(process)
			before := len(w.srv.Requests())
			ctx, cancel := context.WithTimeout(w.Context(), time.Minute) // there may be nothing left to tell
			_, _ = w.srv.WaitRequests(ctx, func(r []standin.Request) bool { return len(r) > before+i%3 })
			cancel()
			process.kill()
			stop()
			time.Sleep(3 * time.Minute) // the leases end
		}
		_, stop := w.start(w.outbox)
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		w.told(4)
	})
}

func TestAnArchivedChannel(t *testing.T) {
	t.Parallel()
	inWorkspace(t, func(w *workspace) {
		w.live("job-0")
		w.inject(standin.Fault{Kind: standin.FaultError, Error: "is_archived", Channel: standin.DefaultChannel})
		_, stop := w.start(w.outbox)
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		var told []string
		for _, m := range w.srv.All() {
			if m.Channel != "C0PRIVATE01" || !strings.Contains(string(m.JSON()), "This was meant for slack "+standin.DefaultChannel+", which refused it (is_archived).") {
				w.Errorf("in %s: %s", m.Channel, m.JSON())
			}
			what, _, _ := strings.Cut(m.Text, ":")
			told = append(told, what)
		}
		want := "[🔴 billing/job-0 failed · HIGH 🔴 billing/job-0 failed again · HIGH 🔴 billing/job-0 failed again · HIGH ✅ billing/job-0 recovered]"
		if got := fmt.Sprint(told); got != want {
			w.Errorf("told %s, want %s", got, want)
		}
		for i, s := range w.outbox.statuses() {
			if s != "dead" && s != "skipped" {
				w.Errorf("message %d is %q", i+1, s)
			}
		}
	})
}
