package honeybadger

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	if got, want := Slug("prod", "billing", "invoices"), "rollcall-prod-00d29f5b-billing-invoices-"; !strings.HasPrefix(got, "rollcall-prod-") ||
		!strings.Contains(got, "-billing-invoices-") || len(got) != len(want)+hashDigits {
		t.Errorf("%q", got)
	}
	seen := map[string]string{}
	for _, c := range [][3]string{
		{"prod", "a", "b-c"}, {"prod", "a-b", "c"}, {"prod-a", "b", "c"}, {"", "a", "b-c"}, {"Prod", "a", "b-c"}, {"東京", "a", "b-c"},
		{"大阪", "a", "b-c"}, {"prod", "a", "b.c"}, {strings.Repeat("c", 300), strings.Repeat("n", 63), strings.Repeat("j", 253)},
		{strings.Repeat("c", 300), strings.Repeat("n", 63), strings.Repeat("j", 252) + "k"},
	} {
		slug := Slug(c[0], c[1], c[2])
		if !checkin.ValidSlug(slug) || seen[slug] != "" || !strings.HasPrefix(slug, prefix(c[0])) || slug != Slug(c[0], c[1], c[2]) {
			t.Errorf("%v: %q (also %s)", c, slug, seen[slug])
		}
		seen[slug] = strings.Join(c[:], "/")
	}
}

func TestPrefixesDoNotOverlap(t *testing.T) {
	t.Parallel()
	names := []string{"", "prod", "prod-eu", "prod-00d29f5b", "rollcall", "a", strings.Repeat("a", 60), strings.Repeat("a", 61)}
	for _, a := range names {
		for _, b := range names {
			if a != b && strings.HasPrefix(Slug(b, "n", "j"), prefix(a)) {
				t.Errorf("%q takes the check-ins of %q for its own", a, b)
			}
		}
	}
}

func TestWant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spec                        schedule.Spec
		kind, cron, zone, everytime string
	}{
		{schedule.Cron("0 19 * * *", "Asia/Tokyo"), "cron", "0 19 * * *", "Asia/Tokyo", ""},
		{schedule.Cron("0  19 ? * MON", ""), "cron", "0 19 * * MON", "UTC", ""},
		{schedule.Cron("@hourly", ""), "cron", "0 * * * *", "UTC", ""},
		{schedule.Cron("@Weekly", ""), "cron", "0 0 * * 0", "UTC", ""},
		{schedule.Cron("@monthly", ""), "cron", "0 0 1 * *", "UTC", ""},
		{schedule.Cron("@annually", ""), "cron", "0 0 1 1 *", "UTC", ""},
		{schedule.Cron("@every 90s", ""), "simple", "", "", "2 minutes"},
		{schedule.Every(24 * time.Hour), "simple", "", "", "1 day"},
		{schedule.Cron("not a schedule", ""), "cron", "not a schedule", "UTC", ""},
	} {
		ref := job("a")
		ref.Schedule = c.spec
		f := want("prod", ref)
		if f.ScheduleType != c.kind || f.CronSchedule != c.cron || f.CronTimezone != c.zone || f.ReportPeriod != c.everytime || f.GracePeriod != "10 minutes" {
			t.Errorf("%v: %+v", c.spec, f)
		}
		if f.differs(f) {
			t.Errorf("%+v differs from itself", f)
		}
	}
	long := job(strings.Repeat("é", 200))
	if f := want("", long); len(f.Name) > maxName || !strings.HasPrefix(f.Name, "billing/é") {
		t.Errorf("name %q", f.Name)
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	cron := fields{Slug: "s", Name: "n", ScheduleType: typeCron, CronSchedule: "* * * * *", CronTimezone: "UTC", GracePeriod: "1 hour"}
	simple := fields{Slug: "s", Name: "n", ScheduleType: typeSimple, ReportPeriod: "1 hour"}
	same := cron
	same.GracePeriod, same.CronTimezone = "60 minutes", ""
	for name, c := range map[string]struct {
		wanted, there *fields
		gone          bool
		complete      bool
		ops           string
	}{
		"nothing":                {nil, nil, false, true, ""},
		"new":                    {&cron, nil, false, false, "create"},
		"as it is":               {&cron, &cron, false, true, ""},
		"in other words":         {&cron, &same, false, true, ""},
		"changed":                {&cron, &fields{Slug: "s", ScheduleType: typeCron}, false, true, "update"},
		"another type":           {&cron, &simple, false, false, "delete create"},
		"not seen yet":           {nil, &cron, false, false, ""},
		"left out":               {nil, &cron, false, true, "delete"},
		"forgotten":              {nil, &cron, true, false, "delete"},
		"forgotten, wanted anew": {&cron, &cron, true, false, ""},
	} {
		wanted, there := map[string]fields{}, map[string]remote{}
		if c.wanted != nil {
			wanted["s"] = *c.wanted
		}
		if c.there != nil {
			there["s"] = remote{ID: "id", fields: *c.there}
		}
		var ops []string
		for _, change := range plan(wanted, there, map[string]bool{"s": c.gone}, c.complete) {
			ops = append(ops, string(change.op))
			if (change.op == opCreate) == (change.id != "") {
				t.Errorf("%s: %+v", name, change)
			}
		}
		if got := strings.Join(ops, " "); got != c.ops {
			t.Errorf("%s: %q, want %q", name, got, c.ops)
		}
	}
}

