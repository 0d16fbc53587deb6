package pagerduty

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

var update = flag.Bool("update", false, "write the golden files")

func notifier(t *testing.T, url string) *Notifier {
	t.Helper()
	n, err := New(Config{RoutingKey: key, URL: url}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func attempt(action notify.Action, n incident.Notice, change incident.Change) notify.Attempt {
	n.Change = change
	return notify.Attempt{Message: notify.Message{ID: "0193-" + string(change), Action: action, Notice: n}}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	n := notifier(t, "")
	for _, s := range notifytest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			action, ok := actionFor(s.Attempt)
			if !ok {
				notifytest.Golden(t, *update, s.Name+".json", []byte("null\n"))
				return
			}
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(n.eventOf(s.Attempt, action)); err != nil {
				t.Fatal(err)
			}
			if _, problems := read(out.Bytes()); len(problems) > 0 {
				t.Errorf("PagerDuty refuses it: %v", problems)
			}
			notifytest.Golden(t, *update, s.Name+".json", out.Bytes())
		})
	}
}

// TestAnIncidentIsOneAlert tells a whole story, each message twice, as it is after a connection that broke.
func TestAnIncidentIsOneAlert(t *testing.T) {
	t.Parallel()
	url, pd := serve(t)
	n := notifier(t, url)
	failed := notifytest.Failed()
	for _, step := range []struct {
		action notify.Action
		change incident.Change
		want   string
	}{
		{notify.Post, incident.Opened, "triggered"},
		{notify.Reply, incident.Repeated, "triggered"},
		{notify.Reply, incident.AckedChange, "acknowledged"},
		{notify.Reply, incident.Changed, "acknowledged"},
		{notify.Reply, incident.Reminder, "acknowledged"},
		{notify.Reply, incident.Recovery, "resolved"},
	} {
		a := attempt(step.action, failed, step.change)
		for range 2 {
			if _, err := n.Notify(t.Context(), a); err != nil {
				t.Fatalf("%s: %v", step.change, err)
			}
			a.Uncertain = true
		}
		if got := pd.alerts["rollcall/inc-1"]; got != step.want {
			t.Errorf("after %s the alert is %q, want %q", step.change, got, step.want)
		}
	}
	if pd.opened != 1 {
		t.Errorf("%d alerts, want 1", pd.opened)
	}
}

