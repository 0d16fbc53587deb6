package healthchecks_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestValidation sends every field with values that are wrong, and at their limits.
func TestValidation(t *testing.T) {
	t.Parallel()
	const prefix = "json validation error: "
	for _, c := range []struct{ body, fault string }{
		{`{"name": 7}`, "name is not a string"},
		{`{"name": null}`, "name is not a string"},
		{`{"name": "` + strings.Repeat("é", 100) + `"}`, ""},
		{`{"name": "` + strings.Repeat("é", 101) + `"}`, "name is too long"},
		{`{"slug": "Ünder"}`, "slug does not match pattern"},
		{`{"slug": "UPPER"}`, "slug does not match pattern"},
		{`{"slug": "a b"}`, "slug does not match pattern"},
		{`{"slug": "a-b_9"}`, ""},
		{`{"slug": "` + strings.Repeat("a", 101) + `"}`, "slug is too long"},
		{`{"tags": ["prod"]}`, "tags is not a string"},
		{`{"desc": 7}`, "desc is not a string"},
		{`{"timeout": 59}`, "timeout is too small"},
		{`{"timeout": 60}`, ""},
		{`{"timeout": 31536000}`, ""},
		{`{"timeout": 31536001}`, "timeout is too large"},
		{`{"timeout": 99999999999999999999999}`, "timeout is too large"},
		{`{"timeout": -99999999999999999999999}`, "timeout is too small"},
		{`{"timeout": "3600"}`, "timeout is not a number"},
		{`{"timeout": 60.5}`, "timeout is not a number"},
		{`{"timeout": true}`, "timeout is too small"},
		{`{"timeout": null}`, "timeout is not a number"},
		{`{"grace": 59}`, "grace is too small"},
		{`{"grace": 31536001}`, "grace is too large"},
		{`{"grace": []}`, "grace is not a number"},
		{`{"schedule": "0 3 * * *"}`, ""},
		{`{"schedule": "*/5 * * * 1-5", "tz": "Europe/Riga"}`, ""},
		{`{"schedule": ""}`, ""},
		{`{"schedule": 7}`, "schedule is not a string"},
		{`{"schedule": "bad"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "* * * *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "61 * * * *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "0 0 31 2 *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "@hourly"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "Mon..Fri *-*-* 09:00"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "* * * * *\n* * * * *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "` + strings.Repeat("0", 101) + `"}`, "schedule is too long"},
		{`{"tz": "Europe/Riga"}`, ""},
		{`{"tz": "Mars/Olympus"}`, "tz is not a valid timezone"},
		{`{"tz": ""}`, "tz is not a valid timezone"},
		{`{"tz": "Local"}`, "tz is not a valid timezone"},
		{`{"tz": "../etc/passwd"}`, "tz is not a valid timezone"},
		{`{"methods": "POST"}`, ""},
		{`{"methods": ""}`, ""},
		{`{"methods": "GET"}`, "methods has unexpected value"},
		{`{"methods": 7}`, "methods has unexpected value"},
		{`{"manual_resume": true}`, ""},
		{`{"manual_resume": "true"}`, "manual_resume is not a boolean"},
		{`{"manual_resume": 0}`, "manual_resume is not a boolean"},
		{`{"filter_subject": 1}`, "filter_subject is not a boolean"},
		{`{"filter_body": null}`, "filter_body is not a boolean"},
		{`{"filter_http_body": "x"}`, "filter_http_body is not a boolean"},
		{`{"filter_default_fail": "x"}`, "filter_default_fail is not a boolean"},
		{`{"start_kw": "` + strings.Repeat("a", 201) + `"}`, "start_kw is too long"},
		{`{"success_kw": 1}`, "success_kw is not a string"},
		{`{"failure_kw": "` + strings.Repeat("a", 201) + `"}`, "failure_kw is too long"},
		{`{"subject": "` + strings.Repeat("a", 201) + `"}`, "subject is too long"},
		{`{"subject_fail": 7}`, "subject_fail is not a string"},
		{`{"unique": "name"}`, "unique is not an array"},
		{`{"unique": ["status"]}`, "an item in 'unique' has unexpected value"},
		{`{"unique": [7]}`, "an item in 'unique' has unexpected value"},
		{`{"unique": []}`, ""},
		{`{"channels": 7}`, "channels is not a string"},
		{`{"timeout": 1, "name": 7}`, "name is not a string"}, // the order is theirs
		{`{"unknown": {"a": 1}}`, ""},
		{`[]`, "value is not an object"},
		{`"text"`, "value is not an object"},
		{`{"name"`, "could not parse request body"},
		{`{"channels": "*"}`, ""},
		{`{"channels": ""}`, ""},
		{`{"channels": "ops,4ec5a071-2d08-4baa-898a-eb4eb3cd6941"}`, ""},
		{`{"channels": "ops,"}`, "empty channel identifier"},
		{`{"channels": "nobody"}`, "invalid channel identifier: nobody"},
		{`{"channels": "audit"}`, "non-unique channel identifier: audit"},
		{``, ""},
	} {
		t.Run(c.body[:min(len(c.body), 60)], func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"v1/checks/", "v2/checks/", "v3/checks/", "v3/checks/" + nightly} {
				w := newHouse(t).api("POST", path, c.body)
				if c.fault == "" {
					if w.Code != 200 && w.Code != 201 {
						t.Errorf("%s: got %d %s", path, w.Code, w.Body)
					}
					continue
				}
				want := `{"error":"` + prefix + c.fault + `"}`
				if strings.Contains(c.fault, "channel identifier") || strings.HasPrefix(c.fault, "could not") {
					want = `{"error":"` + c.fault + `"}`
				}
				got := strings.ReplaceAll(w.Body.String(), `\u0027`, `'`)
				if w.Code != 400 || got != want {
					t.Errorf("%s: got %d %s, want %s", path, w.Code, got, want)
				}
			}
		})
	}
}

