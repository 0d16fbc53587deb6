package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/webhook"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// v2 is the documents' sample of a missing check-in, shortened where it has nothing to do with it. Fake time begins in 2000.
const v2 = `{"event":"check_in_missing","message":"[Jobs] MISSING: Nightly hasn't checked in for 6 minutes",
"project":{"id":67747,"name":"Jobs","created_at":"1999-01-01T00:00:00Z","token":"hbp_x","environments":[{"id":1,"name":"production"}],"owner":{"id":1},"users":[]},
"check_in":{"state":"missing","schedule_type":"cron","reported_at":"1999-12-30T19:00:00.123Z","expected_at":"1999-12-31T19:00:00Z","missed_count":1,
"grace_period":"10 minutes","id":"XyZZy","name":"Nightly","slug":"nightly","url":"https://api.honeybadger.io/v1/check_in/XyZZy",
"details_url":"https://app.honeybadger.io/projects/67747/check_ins","cron_schedule":"0 19 * * *","cron_timezone":"Asia/Tokyo"}}`

// with is v2 with one member changed; a path of one name is at the top, of two within.
func with(t *testing.T, path string, value any) string {
	t.Helper()
	var p map[string]any
	if err := json.Unmarshal([]byte(v2), &p); err != nil {
		t.Fatal(err)
	}
	in := p
	outer, name, nested := strings.Cut(path, ".")
	if nested {
		in = p[outer].(map[string]any)
	} else {
		name = outer
	}
	in[name] = value
	if value == nil {
		delete(in, name)
	}
	body, _ := json.Marshal(p)
	return string(body)
}

type witnesses map[string]monitor.ID

func (w witnesses) Witness(_ context.Context, project, id, slug string) (monitor.ID, bool, error) {
	if w["away"] != "" {
		return "", false, errors.New("away")
	}
	m, ok := w[project+" "+id+" "+slug]
	return m, ok, nil
}

func post(h http.Handler, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/webhooks/honeybadger", strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestMissing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var recorder checkintest.Recorder
		h := webhook.New(webhook.Options{Recorder: &recorder, Witnesses: webhook.Any{
			witnesses{}, witnesses{"67747 XyZZy nightly": "kube/uid"},
		}})
		for range 2 {
			if w := post(h, v2); w.Code != 200 || w.Body.String() != "OK\n" {
				t.Fatalf("answered %d %s", w.Code, w.Body)
			}
		}
		all := recorder.Recorded("")
		if len(all) != 2 || all[0].Kind != monitor.Defined || all[1].Kind != monitor.Reported {
			t.Fatalf("recorded %+v", all)
		}
		for _, o := range all {
			if o.Monitor != "honeybadger/67747/XyZZy" || !o.SeenAt.Equal(time.Now()) {
				t.Errorf("%+v", o)
			}
		}
		d := all[0].Definition
		if d.Source != monitor.SourceHoneybadger || d.Name != "Nightly" || d.Schedule != schedule.Cron("0 19 * * *", "Asia/Tokyo") ||
			d.Grace != 10*time.Minute || d.WitnessOf != "kube/uid" || d.Labels["project"] != "Jobs" {
			t.Errorf("defined %+v", d)
		}
		r := all[1].Report
		if !r.Missing || r.MissedCount != 1 || r.Message != "[Jobs] MISSING: Nightly hasn't checked in for 6 minutes" ||
			!r.ExpectedAt.Equal(time.Date(1999, 12, 31, 19, 0, 0, 0, time.UTC)) && !r.ExpectedAt.IsZero() ||
			r.DetailsURL != "https://app.honeybadger.io/projects/67747/check_ins" {
			t.Errorf("reported %+v", r)
		}
	})
}

