package ping_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin/ping"
)

const address = "http://rollcall.example/v1/check_in/SECRETID"

// script answers each try in turn with a status, or with an error where the status is 0; the last one repeats.
type script struct {
	statuses []int
	at       []time.Duration
	began    time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	i := min(len(s.at), len(s.statuses)-1)
	s.at = append(s.at, time.Since(s.began))
	if s.statuses[i] == 0 {
		return nil, errors.New("connection refused")
	}
	return &http.Response{
		StatusCode: s.statuses[i], Body: io.NopCloser(strings.NewReader("")), Request: r,
		Header: http.Header{"Location": {r.URL.String()}},
	}, nil
}

func TestTries(t *testing.T) {
	t.Parallel()
	all := []time.Duration{0, 10 * time.Second, 40 * time.Second}
	for name, c := range map[string]struct {
		url      string
		statuses []int
		at       []time.Duration
		line     string
	}{
		"at once":          {address, []int{200}, all[:1], "http://rollcall.example answered 200 at try 1"},
		"another 2xx":      {address, []int{204}, all[:1], "answered 204 at try 1"},
		"second try":       {address, []int{503, 200}, all[:2], "answered 200 at try 2"},
		"third try":        {address, []int{0, 500, 200}, all, "answered 200 at try 3"},
		"gives up":         {address, []int{0}, all, "gave up on http://rollcall.example after 3 tries in 40s: connection refused. The job goes on."},
		"rate limited":     {address, []int{429}, all, "gave up on http://rollcall.example after 3 tries in 40s: answered 429 too many requests"},
		"unknown id":       {address, []int{404}, all[:1], "knows no check-in with this id; not trying again. The job goes on."},
		"refused":          {address, []int{401}, all[:1], "refused: answered 401 unauthorized; not trying again"},
		"redirect circle":  {address, []int{302}, nil, "gave up on http://rollcall.example after 3 tries in 40s: more than 3 redirects"},
		"no address":       {"rollcall.example/x", []int{200}, nil, "not sent: not an address that begins with http:// or https://"},
		"empty":            {"", []int{200}, nil, "not sent"},
		"control letters":  {"http://a/\x7f", []int{200}, nil, "not sent"},
		"a file is no job": {"file:///etc/passwd", []int{200}, nil, "not sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{statuses: c.statuses, began: time.Now()}
				var log bytes.Buffer
				client := &http.Client{Transport: s, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
					if len(via) > 3 {
						return errors.New("more than 3 redirects")
					}
					return nil
				}}
				ping.Run(t.Context(), ping.Options{URL: c.url, Client: client, Log: &log})
				if name != "redirect circle" && !equal(s.at, c.at) {
					t.Errorf("tried at %v, want %v", s.at, c.at)
				}
				if !strings.Contains(log.String(), c.line) || strings.Count(log.String(), "\n") != 1 {
					t.Errorf("said %q, want one line with %q", log.String(), c.line)
				}
				if strings.Contains(log.String(), "SECRETID") {
					t.Errorf("the id is in the log: %q", log.String())
				}
			})
		})
	}
}

func equal(a, b []time.Duration) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestBound lets the network hang in every place there is and sees that it ends when it promised to.
func TestBound(t *testing.T) {
	t.Parallel()
	until := func(ctx context.Context) { <-ctx.Done() }
	for name, c := range map[string]struct {
		dial  func(ctx context.Context) (net.Conn, error)
		https bool
		took  time.Duration
	}{
		"name look-up hangs": {dial: func(ctx context.Context) (net.Conn, error) { until(ctx); return nil, ctx.Err() }, took: 55 * time.Second},
		"handshake stalls":   {dial: silent, https: true, took: 55 * time.Second},
		"no answer":          {dial: silent, took: 55 * time.Second},
		"header trickles":    {dial: trickle("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), took: 55 * time.Second},
		"body trickles":      {dial: trickle("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"), took: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				transport := &http.Transport{
					DisableKeepAlives: true,
					DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return c.dial(ctx) },
				}
				defer transport.CloseIdleConnections()
				o := ping.Options{URL: address, Client: &http.Client{Transport: transport}}
				if c.https {
					o.URL = "https" + strings.TrimPrefix(address, "http")
				}
				began := time.Now()
				ping.Run(ctx, o)
				synctest.Wait()
				if took := time.Since(began); took != c.took || took > o.Bound() {
					t.Errorf("took %s, want %s, at most %s", took, c.took, o.Bound())
				}
			})
		})
	}
}

// silent is a connection whose other end reads everything and never says anything.
func silent(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, far) }()
	context.AfterFunc(ctx, func() { _ = far.Close() })
	return near, nil
}

// trickle is a connection whose other end sends head and then drop every second for ever.
func trickle(head, drop string) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		asked, hungUp := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(hungUp)
			request := bufio.NewReader(far)
			_, _ = http.ReadRequest(request)
			close(asked)
			_, _ = io.Copy(io.Discard, request)
		}()
		go func() {
			defer func() { _ = far.Close() }()
			<-asked
			second := time.NewTicker(time.Second)
			defer second.Stop()
			for text := head; ; text = drop {
				if _, err := io.WriteString(far, text); err != nil {
					return
				}
				select {
				case <-second.C:
				case <-hungUp:
					return
				}
			}
		}()
		return near, nil
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		var log bytes.Buffer
		began := time.Now()
		out := ping.Run(ctx, ping.Options{
			URL: address, Log: &log, Client: &http.Client{Transport: &script{statuses: []int{503}, began: began}},
		})
		if took := time.Since(began); took != 3*time.Second || out.Delivered {
			t.Errorf("took %s, %+v; want to end with its context", took, out)
		}
		if !strings.Contains(log.String(), "interrupted after 1 tries") {
			t.Errorf("said %q", log.String())
		}
	})
}

func TestBoundIsUnderAMinute(t *testing.T) {
	t.Parallel()
	if b := (ping.Options{}).Bound(); b != 55*time.Second {
		t.Errorf("bound %s, want 55s", b)
	}
}

// TestRealServer goes through the default client.
func TestRealServer(t *testing.T) {
	t.Parallel()
	var agent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		if n, _ := strconv.Atoi(r.URL.Query().Get("n")); n < 2 {
			http.Redirect(w, r, "/?n="+strconv.Itoa(n+1), http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	out := ping.Run(t.Context(), ping.Options{URL: server.URL, UserAgent: "rollcall/1"})
	if !out.Delivered || out.Status != 200 || out.Tries != 1 || agent != "rollcall/1" {
		t.Errorf("%+v, agent %q", out, agent)
	}
}
