package honeybadger

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

var update = flag.Bool("update", false, "write the golden files")

// variants are what the receivers of such webhooks have to deal with.
func variants() map[string]incident.Notice {
	missing := notifytest.CheckInMissing()
	never := notifytest.CheckInMissing()
	c := *never.Subject.CheckIn
	c.ReportedAt, c.Project, c.Slug = time.Time{}, "", ""
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
	n := &Notifier{config: Config{
		PingURL: "https://ping.example.com/", Projects: map[string]string{"1": "Default"}, ExternalURL: "https://rollcall.example.com",
	}}
	for name, notice := range variants() {
		for version, payload := range map[string]any{"": n.payloadOf(notice), "3": n.payload3Of(notice)} {
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(payload); err != nil {
				t.Fatal(err)
			}
			notifytest.Golden(t, *update, name+version+".json", out.Bytes())
		}
	}
}

// TestAsTheAPIHasIt: who finds a check-in by the name that it was given, or compares its zone and times, has the same in the REST API.
func TestAsTheAPIHasIt(t *testing.T) {
	t.Parallel()
	notice := notifytest.CheckInMissing()
	c := *notice.Subject.CheckIn
	c.ReportedAt = time.Date(2026, 7, 1, 12, 0, 0, 123456789, time.UTC)
	notice.Subject.CheckIn, notice.Subject.Name = &c, strings.Repeat("é", 254)+"  x"
	p := new(Notifier).payloadOf(notice)
	if p.CheckIn.Name != notice.Subject.Name {
		t.Errorf("name %q", p.CheckIn.Name)
	}
	if len(p.Message) > 400 || strings.Contains(p.Message, "  ") {
		t.Errorf("message %q", p.Message)
	}
	c.Period, c.ZoneName, notice.Subject.Zone = 0, "Pacific Time (US & Canada)", "America/Los_Angeles"
	if zone := new(Notifier).payloadOf(notice).CheckIn.CronTimezone; zone != c.ZoneName {
		t.Errorf("zone %q", zone)
	}
	if want := c.ReportedAt.Truncate(time.Microsecond); !p.CheckIn.ReportedAt.Equal(want) {
		t.Errorf("reported at %s, want %s", p.CheckIn.ReportedAt, want)
	}
}

// TestDocumentedFields: what their documents list is there, in either version and for either type of schedule.
func TestDocumentedFields(t *testing.T) {
	t.Parallel()
	n := &Notifier{}
	cron, simple := variants()["cron"], variants()["missing"]
	const (
		checkInFields = "expected_at grace_period id missed_count name reported_at schedule_type slug state"
		projectFields = "active asana_workspace_id created_at disable_public_links earliest_notice_at environments fault_count " +
			"github_project id last_notice_at name owner pivotal_project_id sites team_id token unresolved_fault_count users"
	)
	for _, tc := range []struct {
		name    string
		payload any
		want    map[string]string // by path, the members of that object
	}{
		{"2", n.payloadOf(simple), map[string]string{
			"": "check_in event message project", "project": projectFields, "project.owner": "email id name",
			"check_in": checkInFields + " details_url report_period url",
		}},
		{"2 cron", n.payloadOf(cron), map[string]string{"check_in": checkInFields + " cron_schedule cron_timezone details_url url"}},
		{"3", n.payload3Of(simple), map[string]string{
			"": "check_in event links message payload_version project", "links": "web", "project": "created_at id language links name",
			"project.links": "web", "check_in": checkInFields + " links project_id report_period report_url",
		}},
		{"3 cron", n.payload3Of(cron), map[string]string{
			"check_in": checkInFields + " cron_schedule cron_timezone links project_id report_url",
		}},
	} {
		text, err := json.Marshal(tc.payload)
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range tc.want {
			var o map[string]any
			if err := json.Unmarshal(text, &o); err != nil {
				t.Fatal(err)
			}
			for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
				o = o[step].(map[string]any)
			}
			wanted := strings.Fields(want)
			slices.Sort(wanted)
			if got := slices.Sorted(maps.Keys(o)); !slices.Equal(got, wanted) {
				t.Errorf("version %s, %q has %v, want %v", tc.name, path, got, wanted)
			}
		}
	}
}

