package runbooks

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/ownership"
)

// Config is what an operator says.
type Config struct {
	// Hosts are those that may be asked, as in a URL: with a port where it is not the one of the scheme.
	Hosts        []string
	AllowPrivate bool // addresses in private networks and on this machine
}

const (
	timeout   = 10 * time.Second // of one request
	askEvery  = 500 * time.Millisecond
	remember  = 12 * time.Hour
	redirects = 5 // that are followed
)

// Scout asks for links. Make one with New; it is safe for concurrent use.
type Scout struct {
	hosts  []string
	client *http.Client
	pace   *rate.Limiter

	mu    sync.Mutex
	known map[string]answer
}

type answer struct {
	fact ownership.Fact
	at   time.Time
}

// New makes a Scout. A nil client is the one that keeps the promises of this package.
func New(c Config, client *http.Client) *Scout {
	if client == nil {
		client = hook.NewClient(hook.ClientOptions{AllowPrivate: c.AllowPrivate, Timeout: timeout})
	}
	return &Scout{hosts: c.Hosts, client: client, pace: rate.NewLimiter(rate.Every(askEvery), 1), known: map[string]answer{}}
}

// Look finds out what it can of ask.Links. What could not be found out is not among the facts; the error is of the first such link.
func (s *Scout) Look(ctx context.Context, ask ownership.Ask) (ownership.Facts, error) {
	facts := ownership.Facts{Links: map[string]ownership.Fact{}}
	var first error
	for _, link := range ask.Links {
		u, err := url.Parse(link)
		if err != nil || !s.allowed(u) {
			continue
		}
		fact, err := s.fact(ctx, link, u)
		switch {
		case ctx.Err() != nil:
			return facts, fmt.Errorf("runbooks: %w", context.Cause(ctx))
		case err == nil:
			facts.Links[link] = fact
		case first == nil:
			first = fmt.Errorf("runbooks: %w", err)
		}
	}
	return facts, first
}

// allowed reports whether the operator lets an address be asked.
func (s *Scout) allowed(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.User == nil && slices.Contains(s.hosts, strings.ToLower(u.Host))
}

func (s *Scout) fact(ctx context.Context, link string, u *url.URL) (ownership.Fact, error) {
	s.mu.Lock()
	a, known := s.known[link]
	s.mu.Unlock()
	if known && time.Since(a.at) < remember {
		return a.fact, nil
	}
	status, err := s.status(ctx, http.MethodHead, u)
	if err == nil && status >= 400 { // some servers know no HEAD
		status, err = s.status(ctx, http.MethodGet, u)
	}
	fact, err := judge(status, err)
	if err != nil {
		return fact, err
	}
	s.mu.Lock()
	s.known[link] = answer{fact, time.Now()}
	s.mu.Unlock()
	return fact, nil
}

// judge says what an answer means; an error where it means nothing.
func judge(status int, err error) (ownership.Fact, error) {
	dns, noAddress := errors.AsType[*net.DNSError](err)
	switch {
	case noAddress && dns.IsNotFound:
		return ownership.Fact{Kind: ownership.RunbookDead, Detail: "the host has no address"}, nil
	case err != nil:
		return ownership.Fact{}, err
	case status == http.StatusNotFound || status == http.StatusGone:
		return ownership.Fact{Kind: ownership.RunbookDead, Detail: fmt.Sprintf("%d %s", status, http.StatusText(status))}, nil
	case status >= 500:
		return ownership.Fact{}, fmt.Errorf("the server answers %d %s", status, http.StatusText(status))
	}
	return ownership.Fact{}, nil
}

// status is that of the answer at the end of the redirects that may be followed.
func (s *Scout) status(ctx context.Context, method string, u *url.URL) (int, error) {
	for range redirects {
		status, next, err := s.ask(ctx, method, u)
		if err != nil || next == nil || !s.allowed(next) {
			return status, err
		}
		u = next
	}
	return 0, fmt.Errorf("more than %d redirects", redirects)
}

// ask makes one request, and returns where it is redirected to.
func (s *Scout) ask(ctx context.Context, method string, u *url.URL) (int, *url.URL, error) {
	if err := s.pace.Wait(ctx); err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, u.String(), http.NoBody)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("User-Agent", "rollcall")
	response, err := s.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	if response.StatusCode < 300 || response.StatusCode >= 400 {
		return response.StatusCode, nil, nil
	}
	next, err := u.Parse(response.Header.Get("Location"))
	if err != nil || response.Header.Get("Location") == "" {
		return response.StatusCode, nil, nil // an answer that leads nowhere is one
	}
	return response.StatusCode, next, nil
}
