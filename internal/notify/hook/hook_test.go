package hook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"93.184.216.34": true, "8.8.8.8": true, "2606:2800:220:1:248:1893:25c8:1946": true, "::ffff:8.8.8.8": true,
		"64:ff9b::808:808": true, "2002:808:808::1": true,

		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "192.0.0.170": false, "198.18.0.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false, "192.0.2.1": false, "203.0.113.9": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd12::1": false, "ff02::1": false,
		"fec0::1": false, "2001:db8::1": false, "100::1": false, "2001::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false,
		"64:ff9b::a00:1": false, "64:ff9b:1::1": false, "2002:7f00:1::": false, "2002:a00:1::": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: public %v, want %v", address, got, want)
		}
	}
}

// meaning says what an error asks the deliverer to do.
func meaning(err error) string {
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		return fmt.Sprintf("retry %s %v", retry.After, retry.Receiver)
	}
	if rejected, ok := errors.AsType[*notify.RejectedError](err); ok {
		return "rejected " + rejected.Reason
	}
	if _, ok := errors.AsType[*notify.UncertainError](err); ok {
		return "uncertain"
	}
	return fmt.Sprint(err)
}

func post(t *testing.T, o ClientOptions, address string) (Answer, error) {
	t.Helper()
	client := NewClient(o)
	t.Cleanup(client.CloseIdleConnections)
	return Post(t.Context(), client, address, http.Header{"X-Test": {"1"}}, []byte("{}"))
}

func TestInsideIsOutOfReach(t *testing.T) {
	t.Parallel()
	hits := 0
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer srv.Close()
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	// The name passes every check that looks at names; what it resolves to does not.
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		_, err := post(t, ClientOptions{}, "http://"+host+":"+u.Port()+"/secret-path")
		if meaning(err) != "rejected private address" {
			t.Errorf("%s: %v", host, err)
		}
		if strings.Contains(fmt.Sprint(err), "secret-path") {
			t.Errorf("the URL stands in %v", err)
		}
	}
	if hits > 0 {
		t.Errorf("%d requests came in", hits)
	}
	if _, err := post(t, ClientOptions{AllowPrivate: true}, srv.URL); err != nil || hits != 1 {
		t.Errorf("allowed: %v, %d requests", err, hits)
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	broken := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer broken.Close()
	gate := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-gate }))
	defer slow.Close()
	defer close(gate)
	for name, tc := range map[string]struct{ url, want string }{
		"nobody listens":     {"http://127.0.0.1:1/x?token=hunter2", "retry 0s false"},
		"no such name":       {"http://rollcall.invalid/hunter2", "retry 0s false"},
		"reset":              {broken.URL + "/hunter2", "uncertain"},
		"no answer":          {slow.URL + "/hunter2", "uncertain"},
		"not to be read":     {"http://[::1/hunter2", "rejected invalid url"},
		"no protocol of web": {"gopher://x.example/hunter2", "uncertain"},
	} {
		_, err := post(t, ClientOptions{AllowPrivate: true, Timeout: 500 * time.Millisecond}, tc.url)
		if meaning(err) != tc.want {
			t.Errorf("%s: %v means %q, want %q", name, err, meaning(err), tc.want)
		}
		if strings.Contains(fmt.Sprint(err), "hunter2") {
			t.Errorf("%s: the URL stands in %v", name, err)
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	target := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/target" {
			target++
			return
		}
		http.Redirect(w, r, "/target", http.StatusTemporaryRedirect)
	}))
	defer srv.Close()
	answer, err := post(t, ClientOptions{AllowPrivate: true}, srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if got := meaning(answer.Judge(time.Now())); got != "rejected redirect" || target != 0 {
		t.Errorf("%s, %d requests reached the target", got, target)
	}
}

