package kube

import (
	"net/http"
	"time"
)

// answers sees every answer of the API server, and learns from it what the answer itself is not about: what time it is there.
type answers struct {
	next    http.RoundTripper
	options Options
}

// RoundTrip implements http.RoundTripper.
func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := time.Now()
	resp, err := a.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil && fromServer(resp.StatusCode) {
		a.options.compareClocks(date, sent, time.Now())
	}
	return resp, nil
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

// WrappedRoundTripper implements k8s.io/apimachinery/pkg/util/net.RoundTripperWrapper.
func (a *answers) WrappedRoundTripper() http.RoundTripper { return a.next }

// fromServer reports whether an answer is the API server's own: what stands before it answers for one that is away or too busy.
func fromServer(status int) bool {
	return status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}