// TestPayloads has what differs between versions, captures and samples.
func TestPayloads(t *testing.T) {
	t.Parallel()
	type payload struct {
		name, body string
		check      func(d monitor.Definition, r monitor.ForeignReport, at time.Time) string
	}
	now := time.Date(2026, 7, 2, 10, 0, 0, 0, time.UTC) // when it is received
	want := func(ok bool, what any) string {
		if ok {
			return ""
		}
		return fmt.Sprintf("%+v", what)
	}
	v3 := `{"event":"check_in_reporting","message":"[Jobs] REPORTING: Nightly is reporting again","payload_version":"v3",
"project":{"id":"67747","name":"Jobs","language":"go","created_at":"2026-01-01T00:00:00Z"},"links":{"self":"https://x"},
"actor":{"id":1,"name":"A","email":"a@example.com"},"credential":{"type":"token","id":1,"name":"ci"},
"check_in":{"id":42,"name":"Nightly","slug":"nightly","state":"reporting","schedule_type":"simple","report_period":"01:30:00","grace_period":null,
"reported_at":"2026-07-02T09:59:58Z","expected_at":"2026-07-02T11:29:58Z","missed_count":0,"report_url":"https://api.honeybadger.io/v1/check_in/42"}}`
	for _, c := range []payload{
		{"v3 recovery", v3, func(d monitor.Definition, r monitor.ForeignReport, at time.Time) string {
			return want(!r.Missing && d.Schedule == schedule.Every(90*time.Minute) && d.Grace == 0 && at.Equal(now.Add(-2*time.Second)) &&
				r.ReportedAt.Equal(at) && r.ExpectedAt.IsZero(), []any{d, r, at})
		}},
		{"recovery that shows the old state", with(t, "event", "check_in_reporting"), func(_ monitor.Definition, r monitor.ForeignReport, at time.Time) string {
			return want(!r.Missing && at.Equal(now) && r.ReportedAt.Equal(now), []any{r, at})
		}},
		{"missing although the state says otherwise", with(t, "check_in.state", "reporting"), func(_ monitor.Definition, r monitor.ForeignReport, _ time.Time) string {
			return want(r.Missing, r)
		}},
		{"integer seconds", with(t, "check_in.grace_period", 600), func(d monitor.Definition, _ monitor.ForeignReport, _ time.Time) string {
			return want(d.Grace == 10*time.Minute, d)
		}},
		{"zero as their sample has it", with(t, "check_in.grace_period", "00:00:00"), func(d monitor.Definition, _ monitor.ForeignReport, _ time.Time) string {
			return want(d.Grace == 0, d)
		}},
		{"unset grace", with(t, "check_in.grace_period", ""), func(d monitor.Definition, _ monitor.ForeignReport, _ time.Time) string {
			return want(d.Grace == 0, d)
		}},
		{"a spelling that nobody knows", with(t, "check_in.grace_period", "a fortnight"), func(d monitor.Definition, r monitor.ForeignReport, _ time.Time) string {
			return want(d.Grace == 0 && r.Missing, d)
		}},
		{"late by the grace", with(t, "check_in.expected_at", "2026-07-02T09:49:00+00:00"), func(_ monitor.Definition, r monitor.ForeignReport, at time.Time) string {
			return want(at.Equal(now.Add(-time.Minute)) && r.ExpectedAt.Equal(now.Add(-11*time.Minute)), []any{r, at})
		}},
		{"expected in the future", with(t, "check_in.expected_at", "2026-07-03T09:49:00Z"), func(_ monitor.Definition, r monitor.ForeignReport, at time.Time) string {
			return want(at.Equal(now) && r.ExpectedAt.IsZero(), []any{r, at})
		}},
		{"no times", with(t, "check_in.expected_at", "soon"), func(_ monitor.Definition, r monitor.ForeignReport, at time.Time) string {
			return want(at.Equal(now) && r.ExpectedAt.IsZero(), []any{r, at})
		}},
		{"no name", with(t, "check_in.name", nil), func(d monitor.Definition, _ monitor.ForeignReport, _ time.Time) string {
			return want(d.Name == "nightly", d)
		}},
		{"other types", with(t, "check_in.missed_count", []any{1}), func(_ monitor.Definition, r monitor.ForeignReport, _ time.Time) string {
			return want(r.MissedCount == 0 && r.Missing, r)
		}},
		{"a link that is none", with(t, "check_in.details_url", "javascript:alert(1)"), func(_ monitor.Definition, r monitor.ForeignReport, _ time.Time) string {
			return want(r.DetailsURL == "", r)
		}},
		{"NUL and a long message", with(t, "message", "a\x00"+strings.Repeat("€", 5000)), func(_ monitor.Definition, r monitor.ForeignReport, _ time.Time) string {
			return want(strings.HasPrefix(r.Message, "a€") && len(r.Message) <= 2000, r)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				<-time.After(time.Until(now))
				var recorder checkintest.Recorder
				if w := post(webhook.New(webhook.Options{Recorder: &recorder}), c.body); w.Code != 200 {
					t.Fatalf("answered %d %s", w.Code, w.Body)
				}
				all := recorder.Recorded("")
				if wrong := c.check(*all[0].Definition, *all[1].Report, all[1].At); wrong != "" {
					t.Error(wrong)
				}
			})
		})
	}
}

func TestFactsAreToldApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var recorder checkintest.Recorder
		h := webhook.New(webhook.Options{Recorder: &recorder})
		different := []string{
			v2, with(t, "event", "check_in_reporting"), with(t, "check_in.expected_at", "2000-01-01T19:00:00Z"),
			with(t, "check_in.missed_count", 2), with(t, "check_in.id", "other"), with(t, "project.id", 8),
		}
		for range 2 {
			for _, body := range different {
				if w := post(h, body); w.Code != 200 {
					t.Fatalf("answered %d", w.Code)
				}
			}
		}
		if n := len(recorder.Recorded(monitor.Reported)); n != len(different) {
			t.Errorf("%d facts, want %d", n, len(different))
		}
		bare := `{"event":"check_in_missing","project":{"id":1},"check_in":{"id":"a"}}`
		post(h, bare)
		<-time.After(time.Minute)
		post(h, bare)
		if n := len(recorder.Recorded(monitor.Reported)); n != len(different)+2 {
			t.Errorf("%d facts, want two more: without times each minute is one", n)
		}
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body, text string
		code             int
	}{
		{"empty", "", "not JSON", 400},
		{"not JSON", "event=x", "not JSON", 400},
		{"cut off", v2[:200], "not JSON", 400},
		{"something behind it", v2 + "{}", "not JSON", 400},
		{"an array", "[]", "the payload is a JSON array", 400},
		{"no event", with(t, "event", nil), "event: missing", 400},
		{"another event", with(t, "event", "occurred"), `event \"occurred\" is not about a check-in`, 400},
		{"no project", with(t, "project", nil), "project.id: missing", 400},
		{"no check-in", with(t, "check_in", nil), "check_in.id: missing", 400},
		{"check-in of another type", with(t, "check_in", "x"), "check_in is a JSON string", 400},
		{"id of another type", with(t, "check_in.id", []any{}), "check_in.id: missing", 400},
		{"id with a slash", with(t, "check_in.id", "a/b"), `check_in.id \"a/b\": use up to 128`, 400},
		{"long id", with(t, "project.id", strings.Repeat("1", 129)), "project.id", 400},
		{"too large", strings.Repeat(" ", 256<<10) + v2, "larger than 262144 bytes", 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var recorder checkintest.Recorder
			w := post(webhook.New(webhook.Options{Recorder: &recorder}), c.body)
			if w.Code != c.code || !strings.Contains(w.Body.String(), c.text) || !strings.HasPrefix(w.Body.String(), `{"errors":"`) {
				t.Errorf("answered %d %s, want %d with %q", w.Code, w.Body, c.code, c.text)
			}
			if len(recorder.Recorded("")) != 0 {
				t.Error("recorded all the same")
			}
		})
	}
}

func TestAuthorization(t *testing.T) {
	t.Parallel()
	var recorder checkintest.Recorder
	h := webhook.New(webhook.Options{Recorder: &recorder, Token: "s3cret"})
	for header, code := range map[string]int{
		"Bearer s3cret": 200, "bearer s3cret": 200, "Bearer s3cre": 403, "Bearer ": 403, "Bearer": 403, "Basic s3cret": 401, "": 401,
	} {
		if w := post(h, v2, "Authorization", header); w.Code != code || (code != 200) != (w.Header().Get("WWW-Authenticate") == "Bearer") {
			t.Errorf("%q: %d, want %d", header, w.Code, code)
		}
	}
}

func TestOtherMethods(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE"} {
		w := httptest.NewRecorder()
		webhook.New(webhook.Options{}).ServeHTTP(w, httptest.NewRequest(method, "/webhooks/honeybadger", nil))
		if w.Code != 405 || w.Header().Get("Allow") != "POST" {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

func TestStoreAway(t *testing.T) {
	t.Parallel()
	var recorder checkintest.Recorder
	recorder.Fail(errors.New("disk full"))
	for name, o := range map[string]webhook.Options{
		"ledger":    {Recorder: &recorder},
		"witnesses": {Recorder: &checkintest.Recorder{}, Witnesses: witnesses{"away": "x"}},
	} {
		if w := post(webhook.New(o), v2); w.Code != 503 || w.Header().Get("Retry-After") != "10" || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
	}
}

func TestSlowBody(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(webhook.New(webhook.Options{Recorder: &checkintest.Recorder{}, BodyTimeout: 100 * time.Millisecond}))
	t.Cleanup(server.Close)
	for head, want := range map[string]string{"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{": "HTTP/1.1 408"} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, head)
		answer, _ := io.ReadAll(conn)
		_ = conn.Close()
		if !strings.HasPrefix(string(answer), want) {
			t.Errorf("answered %q, want %s", answer, want)
		}
	}
}
