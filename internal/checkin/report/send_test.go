package report

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

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
