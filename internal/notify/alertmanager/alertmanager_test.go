package alertmanager

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

var update = flag.Bool("update", false, "write the golden files")

// cluster makes a Notifier of hosts and brings the clock of the bubble to shortly after the samples' slot.
func cluster(t *testing.T, c Config, hosts network) *Notifier {
	t.Helper()
	time.Sleep(time.Until(notifytest.Slot().Add(time.Hour)))
	if len(c.URLs) == 0 {
		c.URLs = []string{"http://am-0:9093/prefix"}
	}
	n, err := New(c, Deps{HTTP: &http.Client{Transport: hosts}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func attempt(action notify.Action, n incident.Notice, change incident.Change) notify.Attempt {
	n.Change = change
	return notify.Attempt{Message: notify.Message{ID: "0193", Action: action, Notice: n}}
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	n, err := New(Config{URLs: []string{"http://am:9093"}}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range notifytest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode([]alert{n.alertOf(s.Attempt, labelsOf(s.Notice), s.Now)}); err != nil {
				t.Fatal(err)
			}
			if _, err := read(out.Bytes()); err != nil {
				t.Errorf("an Alertmanager refuses it: %v", err)
			}
			notifytest.Golden(t, *update, s.Name+".json", out.Bytes())
		})
	}
}

// TestAnIncidentIsOneAlert: whatever becomes of its cause, severity and owner, what was opened is what ends.
func TestAnIncidentIsOneAlert(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		am := newServer()
		am.behind = 20 * time.Second
		n := cluster(t, Config{}, network{"am-0:9093": am})
		opened := notifytest.Failed()
		root, err := n.Notify(t.Context(), attempt(notify.Post, opened, incident.Opened))
		if err != nil {
			t.Fatal(err)
		}
		changed := opened
		changed.Severity, changed.Owner.Team.ID, changed.Cause.Code = incident.Critical, "other", "OOMKilled"
		changed.Cause.Summary = "killed"
		reply := attempt(notify.Reply, changed, incident.Changed)
		reply.Root = root
		if _, err := n.Notify(t.Context(), reply); err != nil {
			t.Fatal(err)
		}
		firing := am.firing()
		if len(firing) != 1 || firing[0].Labels["severity"] != "high" || !strings.Contains(firing[0].Annotations["description"], "killed") {
			t.Fatalf("firing: %+v", firing)
		}
		if want := opened.NextSlot.Add(defaultResolveTimeout); !firing[0].EndsAt.Equal(want) {
			t.Errorf("it holds until %s, want %s", firing[0].EndsAt, want)
		}
		recovery := changed
		recovery.ResolvedAt = time.Now()
		end := attempt(notify.Reply, recovery, incident.Recovery)
		end.Root = root
		for range 2 {
			if _, err := n.Notify(t.Context(), end); err != nil {
				t.Fatal(err)
			}
		}
		if firing := am.firing(); len(firing) > 0 || len(am.alerts) != 1 {
			t.Errorf("firing after the recovery: %+v", firing)
		}
	})
}

func TestAnAlertThatIsRepeatedHoldsLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		am := newServer()
		n := cluster(t, Config{ResolveTimeout: time.Hour}, network{"am-0:9093": am})
		suspended := notifytest.Failed()
		suspended.NextSlot = time.Time{}
		for _, change := range []incident.Change{incident.Opened, incident.Reminder, incident.AckedChange} {
			if _, err := n.Notify(t.Context(), attempt(notify.Post, suspended, change)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(59 * time.Minute)
			if len(am.firing()) != 1 {
				t.Errorf("%s does not hold for an hour", change)
			}
		}
		time.Sleep(2 * time.Minute)
		if len(am.firing()) != 0 {
			t.Error("it holds for ever")
		}
	})
}

func TestATroubleOfSecondsEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		am := newServer()
		am.behind = 5 * time.Second
		n := cluster(t, Config{}, network{"am-0:9093": am})
		short := notifytest.Failed()
		short.OpenedAt = time.Now()
		if _, err := n.Notify(t.Context(), attempt(notify.Post, short, incident.Opened)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		short.ResolvedAt = time.Now()
		if _, err := n.Notify(t.Context(), attempt(notify.Reply, short, incident.Recovery)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if firing := am.firing(); len(firing) > 0 {
			t.Errorf("firing: %+v", firing)
		}
	})
}

