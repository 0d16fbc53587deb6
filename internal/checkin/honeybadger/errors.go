package honeybadger

import (
	"fmt"
	"net/http"
	"time"
)

// apiError is an answer that is not the documented success.
type apiError struct {
	Method, Path string
	Status       int
	Message      string        // "errors" of the answer: untrusted text
	Limited      bool          // too many requests
	Wait         time.Duration // how long to wait, where the answer says so
}

func (e *apiError) Error() string {
	text := fmt.Sprintf("%s %s: %d %s", e.Method, e.Path, e.Status, http.StatusText(e.Status))
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Limited {
		text += fmt.Sprintf(" (rate limit, for %s)", e.Wait.Round(time.Second))
	}
	return text
}

// class says what is to become of a request that failed.
type class int

const (
	transient class = iota // the network or the server: again, with backoff
	limited                // too many requests: again when the limit is over
	denied                 // token or project: nothing will work until somebody changes something
	missing                // the object is not there
	refused                // this request will never work
)

func (e *apiError) class() class {
	switch {
	case e.Limited:
		return limited
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		return denied
	case e.Status == http.StatusNotFound:
		return missing
	case e.Status == http.StatusRequestTimeout, e.Status < 400, e.Status >= 500:
		return transient
	default:
		return refused
	}
}