// answering is a transport that always gives the same answer.
type answering func() (int, string, http.Header)

func (f answering) RoundTrip(*http.Request) (*http.Response, error) {
	code, body, header := f()
	return &http.Response{StatusCode: code, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func clientThatGets(code int, body string) *client {
	return &client{base: "https://x", project: "7", token: "t", http: &http.Client{
		Transport: answering(func() (int, string, http.Header) { return code, body, http.Header{} }),
	}}
}

func TestListRefusesCircles(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"?page=1", "https://evil.example/", "::", "%zz"} {
		body, _ := json.Marshal(map[string]any{"results": []any{}, "links": map[string]string{"next": next}})
		if _, err := clientThatGets(200, string(body)).list(t.Context()); err == nil || !strings.Contains(err.Error(), "leads nowhere") {
			t.Errorf("next %q: %v", next, err)
		}
	}
}

func TestErrorsQuoteTheService(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"errors":"Name has already been taken"}`: "422 Unprocessable Entity: Name has already been taken",
		`{"errors":["a","b"]}`:                     "422 Unprocessable Entity: [a b]",
		"plain":                                    "422 Unprocessable Entity: plain",
		"":                                         "POST /v2/projects/7/check_ins: 422 Unprocessable Entity",
		strings.Repeat("€", 1000):                  "€…",
	} {
		_, err := clientThatGets(422, body).create(t.Context(), fields{})
		if err == nil || !strings.HasSuffix(err.Error(), want) || len(err.Error()) > 400 {
			t.Errorf("%.40q: %v", body, err)
		}
	}
	for _, body := range []string{"", "{}", "<html>"} {
		if _, err := clientThatGets(201, body).create(t.Context(), fields{}); err == nil {
			t.Errorf("created by %q", body)
		}
	}
	if err := clientThatGets(302, "").update(t.Context(), "id", fields{}); err == nil {
		t.Error("a redirect counts as success")
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"results":[{"id":"a","slug":"s","report_period":null,"grace_period":"5 minutes"}],"links":{"next":null}}`)
	f.Add(`{"results":[{"id":7}]}`)
	f.Add(`{"errors":{"a":["b"]}}`)
	f.Fuzz(func(t *testing.T, body string) {
		_, _ = clientThatGets(200, body).list(t.Context())
		_, err := clientThatGets(400, body).create(t.Context(), fields{})
		if err == nil || len(err.Error()) > 1000 {
			t.Errorf("%v", err)
		}
	})
}

func FuzzRateLimitHeaders(f *testing.F) {
	f.Add("120", "", "")
	f.Add("", "1790000000", "0")
	f.Add("Sat, 01 Jan 2000 00:05:00 GMT", "-1", "-5")
	now := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, retryAfter, reset, remaining string) {
		var l limit
		h := http.Header{}
		h.Set("Retry-After", retryAfter)
		h.Set("X-RateLimit-Reset", reset)
		h.Set("X-RateLimit-Remaining", remaining)
		if wait, _ := l.note(h, now); wait < 0 {
			t.Errorf("wait %s", wait)
		}
		if l.until.After(now.Add(maxWait)) {
			t.Errorf("until %s", l.until)
		}
	})
}
