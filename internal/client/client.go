package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/rest/wire"
)

const (
	timeout   = time.Minute
	maxAnswer = 16 << 20 // bytes
)

// Client talks to one server. Make one with New; it is safe for concurrent use.
type Client struct {
	base  *url.URL
	token string
	http  *http.Client
}

// New makes a Client of a server such as "https://rollcall.example.com". An error names what is wrong with the address.
func New(server, token, userAgent string) (*Client, error) {
	base, err := url.Parse(strings.TrimRight(server, "/"))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.User != nil {
		return nil, fmt.Errorf("server %q: use http:// or https:// and a host, such as http://127.0.0.1:8080", server)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: base, token: token, http: &http.Client{
		Timeout: timeout, CheckRedirect: stay, Transport: named{userAgent, http.DefaultTransport},
	}}, nil
}

// named says who asks.
type named struct {
	userAgent string
	next      http.RoundTripper
}

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", n.userAgent)
	return n.next.RoundTrip(r)
}

// ProblemError is a refusal of the server, in its own words.
type ProblemError struct{ wire.Problem }

func (e *ProblemError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the server answers %d %s", e.Status, e.Title)
	if e.Detail != "" {
		fmt.Fprintf(&b, ": %s", e.Detail)
	}
	for _, m := range e.Errors {
		fmt.Fprintf(&b, "\n  %s: value %q: allowed: %s", m.Field, m.Value, m.Allowed)
	}
	return b.String()
}

// call makes a request and decodes the answer into v.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, v any) error {
	to := c.base.String() + path
	if len(query) > 0 {
		to += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, to, nil)
	if err != nil {
		return err
	}
	return c.do(req, v)
}

// post sends something along, under a key by which it is done once, even where the connection is lost and it is sent again.
func (c *Client) post(ctx context.Context, path string, body, v any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.String()+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", rand.Text())
	return c.do(req, v)
}

// do sends a request and decodes the answer into v.
func (c *Client) do(req *http.Request, v any) error {
	req.Header.Set("Accept", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err
		}
		return fmt.Errorf("%s cannot be reached: %w", c.base, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s: the answer broke off: %w", c.base, err)
	case len(body) > maxAnswer:
		return fmt.Errorf("%s: the answer is longer than %d MiB", c.base, maxAnswer>>20)
	}
	return decode(c.base.String(), res, body, v)
}

// decode reads an answer, good or bad.
func decode(from string, res *http.Response, body []byte, v any) error {
	if res.StatusCode/100 != 2 {
		p := &ProblemError{}
		if json.Unmarshal(body, p) != nil || p.Title == "" {
			p = &ProblemError{wire.Problem{Title: http.StatusText(res.StatusCode)}}
		}
		p.Status = res.StatusCode
		return p
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%s does not answer as a Rollcall does: %w", from, err)
	}
	return nil
}
