package ping

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Options say whom to tell, and how patiently. Only URL is required.
type Options struct {
	URL string
	// Delays are the waits before each try. Nil means at once, after 10 s and after another 30 s.
	Delays []time.Duration
	// Timeout bounds each try, from the name look-up to the status line. Zero means 5 s.
	Timeout time.Duration
	// Client sends the request; nil means one that keeps no connection and follows up to three redirects.
	Client *http.Client
	// Log takes the one line; nil discards it.
	Log io.Writer
	// UserAgent is sent along; empty means "rollcall-ping".
	UserAgent string
}

// Outcome says what came of it.
type Outcome struct {
	Delivered bool
	Tries     int
	Status    int   // of the last answer; 0 where there was none
	Err       error // why the last try did not succeed; nil when Delivered
}

const (
	defaultTimeout = 5 * time.Second
	maxRedirects   = 3
)

func defaultDelays() []time.Duration { return []time.Duration{0, 10 * time.Second, 30 * time.Second} }

// Bound is the longest that Run takes.
func (o Options) Bound() time.Duration {
	o = o.withDefaults()
	bound := time.Duration(len(o.Delays)) * o.Timeout
	for _, d := range o.Delays {
		bound += d
	}
	return bound
}

func (o Options) withDefaults() Options {
	if o.Delays == nil {
		o.Delays = defaultDelays()
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Client == nil {
		o.Client = newClient()
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	if o.UserAgent == "" {
		o.UserAgent = "rollcall-ping"
	}
	return o
}

// newClient returns a client that begins each try from nothing: a name that moved, or a connection that hangs, is not used
// again.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return fmt.Errorf("more than %d redirects", maxRedirects)
			}
			return nil
		},
	}
}

// Run reports to the URL until that succeeds, cannot succeed, or has been tried often enough, at the latest after Bound; or
// until ctx ends. It writes one line to Log. It is safe for concurrent use if Client and Log are.
func Run(ctx context.Context, o Options) Outcome {
	o = o.withDefaults()
	began := time.Now()
	out := o.run(ctx)
	_, _ = fmt.Fprintln(o.Log, out.line(o, time.Since(began))) // nobody is left to tell where the log cannot be written
	return out
}

func (o Options) run(ctx context.Context) Outcome {
	var out Outcome
	target, err := url.Parse(o.URL)
	if err != nil || target.Host == "" || (target.Scheme != "http" && target.Scheme != "https") {
		out.Err = errNotAnAddress
		return out
	}
	for _, delay := range o.Delays {
		if err := wait(ctx, delay); err != nil {
			out.Err = err
			return out
		}
		out.Tries++
		out.Status, out.Err = o.try(ctx)
		out.Delivered = out.Err == nil
		if out.Delivered || Final(out.Status) {
			return out
		}
	}
	return out
}

// wait sleeps unless ctx ends first.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errInterrupted
	}
}

// try sends one request. It does not wait for a transport that ignores the end of its context.
func (o Options) try(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, o.Timeout, fmt.Errorf("no answer within %s", o.Timeout))
	defer cancel()
	type answer struct {
		status int
		err    error
	}
	answered := make(chan answer, 1)
	go func() {
		status, err := o.send(ctx)
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		answered <- answer{status, err}
	}()
	select {
	case a := <-answered:
		return a.status, a.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

func (o Options) send(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.URL, http.NoBody)
	if err != nil {
		return 0, WithoutURL(err)
	}
	req.Header.Set("User-Agent", o.UserAgent)
	req.Header.Set("Cache-Control", "no-store")
	resp, err := o.Client.Do(req)
	if err != nil {
		return 0, WithoutURL(err)
	}
	_ = resp.Body.Close() // the status line is the answer; a body that trickles is not waited for
	if resp.StatusCode/100 != 2 {
		return resp.StatusCode, fmt.Errorf("answered %d %s", resp.StatusCode, strings.ToLower(http.StatusText(resp.StatusCode)))
	}
	return resp.StatusCode, nil
}
