package ping

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

var (
	errNotAnAddress = errors.New("not an address that begins with http:// or https://")
	errInterrupted  = errors.New("interrupted")
)

// Final reports whether trying again is pointless: the server understood the request and refuses it, as it does for an id
// that it does not know.
func Final(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	default:
		return status >= 400 && status < 500
	}
}

// WithoutURL removes the address, whose last part is a secret, from an error of net/http.
func WithoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// line says what happened, for people who read the job's log.
func (out Outcome) line(o Options, took time.Duration) string {
	to := Where(o.URL)
	switch {
	case out.Delivered:
		return fmt.Sprintf("rollcall ping: %s answered %d at try %d", to, out.Status, out.Tries)
	case errors.Is(out.Err, errNotAnAddress):
		return fmt.Sprintf("rollcall ping: not sent: %v. The job goes on.", out.Err)
	case out.Status == http.StatusNotFound:
		return fmt.Sprintf("rollcall ping: %s knows no check-in with this id; not trying again. The job goes on.", to)
	case Final(out.Status):
		return fmt.Sprintf("rollcall ping: %s refused: %v; not trying again. The job goes on.", to, out.Err)
	case errors.Is(out.Err, errInterrupted), errors.Is(out.Err, context.Canceled):
		return fmt.Sprintf("rollcall ping: interrupted after %d tries at %s.", out.Tries, to)
	default:
		return fmt.Sprintf("rollcall ping: gave up on %s after %d tries in %s: %v. The job goes on.",
			to, out.Tries, took.Round(time.Second), out.Err)
	}
}

// Where is the address without its path, which is a secret, and without a password.
func Where(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	return u.Scheme + "://" + u.Host
}