// TestVersionsAndSignatures has what the options change of a request.
func TestVersionsAndSignatures(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config             Config
		has, hasNot, token string
		signed             bool
	}{
		"nothing said": {Config{}, `"details_url"`, `"payload_version"`, "", false},
		"2":            {Config{Version: 2, Token: "t0ken"}, `"details_url"`, `"payload_version"`, "Bearer t0ken", false},
		"3":            {Config{Version: 3, Secret: "s3cret"}, `"payload_version":"v3"`, `"details_url"`, "", true},
		"2, both":      {Config{Secret: "s3cret", Token: "t0ken"}, `"url"`, `"payload_version"`, "Bearer t0ken", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				if !strings.Contains(string(body), tc.has) || strings.Contains(string(body), tc.hasNot) {
					t.Errorf("posted %s, want %s and no %s", body, tc.has, tc.hasNot)
				}
				if got := r.Header.Get("Authorization"); got != tc.token {
					t.Errorf("Authorization %q, want %q", got, tc.token)
				}
				at, err := strconv.ParseInt(r.Header.Get(hook.HeaderTimestamp), 10, 64)
				if err != nil {
					t.Error(err)
				}
				want := hook.Header("d1", tc.config.Secret, body, time.Unix(at, 0)).Get(hook.HeaderSignature)
				if got := r.Header.Get(hook.HeaderSignature); got != want || (got != "") != tc.signed {
					t.Errorf("signature %q, want %q", got, want)
				}
			}))
			defer srv.Close()
			tc.config.URL, tc.config.AllowPrivate = srv.URL, true
			n, err := New(tc.config, Deps{})
			if err != nil {
				t.Fatal(err)
			}
			a := notify.Attempt{Message: notify.Message{ID: "d1", Action: notify.Post, Notice: notifytest.CheckInMissing()}}
			if _, err := n.Notify(t.Context(), a); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestWhatIsNotTakenIsTriedAgain: the answer decides, as for every webhook.
func TestWhatIsNotTakenIsTriedAgain(t *testing.T) {
	t.Parallel()
	status := http.StatusServiceUnavailable
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer srv.Close()
	n, err := New(Config{URL: srv.URL, AllowPrivate: true}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	a := notify.Attempt{Message: notify.Message{ID: "d1", Action: notify.Post, Notice: notifytest.CheckInMissing()}}
	_, err = n.Notify(t.Context(), a)
	if _, again := errors.AsType[*notify.RetryError](err); !again {
		t.Errorf("503 is %v", err)
	}
	status = http.StatusBadRequest
	_, err = n.Notify(t.Context(), a)
	if _, never := errors.AsType[*notify.RejectedError](err); !never {
		t.Errorf("400 is %v", err)
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
	silence := func(change incident.Change, missed int, lasting time.Duration) incident.Notice {
		n := notifytest.CheckInMissing()
		c := *n.Subject.CheckIn
		c.MissedCount = missed
		n.Subject.CheckIn, n.Change, n.OpenedAt = &c, change, n.At.Add(-lasting)
		return n
	}
	for name, told := range map[string]incident.Notice{
		"the 60th miss in a row": silence(incident.Repeated, 60, time.Hour), "a miss after five months": silence(incident.Repeated, 20, 150*24*time.Hour),
		"the end of a long silence": silence(incident.Recovery, 61, 200*24*time.Hour),
	} {
		if quiet(told) {
			t.Errorf("%s is not told", name)
		}
	}
	for name, m := range map[string]notify.Message{
		"the 61st miss in a row":   {Action: notify.Post, Notice: silence(incident.Repeated, 61, time.Hour)},
		"a miss after half a year": {Action: notify.Post, Notice: silence(incident.Repeated, 20, 181*24*time.Hour)},
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
	for want, c := range map[string]Config{
		"honeybadger: url is empty": {}, "honeybadger: version 4: use 2 or 3": {URL: "https://example.com", Version: 4},
	} {
		if _, err := New(c, Deps{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