// TestWhoMay calls everything with every kind of key.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path             string
		write, read, none, alien int
	}{
		{"GET", "checks/", 200, 200, 401, 200},
		{"POST", "checks/", 201, 401, 401, 201},
		{"GET", "checks/" + nightly, 200, 200, 401, 403},
		{"POST", "checks/" + nightly, 200, 401, 401, 403},
		{"DELETE", "checks/" + nightly, 200, 401, 401, 403},
		{"POST", "checks/" + nightly + "/pause", 200, 401, 401, 403},
		{"POST", "checks/" + nightly + "/resume", 409, 401, 401, 403},
		{"GET", "checks/" + nightly + "/pings/", 200, 401, 401, 403},
		{"GET", "checks/" + nightly + "/pings/1/body", 404, 401, 401, 403},
		{"GET", "checks/" + nightly + "/flips/", 200, 200, 401, 403},
		{"GET", "checks/" + nobody, 404, 404, 401, 404},
		{"POST", "checks/" + nobody, 404, 401, 401, 404},
		{"DELETE", "checks/" + nobody, 404, 401, 401, 404},
		{"POST", "checks/" + nobody + "/pause", 404, 401, 401, 404},
		{"POST", "checks/" + nobody + "/resume", 404, 401, 401, 404},
		{"GET", "checks/" + nobody + "/pings/", 404, 401, 401, 404},
		{"GET", "checks/" + nobody + "/flips/", 404, 404, 401, 404},
		{"GET", "checks/not-a-uuid", 404, 404, 401, 404},
		{"GET", "checks/" + strings.Repeat("a", 40), 404, 404, 401, 404},
		{"GET", "channels/", 200, 401, 401, 200},
		{"GET", "badges/", 200, 200, 401, 200},
		{"GET", "status/", 200, 200, 200, 200},
		{"PUT", "checks/", 405, 405, 405, 405},
		{"DELETE", "checks/", 405, 405, 405, 405},
		{"PUT", "checks/" + nightly, 405, 405, 405, 405},
		{"GET", "checks/" + nightly + "/pause", 405, 405, 405, 405},
		{"POST", "channels/", 405, 405, 405, 405},
		{"OPTIONS", "checks/", 204, 204, 204, 204},
		{"GET", "nothing/", 404, 404, 404, 404},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			t.Parallel()
			for _, v := range []string{"v1/", "v2/", "v3/"} {
				for key, code := range map[string]int{apiKey: c.write, readKey: c.read, "": c.none, "nobody": c.none, otherKey: c.alien} {
					w := newHouse(t).apiAs(key, c.method, v+c.path, "")
					if w.Code != code {
						t.Errorf("%s with %q: got %d %s, want %d", v, key, w.Code, w.Body, code)
					}
					if c.path != "nothing/" && w.Header().Get("Access-Control-Allow-Origin") != "*" {
						t.Errorf("%s: headers %v", v, w.Header())
					}
				}
			}
		})
	}
}

