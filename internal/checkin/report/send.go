package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin/ping"
)

// ErrRefused says that the service understood a report and will never take it.
var ErrRefused = errors.New("refused")

const (
	defaultTimeout = 5 * time.Second
	maxRedirects   = 3
)

// Sender tells reports. Its zero value is ready; it is not safe for concurrent use.
type Sender struct {
	// Client sends; nil means NewClient.
	Client *http.Client
	// Timeout bounds each report, from the name look-up to the status line. Zero means 5 s.
	Timeout time.Duration
	// UserAgent is sent along; empty means "rollcall-exec".
	UserAgent string

	limits map[string]int // by address: what its last answer said of Ping-Body-Limit
}

// NewClient returns a client that begins each try from nothing, and that lets no redirect turn a report into something else: most of them
// drop the body, and what is left would say that all is well.
func NewClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer") // it would tell the address to another host
			if req.Method != via[0].Method || len(via) > maxRedirects {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
}

// Send tells a report once. An error that wraps ErrRefused is final; after any other it may be tried again. A report that its wire has no
// word for is told by saying nothing.
func (s *Sender) Send(ctx context.Context, r Report) error {
	u, err := url.Parse(r.URL)
	if err != nil || CheckURL(r.URL) != nil {
		return fmt.Errorf("%w: %w", ErrRefused, ErrURL)
	}
	m, ok, err := wireFor(u)(r, u, time.Now(), s.limit(r.URL))
	if err != nil || !ok {
		return err
	}
	return s.post(ctx, r.URL, m)
}

func (s *Sender) post(ctx context.Context, address string, m message) error {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %s", timeout))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.address, bytes.NewReader(m.body))
	if err != nil {
		return ping.WithoutURL(err)
	}
	req.Header.Set("User-Agent", s.UserAgent)
	if s.UserAgent == "" {
		req.Header.Set("User-Agent", "rollcall-exec")
	}
	if m.contentType != "" {
		req.Header.Set("Content-Type", m.contentType)
	}
	if s.Client == nil {
		s.Client = NewClient()
	}
	resp, err := s.Client.Do(req)
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return ping.WithoutURL(err)
	}
	_ = resp.Body.Close() // the status line is the answer; a body that trickles is not waited for
	s.learn(address, resp)
	if resp.StatusCode/100 == 2 {
		return nil
	}
	err = fmt.Errorf("answered %d %s", resp.StatusCode, strings.ToLower(http.StatusText(resp.StatusCode)))
	if ping.Final(resp.StatusCode) {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

// limit is how many bytes of a body the service at an address keeps, as far as it is known.
func (s *Sender) limit(address string) int {
	if n, ok := s.limits[address]; ok {
		return n
	}
	return DefaultBodyLimit
}

// learn reads the Ping-Body-Limit of healthchecks.
func (s *Sender) learn(address string, resp *http.Response) {
	n, err := strconv.Atoi(resp.Header.Get("Ping-Body-Limit"))
	if err != nil || n < 0 {
		return
	}
	if s.limits == nil {
		s.limits = map[string]int{}
	}
	s.limits[address] = n
}
