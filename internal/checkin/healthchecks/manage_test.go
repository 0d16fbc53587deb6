package healthchecks_test

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

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
	if err != nil || c.Schedule != schedule.Crontab(schedule.DialectDebian, "* * * * *", "UTC") || c.Grace != 61*time.Second || c.Expect.MaxDuration != c.Grace {
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

// TestUniqueAtOnce upserts the same check many times at once.
func TestUniqueAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var callers sync.WaitGroup
	for range 20 {
		callers.Go(func() { h.api("POST", "v3/checks/", `{"name": "one", "slug": "one", "unique": ["name"]}`) })
	}
	callers.Wait()
	if checks := h.object(h.api("GET", "v3/checks/?slug=one", ""), 200)["checks"].([]any); len(checks) != 1 {
		t.Errorf("%d checks", len(checks))
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

// TestPausedUntil: a pause may have an end.
func TestPausedUntil(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, id := h.make("v3", `{}`)
		for _, wrong := range []string{`{"until": "tomorrow"}`, `{"until": 12}`, `{"until": "1999-12-24T18:00:00Z"}`} {
			h.object(h.api("POST", "v3/checks/"+id+"/pause", wrong), 400)
		}
		h.object(h.api("POST", "v3/checks/"+id+"/pause", `{"until": "2000-01-01T18:00:00+01:00"}`), 200)
		c, err := h.registry.Get(t.Context(), id)
		if err != nil || !c.Suspended || !c.ResumesAt.Equal(time.Date(2000, 1, 1, 17, 0, 0, 0, time.UTC)) {
			t.Errorf("paused: %+v, %v", c, err)
		}
	})
}
