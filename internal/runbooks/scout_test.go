package runbooks_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/runbooks"
)

// internet answers for all hosts, and notes who is asked for what.
type internet struct {
	mu    sync.Mutex
	asked []string
}

func (i *internet) RoundTrip(r *http.Request) (*http.Response, error) {
	i.mu.Lock()
	i.asked = append(i.asked, r.Method+" "+r.URL.String())
	i.mu.Unlock()
	w := httptest.NewRecorder()
	switch {
	case r.URL.Host == "gone.example.com":
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	case r.URL.Path == "/get" && r.Method == http.MethodHead:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.Path == "/404":
		w.WriteHeader(http.StatusNotFound)
	case r.URL.Path == "/410":
		w.WriteHeader(http.StatusGone)
	case r.URL.Path == "/403":
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path == "/503":
		w.WriteHeader(http.StatusServiceUnavailable)
	case r.URL.Path == "/refused":
		return nil, errors.New("connection refused")
	case r.URL.Path == "/moved":
		w.Header().Set("Location", "/404")
		w.WriteHeader(http.StatusMovedPermanently)
	case r.URL.Path == "/login":
		w.Header().Set("Location", "https://login.example.com/")
		w.WriteHeader(http.StatusFound)
	case r.URL.Path == "/round":
		w.Header().Set("Location", "/round")
		w.WriteHeader(http.StatusFound)
	case r.URL.Path == "/nowhere":
		w.WriteHeader(http.StatusFound)
	}
	return w.Result(), nil
}

func (i *internet) client() *http.Client {
	return &http.Client{
		Transport: i, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func TestOnlyWhatIsCertainlyGoneIsDead(t *testing.T) {
	t.Parallel()
	const host = "https://wiki.example.com"
	for path, want := range map[string]string{
		host + "/": "", host + "/get": "", host + "/403": "", host + "/login": "", host + "/nowhere": "", host + "/404": "404 Not Found",
		host + "/410": "410 Gone", host + "/moved": "404 Not Found", "https://gone.example.com/": "the host has no address",
		host + "/503": "unknown", host + "/refused": "unknown", host + "/round": "unknown",
	} {
		synctest.Test(t, func(t *testing.T) {
			var net internet
			s := runbooks.New(runbooks.Config{Hosts: []string{"wiki.example.com", "gone.example.com"}}, net.client())
			facts, err := s.Look(t.Context(), ownership.Ask{Links: []string{path}})
			fact, known := facts.Links[path]
			got := fact.Detail
			if !known {
				got = "unknown"
			}
			if got != want || known == (err != nil) || (fact.Kind == ownership.RunbookDead) != (known && want != "") {
				t.Errorf("%s: %q and %v, want %q; asked %v", path, got, err, want, net.asked)
			}
			for _, asked := range net.asked {
				if strings.Contains(asked, "login.example.com") {
					t.Errorf("%s: %s was asked", path, asked)
				}
			}
		})
	}
}

func TestNobodyElseIsAsked(t *testing.T) {
	t.Parallel()
	var net internet
	s := runbooks.New(runbooks.Config{Hosts: []string{"wiki.example.com", "wiki.example.com:8443"}}, net.client())
	facts, err := s.Look(t.Context(), ownership.Ask{Links: []string{
		"https://other.example.com/", "https://wiki.example.com.evil.example/", "https://evil.example/wiki.example.com", "ftp://wiki.example.com/",
		"https://user:password@wiki.example.com/", "https://wiki.example.com:9200/", "javascript:alert(1)", "::",
		"https://wiki.example.com@evil.example/", "https://WIKI.example.com:8443/",
	}})
	if err != nil || len(facts.Links) != 1 {
		t.Errorf("%v, %v", facts, err)
	}
	if diff := cmp.Diff([]string{"HEAD https://WIKI.example.com:8443/"}, net.asked); diff != "" {
		t.Error(diff)
	}
}

func TestALinkIsAskedForOnceInHalfADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var net internet
		s := runbooks.New(runbooks.Config{Hosts: []string{"wiki.example.com"}}, net.client())
		ask := ownership.Ask{Links: []string{"https://wiki.example.com/"}}
		for range 3 {
			if facts, err := s.Look(t.Context(), ask); err != nil || len(facts.Links) != 1 {
				t.Error(facts, err)
			}
			time.Sleep(5 * time.Hour)
		}
		if len(net.asked) != 1 {
			t.Errorf("asked %v", net.asked)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Look(ctx, ownership.Ask{Links: []string{"https://wiki.example.com/other"}}); err == nil {
			t.Error("it goes on after its end")
		}
	})
}

// The client that is used where none is given reaches no private address unless that is allowed.
func TestNoPrivateAddressIsReached(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	// A name that leads to one is no better than the address itself.
	for _, link := range []string{server.URL, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)} {
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		for _, allow := range []bool{false, true} {
			s := runbooks.New(runbooks.Config{Hosts: []string{u.Host}, AllowPrivate: allow}, nil)
			facts, err := s.Look(t.Context(), ownership.Ask{Links: []string{link}})
			if _, private := errors.AsType[*hook.PrivateAddressError](err); private == allow || (len(facts.Links) == 1) != allow {
				t.Errorf("%s allowed %v: %v, %v", link, allow, facts, err)
			}
		}
	}
}
