package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
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

// TestSentAt sends the same report twice.
func TestSentAt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent []time.Time
		client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			var got envelope[begun]
			if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
				t.Error(err)
			}
			sent = append(sent, got.CheckIn.SentAt)
			return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Request: r}, nil
		})}
		s := Sender{Client: client}
		for range 2 {
			if err := s.Send(t.Context(), New("https://r.example/x", runID, time.Now())); err == nil || errors.Is(err, ErrRefused) {
				t.Errorf("a 503 is %v", err)
			}
			time.Sleep(time.Hour)
		}
		if len(sent) != 2 || sent[1].Sub(sent[0]) != time.Hour {
			t.Errorf("sent at %v", sent)
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status   int
		location string
		want     string // "" is told
		final    bool
	}{
		"200": {status: 200}, "201": {status: 201}, "204": {status: 204},
		"404":                 {status: 404, want: "answered 404 not found", final: true},
		"401":                 {status: 401, want: "answered 401", final: true},
		"408":                 {status: 408, want: "answered 408"},
		"425":                 {status: 425, want: "answered 425"},
		"429":                 {status: 429, want: "answered 429"},
		"500":                 {status: 500, want: "answered 500"},
		"503":                 {status: 503, want: "answered 503"},
		"redirect drops body": {status: 301, location: "/elsewhere", want: "answered 301"},
		"redirect keeps body": {status: 307, location: "/elsewhere"},
		"redirect in circles": {status: 308, location: "/SECRETID", want: "answered 308"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bodies []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				bodies = append(bodies, r.Method+" "+string(body))
				if r.URL.Path == "/elsewhere" {
					if ref := r.Referer(); ref != "" {
						t.Errorf("the address is told to where it redirects: %s", ref)
					}
					return
				}
				w.Header().Set("Location", c.location)
				w.WriteHeader(c.status)
			}))
			t.Cleanup(server.Close)
			s := Sender{}
			err := s.Send(t.Context(), New(server.URL+"/SECRETID", runID, began()).With(end(1)))
			if (err == nil) != (c.want == "") || errors.Is(err, ErrRefused) != c.final {
				t.Fatalf("%v, want %q, final %v", err, c.want, c.final)
			}
			if err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "SECRETID")) {
				t.Errorf("%v, want %q and no address", err, c.want)
			}
			for _, b := range bodies {
				if !strings.HasPrefix(b, `POST {"check_in":{"status":"error"`) {
					t.Errorf("asked %q", b)
				}
			}
		})
	}
}

func TestSendErrors(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	hangs := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	t.Cleanup(hangs.Close)
	for address, c := range map[string]struct {
		want  string
		final bool
	}{
		closed.URL + "/SECRETID":   {"connection refused", false},
		hangs.URL + "/SECRETID":    {"no answer within 100ms", false},
		"ftp://host/SECRETID":      {"not an address", true},
		"http://host/SECRETID\x7f": {"not an address", true},
	} {
		s := Sender{Timeout: 100 * time.Millisecond}
		err := s.Send(t.Context(), New(address, runID, began()))
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, ErrRefused) != c.final || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: %v, want %q", address, err, c.want)
		}
	}
	s := Sender{}
	if err := s.Send(t.Context(), New("https://api.honeybadger.io/v1/check_in/x", runID, began())); err != nil {
		t.Errorf("Honeybadger takes no start, and none is sent: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Send(ctx, New(hangs.URL, runID, began())); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	var sizes []int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sizes = append(sizes, len(body))
		w.Header().Set("Ping-Body-Limit", "100")
		if r.UserAgent() != "rollcall/1" {
			t.Errorf("agent %q", r.UserAgent())
		}
	}))
	t.Cleanup(server.Close)
	s := Sender{UserAgent: "rollcall/1"}
	e := end(0)
	e.Stdout, e.Stderr = strings.Repeat("o", 10_000), strings.Repeat("e", 10_000)
	for range 2 {
		if err := s.Send(t.Context(), New(server.URL+"/ping/x", runID, time.Now()).With(e)); err != nil {
			t.Fatal(err)
		}
	}
	if !cmp.Equal(sizes, []int{DefaultBodyLimit, 100}) {
		t.Errorf("bodies of %v bytes", sizes)
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	want := New("https://r.example/x", runID, began()).With(end(3))
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, text := range []string{
		"", "{}", "null", `{"version":2,"run_id":"x","url":"https://a/SECRETID"}`, `{"version":1,"url":"https://a/SECRETID"}`,
		`{"version":1,"run_id":"x","url":"file:///SECRETID"}`, string(data[:len(data)/2]),
	} {
		if _, err := Decode([]byte(text)); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	data, err := New("https://r.example/x", runID, began()).With(end(3)).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"version":1,"run_id":"x","url":"https://a/ping/b","ended":{"exit_code":-1,"stdout":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Decode(data)
		if err != nil {
			return
		}
		again, err := r.Encode()
		if err != nil {
			return // a time that JSON has no word for
		}
		if back, err := Decode(again); err != nil || back.URL != r.URL || back.RunID != r.RunID {
			t.Errorf("%+v is read back as %+v, %v", r, back, err)
		}
		u, err := url.Parse(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		m, ok, err := wireFor(u)(r, u, time.Unix(0, 0), DefaultBodyLimit)
		if ok && err == nil && m.contentType == "text/plain; charset=utf-8" && len(bytes.TrimSpace(m.body)) > DefaultBodyLimit {
			t.Errorf("a body of %d bytes", len(m.body))
		}
	})
}
