package hook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

const (
	maxAnswer = 4 << 10 // bytes that are read of an answer
	maxQuote  = 200     // characters of it that an error repeats

	// settling is how long after the fact an address may be missing or closed to us, as one is while it is being deployed.
	settling = 10 * time.Minute

	maxRetryAfter     = time.Hour
	defaultRetryAfter = 30 * time.Second
)

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string // its beginning
}

// Request is what is sent. The zero MaxAnswer is the little that Post reads.
type Request struct {
	Method    string
	URL       string
	Header    http.Header
	Body      []byte
	MaxAnswer int64 // bytes that are read of an answer that matters in itself
}

// Post sends body and reads the answer. An error is already one of package notify: RetryError where nothing can have been
// sent, RejectedError where the address is not to be reached, UncertainError otherwise.
func Post(ctx context.Context, client *http.Client, address string, header http.Header, body []byte) (Answer, error) {
	return Send(ctx, client, Request{Method: http.MethodPost, URL: address, Header: header, Body: body})
}

// Send is Post with another method, or for more of the answer.
func Send(ctx context.Context, client *http.Client, r Request) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, &notify.RejectedError{Reason: "invalid url", Err: CheckURL(r.URL)}
	}
	maps.Copy(req.Header, r.Header)
	res, err := client.Do(req)
	if err != nil {
		return Answer{}, transportError(err)
	}
	defer func() { _ = res.Body.Close() }() // the answer is known by then
	text, err := io.ReadAll(io.LimitReader(res.Body, max(r.MaxAnswer, maxAnswer)))
	if err != nil && res.StatusCode/100 != 2 {
		return Answer{}, transportError(err)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: string(text)}, nil
}

// transportError judges an attempt that brought no answer.
func transportError(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err // without the address
	}
	if private, ok := errors.AsType[*PrivateAddressError](err); ok {
		return &notify.RejectedError{Reason: "private address", Err: private}
	}
	op, dialled := errors.AsType[*net.OpError](err)
	_, dns := errors.AsType[*net.DNSError](err)
	if dns || dialled && op.Op == "dial" || errors.Is(err, syscall.ECONNREFUSED) {
		return &notify.RetryError{Err: err}
	}
	return &notify.UncertainError{Err: err}
}

// Judge says by the status what an answer means for the message: nil where it was taken. since is when the message was made.
func (a Answer) Judge(since time.Time) error {
	err := fmt.Errorf("answered %d %s%s", a.Status, http.StatusText(a.Status), a.quote())
	switch {
	case a.Status/100 == 2:
		return nil
	case a.Status == http.StatusTooManyRequests:
		return &notify.RetryError{After: a.RetryAfter(defaultRetryAfter), Receiver: true, Err: err}
	case a.Status >= 500, a.Status == http.StatusRequestTimeout, a.Status == http.StatusTooEarly:
		return &notify.RetryError{After: a.RetryAfter(0), Err: err}
	case a.Status/100 == 3:
		return &notify.RejectedError{Reason: "redirect", Err: fmt.Errorf("answered %d, and redirects are not followed: configure the final address", a.Status)}
	case a.passing() && time.Since(since) < settling:
		return &notify.RetryError{Err: err}
	default:
		return &notify.RejectedError{Reason: strconv.Itoa(a.Status), Err: err}
	}
}

// passing reports whether a refusal is of the kind that a deployment brings about for a moment.
func (a Answer) passing() bool {
	return a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || a.Status == http.StatusNotFound
}

// RetryAfter is what the answer asks for, in seconds or as a date (RFC 9110, 10.2.3), within bounds.
func (a Answer) RetryAfter(otherwise time.Duration) time.Duration {
	value := strings.TrimSpace(a.Header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(time.Until(at), 0), maxRetryAfter)
	}
	return otherwise
}

func (a Answer) quote() string {
	s := render.Head(render.Line(a.Body), maxQuote)
	if s == "" {
		return ""
	}
	return ": " + s
}