// TestKeys says what stands in the answers to calls without the right key, and where a key may stand.
func TestKeys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		name   string
		w      *httptest.ResponseRecorder
		code   int
		answer string
	}{
		{"none", h.apiAs("", "GET", "v3/checks/", ""), 401, `{"error":"missing api key"}`},
		{"wrong", h.apiAs("nobody", "GET", "v3/checks/", ""), 401, `{"error":"wrong api key"}`},
		{"read-only", h.apiAs(readKey, "POST", "v3/checks/", ""), 401, `{"error":"wrong api key"}`},
		{"ping key", h.apiAs("pk1", "GET", "v3/checks/", ""), 401, `{"error":"wrong api key"}`},
		{"none in the body", h.apiAs("", "POST", "v3/checks/", `{}`), 401, `{"error":"missing api key"}`},
		{"read-only in the body", h.apiAs("", "POST", "v3/checks/", `{"api_key": "`+readKey+`"}`), 401, `{"error":"wrong api key"}`},
		{"no text", h.apiAs("", "POST", "v3/checks/", `{"api_key": 7}`), 401, `{"error":"missing api key"}`},
	} {
		if c.w.Code != c.code || c.w.Body.String() != c.answer {
			t.Errorf("%s: got %d %s, want %d %s", c.name, c.w.Code, c.w.Body, c.code, c.answer)
		}
	}
	if w := h.apiAs("", "POST", "v3/checks/", `{"api_key": "`+apiKey+`", "name": "x"}`); w.Code != 201 {
		t.Errorf("the key in the body: %d %s", w.Code, w.Body)
	}
	if w := h.apiAs("nobody", "POST", "v3/checks/", `{"api_key": "`+apiKey+`"}`); w.Code != 401 {
		t.Errorf("the header counts first: %d %s", w.Code, w.Body)
	}
}

// TestCheck looks at a check in all versions, for both kinds of keys.
func TestCheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		const spec = `{"name": "Filesystem Backup", "tags": "backup  fs", "desc": "hourly", "timeout": 3600, "grace": 600, "channels": "*",
			"subject": "SUCCESS", "failure_kw": "ERROR", "methods": "POST"}`
		made, id := h.make("v1", spec)
		want := map[string]any{
			"name": "Filesystem Backup", "slug": "filesystem-backup", "tags": "backup fs", "desc": "hourly", "grace": 600.0, "n_pings": 0.0,
			"status": "new", "started": false, "last_ping": nil, "next_ping": nil, "manual_resume": false, "methods": "POST",
			"subject": "SUCCESS", "subject_fail": "ERROR", "start_kw": "", "success_kw": "SUCCESS", "failure_kw": "ERROR",
			"filter_subject": true, "filter_body": false, "filter_http_body": false, "filter_default_fail": false, "timeout": 3600.0,
			"ping_url":   "https://roll.example/ping/" + id,
			"update_url": "https://roll.example/api/v1/checks/" + id,
			"pause_url":  "https://roll.example/api/v1/checks/" + id + "/pause",
			"resume_url": "https://roll.example/api/v1/checks/" + id + "/resume",
			"channels":   "1bdea468-03bf-47b8-ab27-29a9dd0e4b94,4ec5a071-2d08-4baa-898a-eb4eb3cd6941,746a083e-f542-4554-be1a-707ce16d3acc",
		}
		same(t, "v1", made, want)

		h.ping("POST", id, "")
		time.Sleep(time.Second)
		want["status"], want["n_pings"] = "up", 1.0
		want["last_ping"], want["next_ping"] = "2000-01-01T00:00:00+00:00", "2000-01-01T01:00:00+00:00"
		for _, address := range []string{"update_url", "pause_url", "resume_url"} {
			want[address] = strings.Replace(want[address].(string), "v1", "v3", 1)
		}
		want["uuid"] = id
		same(t, "v3", h.object(h.api("GET", "v3/checks/"+id, ""), 200), want)

		for _, hidden := range []string{"uuid", "ping_url", "update_url", "pause_url", "resume_url", "channels"} {
			delete(want, hidden)
		}
		shown := h.object(h.apiAs(readKey, "GET", "v3/checks/"+id, ""), 200)
		key, _ := shown["unique_key"].(string)
		want["unique_key"] = key
		same(t, "read-only", shown, want)
		same(t, "by unique key", h.object(h.apiAs(readKey, "GET", "v3/checks/"+key, ""), 200), want)
	})
}