func TestLittleOfAnAnswerIsRead(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.Copy(w, io.LimitReader(endless{}, 50<<20))
	}))
	defer srv.Close()
	answer, err := post(t, ClientOptions{AllowPrivate: true}, srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	judged := answer.Judge(time.Now())
	if len(answer.Body) != 4<<10 || len(judged.Error()) > 400 || meaning(judged) != "rejected 418" {
		t.Errorf("%d bytes read, error of %d: %s", len(answer.Body), len(judged.Error()), meaning(judged))
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte("no\x1b[2J "), 100)), nil
}

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(24 * time.Hour)
		now := time.Now()
		fresh, old := now.Add(-time.Minute), now.Add(-time.Hour)
		for _, tc := range []struct {
			status int
			after  string
			since  time.Time
			want   string
		}{
			{200, "", old, "<nil>"}, {202, "", old, "<nil>"}, {204, "", old, "<nil>"},
			{301, "", fresh, "rejected redirect"}, {304, "", fresh, "rejected redirect"},
			{400, "", fresh, "rejected 400"}, {410, "", fresh, "rejected 410"}, {422, "", fresh, "rejected 422"},
			{401, "", fresh, "retry 0s false"}, {403, "", fresh, "retry 0s false"}, {404, "", fresh, "retry 0s false"},
			{401, "", old, "rejected 401"}, {403, "", old, "rejected 403"}, {404, "", old, "rejected 404"},
			{408, "", old, "retry 0s false"}, {425, "", old, "retry 0s false"},
			{429, "", old, "retry 30s true"}, {429, "7", old, "retry 7s true"},
			{429, now.Add(90 * time.Second).UTC().Format(http.TimeFormat), old, "retry 1m30s true"},
			{429, now.Add(-time.Hour).UTC().Format(http.TimeFormat), old, "retry 0s true"},
			{429, "99999999999999999999", old, "retry 30s true"}, {429, "864000", old, "retry 1h0m0s true"}, {429, "-5", old, "retry 30s true"},
			{500, "", old, "retry 0s false"}, {502, "", old, "retry 0s false"}, {503, "120", old, "retry 2m0s false"},
		} {
			a := Answer{Status: tc.status, Header: http.Header{}}
			if tc.after != "" {
				a.Header.Set("Retry-After", tc.after)
			}
			if got := meaning(a.Judge(tc.since)); got != tc.want {
				t.Errorf("%d with Retry-After %q: %s, want %s", tc.status, tc.after, got, tc.want)
			}
		}
	})
}

func TestAnAnswerIsQuotedWithoutItsTricks(t *testing.T) {
	t.Parallel()
	err := Answer{Status: 400, Body: "bad\x1b[31m field\r\n\"x\"\u202e " + strings.Repeat("y", 1000)}.Judge(time.Now())
	if s := err.Error(); !strings.Contains(s, `answered 400 Bad Request: bad field "x" yyy`) || strings.ContainsAny(s, "\x1b\u202e\n") || len(s) > 300 {
		t.Errorf("%q", s)
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://example.com/hunter2": "", "http://10.0.0.1:8080": "",
		"": "empty", "://hunter2": "cannot be read", "ftp://example.com/hunter2": `scheme "ftp"`, "https:///hunter2": "names no host",
		"hunter2": `scheme ""`,
	} {
		err := CheckURL(raw)
		if got := fmt.Sprint(err); want == "" && err != nil || !strings.Contains(got, want) || strings.Contains(got, "hunter2") {
			t.Errorf("%q: %v, want %q", raw, err, want)
		}
	}
}

func TestACancelledAttemptIsUncertain(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Post(ctx, NewClient(ClientOptions{AllowPrivate: true}), "http://127.0.0.1:1/", nil, nil)
	if got := meaning(err); got != "uncertain" && got != "retry 0s false" {
		t.Error(err)
	}
}

// TestSendReadsWhatIsAskedFor: another method, and more of an answer than an error would repeat.
func TestSendReadsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Method+strings.Repeat("x", 10_000))
	}))
	defer srv.Close()
	client := NewClient(ClientOptions{AllowPrivate: true})
	for want, limit := range map[int]int64{4096: 0, 8192: 8192, 10_005: 1 << 20} {
		a, err := Send(t.Context(), client, Request{Method: http.MethodPatch, URL: srv.URL, MaxAnswer: limit})
		if err != nil || len(a.Body) != want || !strings.HasPrefix(a.Body, "PATCH") {
			t.Errorf("limit %d: read %d bytes, want %d: %v", limit, len(a.Body), want, err)
		}
	}
}
