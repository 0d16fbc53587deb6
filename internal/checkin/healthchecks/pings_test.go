package healthchecks_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestPings lists what was sent.
func TestPings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		send := func(method, path, body string) {
			r := httptest.NewRequest(method, "/ping/"+path, strings.NewReader(body))
			r.RemoteAddr = "192.0.2.1:99"
			r.Header.Set("User-Agent", "curl/8 (linux)")
			h.do(r)
			time.Sleep(1500 * time.Millisecond)
		}
		send("GET", nightly+"/start", "")
		send("GET", nightly+"/start?rid="+run, "")
		send("POST", nightly+"/fail?rid="+run, "it broke")
		send("POST", nightly, "")
		send("POST", nightly+"/log", "note")
		const base = "https://roll.example/api/v3/checks/" + nightly + "/pings/"
		want := []map[string]any{
			{"n": 5.0, "type": "log", "date": "2000-01-01T00:00:06+00:00", "method": "POST", "rid": nil, "body_url": base + "5/body"},
			{"n": 4.0, "type": "success", "date": "2000-01-01T00:00:04.500000+00:00", "method": "POST", "rid": nil, "body_url": nil, "duration": 4.5},
			{"n": 3.0, "type": "fail", "date": "2000-01-01T00:00:03+00:00", "method": "POST", "rid": run, "body_url": base + "3/body", "duration": 1.5},
			{"n": 2.0, "type": "start", "date": "2000-01-01T00:00:01.500000+00:00", "method": "GET", "rid": run, "body_url": nil},
			{"n": 1.0, "type": "start", "date": "2000-01-01T00:00:00+00:00", "method": "GET", "rid": nil, "body_url": nil},
		}
		pings, _ := h.object(h.api("GET", "v3/checks/"+nightly+"/pings/", ""), 200)["pings"].([]any)
		if len(pings) != len(want) {
			t.Fatalf("got %v", pings)
		}
		for i, p := range pings {
			want[i]["scheme"], want[i]["remote_addr"], want[i]["ua"] = "https", "192.0.2.1", "curl/8 (linux)"
			same(t, want[i]["type"].(string), p.(map[string]any), want[i])
		}
		for path, body := range map[string]string{"3": "it broke", "5": "note", "4": "", "6": "", "0": "", "-1": "", "x": ""} {
			w := h.api("GET", "v3/checks/"+nightly+"/pings/"+path+"/body", "")
			if body == "" && w.Code != 404 || body != "" && (w.Code != 200 || w.Body.String() != body) {
				t.Errorf("body of %s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}

// TestManyPings keeps to the newest.
func TestManyPings(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 105 {
		h.ping("POST", nightly+"/log", "x")
	}
	pings := h.object(h.api("GET", "v1/checks/"+nightly+"/pings", ""), 200)["pings"].([]any)
	if len(pings) != 100 || pings[0].(map[string]any)["n"] != 105.0 {
		t.Errorf("%d pings, the newest %v", len(pings), pings[0])
	}
	for n, code := range map[string]int{"5": 404, "6": 200} {
		if w := h.api("GET", "v1/checks/"+nightly+"/pings/"+n+"/body", ""); w.Code != code {
			t.Errorf("body of %s: %d, want %d", n, w.Code, code)
		}
	}
}

// TestFlips lets a check go down and come back.
func TestFlips(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		flips := func(query string) []any {
			t.Helper()
			all, ok := h.object(h.api("GET", "v3/checks/"+nightly+"/flips/"+query, ""), 200)["flips"].([]any)
			if !ok {
				t.Fatal("no list")
			}
			return all
		}
		h.ping("GET", nightly, "")
		if got := flips(""); len(got) != 0 {
			t.Errorf("at first: %v", got)
		}
		time.Sleep(time.Minute)
		h.ping("GET", nightly+"/fail", "") // 00:01:00
		time.Sleep(time.Minute)
		h.ping("GET", nightly, "")
		time.Sleep(2 * time.Hour) // due at 01:02:00
		h.ping("GET", nightly, "")
		time.Sleep(time.Minute)
		want := []string{"02:02:00 1", "01:12:00 0", "00:02:00 1", "00:01:00 0"}
		got := flips("")
		for i, f := range got {
			flip := f.(map[string]any)
			up := map[any]string{0.0: " 0", 1.0: " 1"}[flip["up"]]
			if line := strings.TrimSuffix(strings.TrimPrefix(flip["timestamp"].(string), "2000-01-01T"), "+00:00") + up; i >= len(want) || line != want[i] {
				t.Errorf("%d: got %s, want %v", i, line, want)
			}
		}
		if len(got) != len(want) {
			t.Errorf("got %v, want %v", got, want)
		}
		key := h.object(h.apiAs(readKey, "GET", "v3/checks/"+nightly, ""), 200)["unique_key"].(string)
		if w := h.apiAs(readKey, "GET", "v3/checks/"+key+"/flips/", ""); w.Code != 200 || strings.Count(w.Body.String(), "timestamp") != 4 {
			t.Errorf("by unique key: %d %s", w.Code, w.Body)
		}
		for query, count := range map[string]int{
			"?seconds=61": 1, "?seconds=60": 1, "?seconds=59": 0, "?seconds=31536000": 4, // after a minute
			"?start=946684920": 3, "?end=946684920": 1, "?start=946684860&end=946684921": 2, "?start=": 4, // 00:02:00
		} {
			if got := flips(query); len(got) != count {
				t.Errorf("%s: %v, want %d", query, got, count)
			}
		}
	})
	h := newHouse(t)
	for _, query := range []string{"seconds=x", "seconds=-1", "seconds=31536001", "start=x", "start=-1", "end=10000000001", "end=1.5"} {
		if w := h.api("GET", "v3/checks/"+nightly+"/flips/?"+query, ""); w.Code != 400 || w.Body.Len() != 0 {
			t.Errorf("%s: %d %s", query, w.Code, w.Body)
		}
	}
}

// TestChannels lists the receivers.
func TestChannels(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	channels := h.object(h.api("GET", "v1/channels", ""), 200)["channels"].([]any)
	if len(channels) != 3 {
		t.Fatalf("got %v", channels)
	}
	same(t, "channel", channels[0].(map[string]any),
		map[string]any{"id": "746a083e-f542-4554-be1a-707ce16d3acc", "name": "ops", "kind": "slack"})
}