func same(t *testing.T, name string, got, want map[string]any) {
	t.Helper()
	for field, value := range want {
		if got[field] != value {
			t.Errorf("%s: %s is %v, want %v", name, field, got[field], value)
		}
	}
	for field := range got {
		if _, ok := want[field]; !ok {
			t.Errorf("%s: %s is %v, and should not be there", name, field, got[field])
		}
	}
}

// TestStatuses lets time pass for a check.
func TestStatuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, id := h.make("v3", `{"name": "x", "timeout": 3600, "grace": 600}`)
		status := func() any {
			t.Helper()
			return h.object(h.api("GET", "v3/checks/"+id, ""), 200)["status"]
		}
		step := func(name string, want any) {
			t.Helper()
			time.Sleep(time.Second)
			if got := status(); got != want {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		step("made", "new")
		h.ping("GET", id, "")
		step("pinged", "up")
		time.Sleep(time.Hour)
		step("silent", "grace")
		time.Sleep(10 * time.Minute)
		step("silent for longer", "down")
		h.ping("GET", id, "")
		step("back", "up")
		h.ping("GET", id+"/fail", "")
		step("failed", "down")
		h.ping("GET", id+"/log", "")
		step("a note", "down")
		h.ping("GET", id+"/0", "")
		step("exit 0", "up")
		if w := h.api("POST", "v3/checks/"+id+"/pause", ""); h.object(w, 200)["status"] != "paused" {
			t.Errorf("paused: %s", w.Body)
		}
		time.Sleep(5 * time.Hour)
		step("silent, paused", "paused")
		if got := h.object(h.api("GET", "v3/checks/"+id, ""), 200)["n_pings"]; got != 5.0 {
			t.Errorf("%v pings", got)
		}
	})
}

// TestPause pauses a check and pings it.
func TestPause(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		signal, spec string
		paused       bool
	}{
		{"", `{}`, false},
		{"/0", `{}`, false},
		{"/fail", `{}`, false},
		{"/1", `{}`, false},
		{"/start", `{}`, true},
		{"/log", `{}`, true},
		{"", `{"manual_resume": true}`, true},
		{"/fail", `{"manual_resume": true}`, true},
	} {
		t.Run(c.signal+" "+c.spec, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			_, id := h.make("v3", c.spec)
			h.object(h.api("POST", "v3/checks/"+id+"/pause", ""), 200)
			if w := h.ping("GET", id+c.signal, ""); w.Code != 200 {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			if got := h.object(h.api("GET", "v3/checks/"+id, ""), 200)["status"]; (got == "paused") != c.paused {
				t.Errorf("status %v", got)
			}
			resumed := h.api("POST", "v3/checks/"+id+"/resume", "")
			if c.paused && (resumed.Code != 200 || h.object(resumed, 200)["status"] == "paused") {
				t.Errorf("resumed: %d %s", resumed.Code, resumed.Body)
			}
			if again := h.api("POST", "v3/checks/"+id+"/resume", ""); again.Code != 409 || again.Body.String() != "check is not paused" {
				t.Errorf("resumed twice: %d %s", again.Code, again.Body)
			}
		})
	}
}

