package honeybadger

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

var update = flag.Bool("update", false, "write the golden files")

// variants are what the receivers of such webhooks have to deal with.
func variants() map[string]incident.Notice {
	missing := notifytest.CheckInMissing()
	never := notifytest.CheckInMissing()
	c := *never.Subject.CheckIn
	c.ReportedAt, c.Project = time.Time{}, ""
	never.Subject.CheckIn, never.Subject.Grace = &c, 0
	cron := notifytest.CheckInMissing()
	k := *cron.Subject.CheckIn
	k.Period, k.MissedCount = 0, 4
	cron.Subject.CheckIn, cron.Change = &k, incident.Repeated
	cron.Subject.Namespace, cron.Subject.Name, cron.Subject.Schedule, cron.Subject.Zone = "billing", "invoice-close", "0 2 * * *", "Asia/Tokyo"
	calendar := cron
	u := k
	u.Unspoken = true
	calendar.Subject.CheckIn, calendar.Subject.Schedule = &u, "Mon..Fri 02:00 and Sat 04:00"
	reporting := notifytest.CheckInMissing()
	reporting.Change, reporting.Judgement, reporting.ResolvedAt = incident.Recovery, monitor.Succeeded, reporting.At.Add(time.Hour)
	return map[string]incident.Notice{"missing": missing, "never": never, "cron": cron, "calendar": calendar, "reporting": reporting}
}

func TestPayloads(t *testing.T) {
	t.Parallel()
	n := &Notifier{config: Config{PingURL: "https://ping.example.com/", Projects: map[string]string{"1": "Default"}}}
	for name, notice := range variants() {
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(n.payloadOf(notice)); err != nil {
			t.Fatal(err)
		}
		notifytest.Golden(t, *update, name+".json", out.Bytes())
	}
}

func TestOnlyTheAbsenceOfCheckInsIsTold(t *testing.T) {
	t.Parallel()
	var got []*http.Request
	var bodies []string
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got, bodies = append(got, r), append(bodies, string(body))
	}))
	defer srv.Close()
	n, err := New(Config{URL: srv.URL, Token: "t0ken", AllowPrivate: true}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	failing := notifytest.CheckInMissing()
	failing.Kind = incident.Failing
	for name, m := range map[string]notify.Message{
		"a job without a check-in": {Action: notify.Post, Notice: notifytest.Missed()},
		"a failure":                {Action: notify.Post, Notice: failing},
		"an update":                {Action: notify.Update, Notice: notifytest.CheckInMissing()},
	} {
		if _, err := n.Notify(t.Context(), notify.Attempt{Message: m}); !errors.Is(err, notify.ErrNotApplicable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	a := notify.Attempt{Message: notify.Message{ID: "d1", Action: notify.Post, Notice: notifytest.CheckInMissing()}}
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Header.Get("Authorization") != "Bearer t0ken" || got[0].Header.Get("Rollcall-Delivery") != "d1" ||
		!strings.Contains(bodies[0], `"event":"check_in_missing"`) {
		t.Errorf("%d requests: %v %v", len(got), got, bodies)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		time.Minute: "1 minute", 5 * time.Minute: "5 minutes", time.Hour: "1 hour", 90 * time.Minute: "90 minutes", 24 * time.Hour: "1 day",
		36 * time.Hour: "36 hours", 7 * 24 * time.Hour: "1 week", 30 * time.Second: "30 seconds", 90 * time.Second: "90 seconds",
	} {
		if got := period(d); got == nil || *got != want {
			t.Errorf("%s: %v, want %s", d, got, want)
		}
	}
	if period(0) != nil {
		t.Error("no period is not null")
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}, Deps{}); err == nil || !strings.Contains(err.Error(), "honeybadger: url is empty") {
		t.Error(err)
	}
}