func TestUpdates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		am := newServer()
		n := cluster(t, Config{}, network{"am-0:9093": am})
		if _, err := n.Notify(t.Context(), attempt(notify.Update, notifytest.Failed(), incident.Repeated)); !errors.Is(err, notify.ErrNotApplicable) {
			t.Errorf("an update beside a reply: %v", err)
		}
		if _, err := n.Notify(t.Context(), attempt(notify.Update, notifytest.Unseen(), incident.Repeated)); err != nil || len(am.firing()) != 1 {
			t.Errorf("an update alone: %v, firing %d", err, len(am.firing()))
		}
		snoozed := notifytest.Failed()
		snoozed.SnoozedUntil = time.Now().Add(time.Hour)
		if _, err := n.Notify(t.Context(), attempt(notify.Update, snoozed, incident.Repeated)); err != nil || len(am.firing()) != 2 {
			t.Errorf("a repeat of what is snoozed: %v, firing %d", err, len(am.firing()))
		}
		over := notifytest.Unseen()
		over.ResolvedAt = time.Now()
		if _, err := n.Notify(t.Context(), attempt(notify.Update, over, incident.Repeated)); err != nil || len(am.firing()) != 1 {
			t.Errorf("what came to light after the end: %v, firing %d", err, len(am.firing()))
		}
	})
}

func TestAllOfAClusterAreTold(t *testing.T) {
	t.Parallel()
	urls := []string{"http://am-0:9093/prefix/", "http://am-1:9093/prefix", "http://am-2:9093/prefix"}
	for name, tt := range map[string]struct {
		status  [3]int
		missing bool // the first does not answer
		want    string
	}{
		"all take it":             {},
		"one is enough":           {status: [3]int{500, 0, 400}},
		"one that is not there":   {missing: true},
		"none, but one may":       {status: [3]int{400, 503, 413}, want: "retry"},
		"none, and all are busy":  {status: [3]int{429, 429, 429}, want: "busy"},
		"none ever":               {status: [3]int{400, 400, 413}, want: "rejected"},
		"one is gone, others not": {status: [3]int{0, 400, 400}, missing: true, want: "uncertain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				servers := [3]*server{newServer(), newServer(), newServer()}
				hosts := network{"am-0:9093": servers[0], "am-1:9093": servers[1], "am-2:9093": servers[2]}
				for i := range servers {
					servers[i].status = tt.status[i]
				}
				if tt.missing {
					delete(hosts, "am-0:9093")
				}
				_, err := cluster(t, Config{URLs: urls}, hosts).Notify(t.Context(), attempt(notify.Post, notifytest.Failed(), incident.Opened))
				if got := verdict(err); got != tt.want {
					t.Errorf("%q (%v), want %q", got, err, tt.want)
				}
				for i, s := range servers {
					if want := 1; s.posts != want && (i > 0 || !tt.missing) {
						t.Errorf("Alertmanager %d was told %d times", i, s.posts)
					}
				}
			})
		})
	}
}

// Who reads the log learns that one of them is out of step, also where another one took the alert.
func TestOneThatDoesNotTakeAnAlertIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		broken := newServer()
		broken.status = http.StatusInternalServerError
		var log bytes.Buffer
		n, err := New(
			Config{URLs: []string{"http://am-0:9093/prefix", "http://am-1:9093/prefix", "http://am-2:9093/prefix"}, Token: "hunter2"},
			Deps{
				HTTP: &http.Client{Transport: network{"am-0:9093": newServer(), "am-1:9093": broken}},
				Log:  slog.New(slog.NewTextHandler(&log, nil)),
			},
		)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Notify(t.Context(), attempt(notify.Post, notifytest.Failed(), incident.Opened)); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if len(lines) != 2 {
			t.Fatalf("%d lines: %s", len(lines), &log)
		}
		for i, want := range []string{"am-1:9093", "am-2:9093"} {
			if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], "delivery=0193") || strings.Contains(lines[i], "hunter2") {
				t.Errorf("want a line about %s: %s", want, lines[i])
			}
		}
	})
}