// TestManualResumeLater sets manual_resume on a check that is paused already.
func TestManualResumeLater(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.api("POST", "v3/checks/"+nightly+"/pause", "")
	h.api("POST", "v3/checks/"+nightly, `{"manual_resume": true}`)
	h.ping("GET", nightly, "")
	if got := h.object(h.api("GET", "v3/checks/"+nightly, ""), 200); got["status"] != "paused" || got["manual_resume"] != true {
		t.Errorf("got %v", got)
	}
}

// TestUpdate changes a check field by field.
func TestUpdate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, id := h.make("v3", `{"name": "a", "slug": "a", "schedule": "5 4 * * *", "timeout": 60, "tz": "Europe/Riga"}`)
	for _, c := range []struct {
		version, spec string
		want          map[string]any
	}{
		{"v3", `{}`, map[string]any{"schedule": "5 4 * * *", "tz": "Europe/Riga", "timeout": nil, "slug": "a"}},
		{"v3", `{"tz": "Asia/Tokyo"}`, map[string]any{"schedule": "5 4 * * *", "tz": "Asia/Tokyo"}},
		{"v3", `{"schedule": "6  4 * * *"}`, map[string]any{"schedule": "6 4 * * *", "tz": "Asia/Tokyo"}},
		{"v3", `{"name": "B c"}`, map[string]any{"name": "B c", "slug": "a"}},
		{"v2", `{"name": "B, C – d_e"}`, map[string]any{"name": "B, C – d_e", "slug": "b-c-d_e"}},
		{"v3", `{"timeout": 90}`, map[string]any{"timeout": 90.0, "schedule": nil, "tz": nil}},
		{"v3", `{"tz": "Asia/Tokyo"}`, map[string]any{"timeout": 90.0, "tz": nil}},
		{"v3", `{"schedule": "* * * * *"}`, map[string]any{"schedule": "* * * * *", "tz": "UTC"}},
		{"v3", `{"tags": " x y ", "desc": "d", "grace": 61}`, map[string]any{"tags": "x y", "desc": "d", "grace": 61.0}},
		{"v3", `{"methods": "POST"}`, map[string]any{"methods": "POST", "tags": "x y"}},
		{"v3", `{"methods": "", "tags": ""}`, map[string]any{"methods": "", "tags": ""}},
		{"v3", `{"subject": "a,b"}`, map[string]any{"subject": "a,b", "success_kw": "a,b", "filter_subject": true}},
		{"v3", `{"subject": ""}`, map[string]any{"subject": "", "success_kw": "", "filter_subject": false}},
	} {
		got := h.object(h.api("POST", c.version+"/checks/"+id, c.spec), 200)
		for field, value := range c.want {
			if got[field] != value {
				t.Errorf("%s: %s is %v, want %v", c.spec, field, got[field], value)
			}
		}
	}
	c, err := h.registry.Get(t.Context(), id)
	if err != nil || c.Schedule != schedule.Cron("* * * * *", "UTC") || c.Grace != 61*time.Second || c.Expect.MaxDuration != c.Grace {
		t.Errorf("stored %+v, %v", c, err)
	}
}

// TestUnique makes checks that are to be the only ones of their kind.
func TestUnique(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, id := h.make("v3", `{"name": "one", "slug": "one-slug", "tags": "x y", "timeout": 120, "grace": 180}`)
	for _, c := range []struct {
		spec string
		code int
	}{
		{`{"name": "one", "unique": ["name"], "desc": "again"}`, 200},
		{`{"name": "one", "tags": "x y", "unique": ["name", "tags"]}`, 200},
		{`{"slug": "one-slug", "unique": ["slug"]}`, 200},
		{`{"timeout": 120, "unique": ["timeout"]}`, 200},
		{`{"grace": 180, "unique": ["grace"]}`, 200},
		{`{"name": "one", "tags": "x", "unique": ["name", "tags"]}`, 201},
		{`{"name": "two", "unique": ["name"]}`, 201},
		{`{"name": "one", "unique": ["slug"]}`, 201},
		{`{"name": "one", "unique": []}`, 201},
		{`{"timeout": 240, "unique": ["timeout"]}`, 201},
	} {
		got := h.object(h.api("POST", "v3/checks/", c.spec), c.code)
		if (got["uuid"] == id) != (c.code == 200) {
			t.Errorf("%s: got %v", c.spec, got)
		}
	}
	if got := h.object(h.api("GET", "v3/checks/"+id, ""), 200); got["desc"] != "again" {
		t.Errorf("not changed: %v", got)
	}
}