func TestWhatPagerDutyHasNoUseFor(t *testing.T) {
	t.Parallel()
	url, pd := serve(t)
	n := notifier(t, url)
	late := notifytest.Stalled()
	late.ResolvedAt = late.At
	for name, a := range map[string]notify.Attempt{
		"an update":                          attempt(notify.Update, notifytest.Failed(), incident.Repeated),
		"the update of a recovery":           attempt(notify.Update, notifytest.Recovered(), incident.Recovery),
		"a comment":                          attempt(notify.Reply, notifytest.Failed(), incident.Commented),
		"all that a burst concerns":          attempt(notify.Reply, notifytest.Failed(), incident.Listed),
		"not actionable, after the end":      attempt(notify.Reply, notifytest.Recovered(), incident.NotActionableChange),
		"wrong owner":                        attempt(notify.Reply, notifytest.Failed(), incident.WrongOwnerChange),
		"what came to light after the end":   attempt(notify.Reply, late, incident.Repeated),
		"more jobs that share a cluster's":   attempt(notify.Update, notifytest.Stalled(), incident.Repeated),
		"a blindness of which more is known": attempt(notify.Update, notifytest.Unseen(), incident.Repeated),
	} {
		if _, err := n.Notify(t.Context(), a); !errors.Is(err, notify.ErrNotApplicable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(pd.events) > 0 {
		t.Errorf("%d events", len(pd.events))
	}
	if _, err := n.Notify(t.Context(), attempt(notify.Update, notifytest.Unseen(), incident.Recovery)); err != nil || len(pd.events) != 1 {
		t.Errorf("the end of a blindness, which has no reply: %v, %d events", err, len(pd.events))
	}
}

func TestWhoSaidWhat(t *testing.T) {
	t.Parallel()
	for change, want := range map[incident.Change]string{
		incident.AckedChange: acknowledge, incident.Snoozed: acknowledge, incident.NotActionableChange: acknowledge,
		incident.Reopened: trigger, incident.Woken: trigger, incident.Reminder: trigger, incident.Escalated: trigger,
	} {
		if got, ok := actionFor(attempt(notify.Reply, notifytest.Failed(), change)); !ok || got != want {
			t.Errorf("%s: %s %v, want %s", change, got, ok, want)
		}
	}
	n := notifytest.Failed()
	n.Status, n.ActBy, n.Level = incident.Open, n.At.Add(time.Hour), 2
	n.AckedBy.Name = "@ann"
	text, err := json.Marshal(notifier(t, "").eventOf(attempt(notify.Reply, n, incident.Escalated), trigger))
	for _, want := range []string{`"status":"open"`, `"act_by":"2026-11-20T18:38:00Z"`, `"level":2`, `"acknowledged_by":"@ann"`} {
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s (%v)", want, text, err)
		}
	}
}

// TestWhateverItSays: no text, however hostile or long, makes an event that PagerDuty refuses.
func TestWhateverItSays(t *testing.T) {
	t.Parallel()
	url, _ := serve(t)
	n := notifier(t, url)
	var notices []incident.Notice
	for seed := range notifytest.Attacks() {
		notices = append(notices, notifytest.Hostile(incident.Opened, seed))
	}
	for _, piece := range []string{"x", "界", "🔴", "\x00"} {
		for _, kind := range []incident.Kind{incident.Failing, incident.Absent} {
			notices = append(notices, notifytest.Huge(incident.Repeated, kind, piece))
		}
		notices = append(notices, notifytest.HugeShared(incident.Opened, incident.Stalled, piece))
	}
	long := notifytest.Failed()
	long.Incident = strings.Repeat("i", 256)
	empty := incident.Notice{Change: incident.Opened, Incident: "x"}
	for i, notice := range append(notices, long, empty) {
		a := attempt(notify.Post, notice, notice.Change)
		a.Note = strings.Repeat("note ", 1000)
		if _, err := n.Notify(t.Context(), a); err != nil {
			t.Errorf("notice %d: %v", i, err)
		}
	}
}

func TestLongIDsDoNotShareAnAlert(t *testing.T) {
	t.Parallel()
	a, b := dedupKey(strings.Repeat("i", 300)+"a"), dedupKey(strings.Repeat("i", 300)+"b")
	if a == b || len(a) > maxKey {
		t.Errorf("%q and %q", a, b)
	}
}

func TestWhatTheAnswersMean(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status     int
		retryAfter string
		want       string
		receiver   bool
		after      time.Duration
	}{
		{status: 429, want: "retry", receiver: true, after: 2 * time.Minute},
		{status: 429, retryAfter: "7", want: "retry", receiver: true, after: 7 * time.Second},
		{status: 500, want: "retry"},
		{status: 503, retryAfter: "9", want: "retry", after: 9 * time.Second},
		{status: 400, want: "rejected"},
		{status: 413, want: "rejected"},
		{status: 302, want: "rejected"},
	} {
		url, pd := serve(t, tt.status)
		if tt.retryAfter != "" {
			pd.header.Set("Retry-After", tt.retryAfter)
		}
		_, err := notifier(t, url).Notify(t.Context(), attempt(notify.Post, notifytest.Failed(), incident.Opened))
		retry, isRetry := errors.AsType[*notify.RetryError](err)
		_, isRejected := errors.AsType[*notify.RejectedError](err)
		switch {
		case isRetry != (tt.want == "retry"), isRejected != (tt.want == "rejected"):
			t.Errorf("%d: %v", tt.status, err)
		case isRetry && (retry.Receiver != tt.receiver || retry.After != tt.after):
			t.Errorf("%d: %+v", tt.status, retry)
		}
	}
}

func TestARefusalIsQuotedWithoutTheKey(t *testing.T) {
	t.Parallel()
	url, _ := serve(t)
	n, err := New(Config{RoutingKey: "hunter2", URL: url}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Notify(t.Context(), attempt(notify.Post, notifytest.Failed(), incident.Opened))
	rejected, ok := errors.AsType[*notify.RejectedError](err)
	if !ok || rejected.Reason != "invalid event" || !strings.Contains(err.Error(), "'routing_key' is incorrect") {
		t.Errorf("%v", err)
	}
	srv := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "bad key hunter2", http.StatusBadRequest) })
	n.http = &http.Client{Transport: handlerTransport{srv}}
	if _, err = n.Notify(t.Context(), attempt(notify.Post, notifytest.Failed(), incident.Opened)); strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the key is shown: %v", err)
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Config{
		"routing_key is empty":     {},
		`url has the scheme "ftp"`: {RoutingKey: key, URL: "ftp://x"},
	} {
		if _, err := New(c, Deps{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if n, err := New(Config{RoutingKey: key}, Deps{}); err != nil || n.config.URL != DefaultURL {
		t.Errorf("%v", err)
	}
}
