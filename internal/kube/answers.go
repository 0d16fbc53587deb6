package kube

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// answerTimeout is how long the API server may take to begin an answer. Its own limit for a request is a minute, and a watch begins
// at once; what takes longer hangs, and informers would wait for it for ever.
const answerTimeout = 70 * time.Second

var errNoAnswer = errors.New("the API server did not answer")

// answers sees every answer of the API server, and learns from it what the answer itself is not about: what time it is there, and
// what we may read.
type answers struct {
	next    http.RoundTripper
	options Options
}

// RoundTrip implements http.RoundTripper.
func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := time.Now()
	resp, err := a.answer(r)
	if err != nil {
		return nil, err
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil && fromServer(resp.StatusCode) {
		a.options.compareClocks(date, sent, time.Now())
	}
	if right, ok := neededFor(r); ok {
		a.options.rights.heard(right, resp.StatusCode)
	}
	return resp, nil
}

// answer waits for an answer to begin, and not for ever.
func (a *answers) answer(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	patience := time.AfterFunc(answerTimeout, func() { cancel(errNoAnswer) })
	resp, err := a.next.RoundTrip(r.WithContext(ctx))
	switch began := patience.Stop(); {
	case err != nil && !began && errors.Is(context.Cause(ctx), errNoAnswer):
		return nil, fmt.Errorf("%w within %s", errNoAnswer, answerTimeout)
	case err != nil:
		cancel(nil)
		return nil, err
	}
	resp.Body = &releasing{ReadCloser: resp.Body, release: sync.OnceFunc(func() { cancel(nil) })}
	return resp, nil
}

// WrappedRoundTripper implements k8s.io/apimachinery/pkg/util/net.RoundTripperWrapper.
func (a *answers) WrappedRoundTripper() http.RoundTripper { return a.next }

// releasing is a body that releases what its request held when it is closed.
type releasing struct {
	io.ReadCloser

	release func()
}

// Close implements io.Closer.
func (b *releasing) Close() error {
	defer b.release()
	return b.ReadCloser.Close()
}

// compareClocks takes in the Date of an answer.
func (o Options) compareClocks(date, sent, received time.Time) {
	moved := o.clock.compare(date, sent, received)
	if least, most, known := o.clock.skew(); known {
		o.skews.note("cluster", least, most)
	}
	if moved {
		o.ClockMoved()
	}
}

// fromServer reports whether an answer is the API server's own: what stands before it answers for one that is away or too busy.
func fromServer(status int) bool {
	return status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}
