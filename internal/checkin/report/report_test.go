package report

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const runID = "0198c0de-0000-7000-8000-000000000001"

func began() time.Time { return time.Date(2026, 11, 30, 3, 0, 0, 5000, time.UTC) }

func end(code int) End {
	return End{FinishedAt: began().Add(1500 * time.Millisecond), Duration: 1500 * time.Millisecond, ExitCode: code, Stdout: "out", Stderr: "err", MaxRSS: 1 << 20}
}

// written is a report in the wire of an address, sent at an instant.
func written(t *testing.T, r Report, now time.Time, limit int) message {
	t.Helper()
	u, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	m, ok, err := wireFor(u)(r, u, now, limit)
	if err != nil || ok != r.Told() {
		t.Fatalf("%v %v", ok, err)
	}
	return m
}

func TestHealthchecks(t *testing.T) {
	t.Parallel()
	const address = "https://hc.example/ping/SECRET/backup?create=1"
	killed := end(137)
	killed.Signal = "SIGKILL"
	unstarted := end(127)
	unstarted.Unstarted = true
	at := func(path string) string {
		return "https://hc.example/ping/SECRET/backup/" + path + "?create=1&rid=" + runID
	}
	const output = "out\n--- stderr ---\nerr"
	start := New(address, runID, began())
	soon, late := began().Add(2*time.Second), began().Add(time.Hour)
	for name, c := range map[string]struct {
		r             Report
		now           time.Time
		limit         int
		address, body string
	}{
		"start":     {start, soon, 10000, at("start"), ""},
		"success":   {start.With(end(0)), soon, 10000, at("0"), output},
		"failure":   {start.With(end(3)), soon, 10000, at("3"), output},
		"signal":    {start.With(killed), soon, 10000, at("fail"), "[rollcall exec: ended by SIGKILL, exit code 137]\n" + output},
		"unstarted": {start.With(unstarted), soon, 10000, at("fail"), output},
		"late":      {start.With(end(0)), late, 10000, at("0"), "[rollcall exec: told late; ran from 2026-11-30T03:00:00Z to 2026-11-30T03:00:01Z]\n" + output},
		"limit":     {start.With(end(0)), soon, 5, at("0"), "-\nerr"},
		"no body":   {start.With(end(0)), late, 0, at("0"), ""},
	} {
		m := written(t, c.r, c.now, c.limit)
		if m.address != c.address || string(m.body) != c.body {
			t.Errorf("%s: POST %s %q\nwant %s %q", name, m.address, m.body, c.address, c.body)
		}
	}
}

func TestWireFor(t *testing.T) {
	t.Parallel()
	start := New("", runID, began())
	for address, want := range map[string]string{
		"https://hc-ping.com/SECRET":                            "https://hc-ping.com/SECRET/start?rid=" + runID,
		"https://rollcall.example/ping/KEY/slug":                "https://rollcall.example/ping/KEY/slug/start?rid=" + runID,
		"https://api.honeybadger.io/v1/check_in/SECRET":         "",
		"https://eu-api.honeybadger.io/v1/check_in/SECRET":      "",
		"https://nothoneybadger.io/v1/check_in/SECRET":          "https://nothoneybadger.io/v1/check_in/SECRET",
		"https://rollcall.example/v1/check_in/SECRET":           "https://rollcall.example/v1/check_in/SECRET",
		"http://127.0.0.1:8080/prefix/v1/check_in/KEY/a-slug?x": "http://127.0.0.1:8080/prefix/v1/check_in/KEY/a-slug?x",
	} {
		start.URL = address
		if got := written(t, start, began(), 10).address; got != want {
			t.Errorf("%s: start goes to %q, want %q", address, got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	killed := end(137)
	killed.Signal, killed.MaxRSS = "SIGKILL", 0
	for name, c := range map[string]struct {
		url  string
		end  *End
		want string
	}{
		"start": {"https://r.example/v1/check_in/x", nil,
			`{"status":"start","run_id":"` + runID + `","started_at":"2026-11-30T03:00:00.000005Z","sent_at":"2026-11-30T04:00:00.000005Z"}`},
		"success": {"https://r.example/v1/check_in/x", new(end(0)),
			`{"status":"success","duration":1500,"stdout":"out","stderr":"err","exit_code":0,"run_id":"` + runID +
				`","started_at":"2026-11-30T03:00:00.000005Z","finished_at":"2026-11-30T03:00:01.500005Z","sent_at":"2026-11-30T04:00:00.000005Z","max_rss":1048576}`},
		"killed": {"https://r.example/v1/check_in/x", &killed,
			`{"status":"error","duration":1500,"stdout":"out","stderr":"err","exit_code":137,"run_id":"` + runID +
				`","started_at":"2026-11-30T03:00:00.000005Z","finished_at":"2026-11-30T03:00:01.500005Z","sent_at":"2026-11-30T04:00:00.000005Z","signal":"SIGKILL"}`},
		"honeybadger": {"https://api.honeybadger.io/v1/check_in/x", new(end(2)),
			`{"status":"error","duration":1500,"stdout":"out","stderr":"err","exit_code":2}`},
	} {
		r := New(c.url, runID, began())
		if c.end != nil {
			r = r.With(*c.end)
		}
		m := written(t, r, began().Add(time.Hour), 0)
		if diff := cmp.Diff(`{"check_in":`+c.want+"}", strings.TrimSpace(string(m.body))); diff != "" || m.contentType != "application/json" {
			t.Errorf("%s, %s: %s", name, m.contentType, diff)
		}
	}
}

// TestJSONFits looks for output that makes a report larger than its wire takes.
func TestJSONFits(t *testing.T) {
	t.Parallel()
	for name, out := range map[string]string{
		"plain": strings.Repeat("x", 10_000), "controls": strings.Repeat("\x01", 10_000), "quotes": strings.Repeat(`"`, 10_000),
		"runes": strings.Repeat("漢", 3_333), "tags": strings.Repeat("<>&", 3_333),
	} {
		for _, address := range []string{"https://r.example/x", "https://api.honeybadger.io/x"} {
			e := end(1)
			e.Stdout, e.Stderr = out+"END", out+"LAST"
			m := written(t, New(address, runID, began()).With(e), began(), 0)
			var got envelope[outcome]
			if err := json.Unmarshal(m.body, &got); err != nil || len(m.body) >= 20_000 || len(m.body) < 12_000 {
				t.Errorf("%s: %d bytes, %v", name, len(m.body), err)
			}
			if !strings.HasSuffix(got.CheckIn.Stdout, "END") || !strings.HasSuffix(got.CheckIn.Stderr, "LAST") {
				t.Errorf("%s: the ends are missing", name)
			}
		}
	}
}