// TestList filters the checks of a project.
func TestList(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.make("v3", `{"name": "x", "slug": "x-slug", "tags": "prod"}`)
	for query, want := range map[string]int{
		"": 2, "?tag=prod": 2, "?tag=prod&tag=db": 1, "?tag=pro": 0, "?slug=nightly": 1, "?slug=no": 0, "?slug=x-slug&tag=db": 0,
	} {
		checks, ok := h.object(h.api("GET", "v3/checks/"+query, ""), 200)["checks"].([]any)
		if !ok || len(checks) != want {
			t.Errorf("%s: got %v, want %d", query, checks, want)
		}
	}
	if w := h.api("GET", "v3/checks", ""); w.Code != 200 {
		t.Errorf("without the slash: %d", w.Code)
	}
}

// TestDelete deletes a check.
func TestDelete(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if got := h.object(h.api("DELETE", "v1/checks/"+nightly, ""), 200); got["name"] != "Nightly" {
		t.Errorf("got %v", got)
	}
	for _, w := range []*httptest.ResponseRecorder{h.api("GET", "v1/checks/"+nightly, ""), h.ping("GET", nightly, ""), h.ping("GET", "pk1/nightly", "")} {
		if w.Code != 404 {
			t.Errorf("after that: %d %s", w.Code, w.Body)
		}
	}
}

// TestDeclaredElsewhere is about a check that the configuration declares.
func TestDeclaredElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	declared := checkin.CheckIn{
		ID: "XyZZy", Project: 1, Name: "Declared", Slug: "declared", Origin: checkin.FromConfig, Schedule: schedule.Cron("0 3 * * *", ""),
		Grace: time.Minute, Generation: 1,
	}
	if err := h.registry.Put(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
	got := h.object(h.api("GET", "v3/checks/XyZZy", ""), 200)
	if got["ping_url"] != "https://roll.example/v1/check_in/XyZZy" || got["uuid"] != nil || got["schedule"] != "0 3 * * *" || got["tz"] != "UTC" {
		t.Errorf("shown as %v", got)
	}
	shown := h.object(h.apiAs(readKey, "GET", "v3/checks/XyZZy", ""), 200)
	if key, _ := shown["unique_key"].(string); h.object(h.apiAs(readKey, "GET", "v3/checks/"+key, ""), 200)["name"] != "Declared" {
		t.Errorf("not found by its unique key %q", key)
	}
	for _, w := range []*httptest.ResponseRecorder{
		h.api("POST", "v3/checks/XyZZy", `{"name": "x"}`), h.api("DELETE", "v3/checks/XyZZy", ""), h.api("POST", "v3/checks/XyZZy/pause", ""),
		h.api("POST", "v3/checks/", `{"name": "Declared", "unique": ["name"]}`),
	} {
		if w.Code != 403 || !strings.Contains(w.Body.String(), "declared elsewhere") {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
	if _, id := h.make("v3", `{"slug": "declared"}`); h.ping("GET", "pk1/declared", "").Code != 200 || h.ping("GET", id, "").Code != 200 {
		t.Error("the slug of a declared check does not stay its own")
	}
}

// TestAPINotStored lets the parts of the store fail.
func TestAPINotStored(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	for name, fail := range map[string]func(*house){
		"registry": func(h *house) { h.registry.Fail(away) },
		"book":     func(h *house) { h.book.Fail(away) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			fail(h)
			paths := []string{"checks/", "checks/" + nightly, "checks/" + nightly + "/pings/", "checks/" + nightly + "/flips/"}
			if name == "registry" {
				paths = append(paths, "badges/", "status/")
			}
			for _, path := range paths {
				if w := h.api("GET", "v3/"+path, ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
					t.Errorf("%s: got %d %s", path, w.Code, w.Body)
				}
			}
		})
	}
}