// verdict names what an error says of a message.
func verdict(err error) string {
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		if retry.Receiver {
			return "busy"
		}
		return "retry"
	}
	if _, ok := errors.AsType[*notify.RejectedError](err); ok {
		return "rejected"
	}
	if _, ok := errors.AsType[*notify.UncertainError](err); ok {
		return "uncertain"
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config Config
		want   string
	}{
		"none":   {Config{}, ""},
		"basic":  {Config{Username: "ann", Password: "pw:1"}, "Basic YW5uOnB3OjE="},
		"bearer": {Config{Token: "t0ken"}, "Bearer t0ken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				am := newServer()
				if _, err := cluster(t, tt.config, network{"am-0:9093": am}).Notify(t.Context(),
					attempt(notify.Post, notifytest.Failed(), incident.Opened)); err != nil || am.auth[0] != tt.want {
					t.Errorf("%q, want %q: %v", am.auth[0], tt.want, err)
				}
			})
		})
	}
}

// TestWhateverItSays: no text, however hostile or long, makes an alert that is refused or that acts.
func TestWhateverItSays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := cluster(t, Config{}, network{"am-0:9093": newServer()})
		var notices []incident.Notice
		for seed := range notifytest.Attacks() {
			notices = append(notices, notifytest.Hostile(incident.Opened, seed))
		}
		for _, piece := range []string{"x", "界", "🔴", "\x00"} {
			notices = append(notices, notifytest.Huge(incident.Repeated, incident.Absent, piece), notifytest.HugeShared(incident.Opened, incident.Stalled, piece))
		}
		burst := notifytest.Failed()
		burst.Kind = "burst"
		for i, notice := range append(notices, burst, incident.Notice{Incident: "x", OpenedAt: notifytest.Slot()}) {
			a := attempt(notify.Post, notice, notice.Change)
			a.Note = strings.Repeat("note ", 1000)
			if _, err := n.Notify(t.Context(), a); err != nil {
				t.Errorf("notice %d: %v", i, err)
			}
		}
	})
}

func TestALogIsNotSentOn(t *testing.T) {
	t.Parallel()
	for name, text := range annotationsOf(attempt(notify.Post, notifytest.Failed(), incident.Opened)) {
		if strings.Contains(text, "duplicate key value") {
			t.Errorf("%s has the log: %s", name, text)
		}
	}
}

func TestWhoHasIt(t *testing.T) {
	t.Parallel()
	n := notifytest.Failed()
	n.AckedBy = incident.Person{ID: "slack/U1", Name: "<@ann>"}
	if got := annotationsOf(attempt(notify.Reply, n, incident.AckedChange))["acknowledged_by"]; got != "‹@ann›" {
		t.Errorf("acknowledged by %q", got)
	}
}

// TestReopened: what was resolved by hand and is reopened fires again.
func TestReopened(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		am := newServer()
		n := cluster(t, Config{}, network{"am-0:9093": am})
		notice := notifytest.Failed()
		for i, change := range []incident.Change{incident.Opened, incident.Recovery, incident.Reopened, incident.Recovery} {
			notice.ResolvedAt = time.Time{}
			if change == incident.Recovery {
				notice.ResolvedAt = time.Now()
			}
			if _, err := n.Notify(t.Context(), attempt(notify.Reply, notice, change)); err != nil {
				t.Fatal(err)
			}
			if want := 1 - i%2; len(am.firing()) != want {
				t.Errorf("%d firing after %s, want %d", len(am.firing()), change, want)
			}
			time.Sleep(time.Minute)
		}
	})
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Config{
		"urls is empty":            {},
		`url has the scheme "ftp"`: {URLs: []string{"http://x", "ftp://hunter2"}},
		"use either token or":      {URLs: []string{"http://x"}, Token: "t", Username: "u", Password: "p"},
	} {
		if _, err := New(c, Deps{}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestPrivateAddressesAreOutOfReach(t *testing.T) {
	t.Parallel()
	n, err := New(Config{URLs: []string{"http://127.0.0.1:9"}}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Notify(t.Context(), attempt(notify.Post, notifytest.Failed(), incident.Opened))
	if verdict(err) != "rejected" || !strings.Contains(err.Error(), "allow_private") || !strings.Contains(err.Error(), "127.0.0.1:9") {
		t.Errorf("%v", err)
	}
}
