package report

import (
	"net/url"
	"strings"
	"time"
)

// message is a report in its wire.
type message struct {
	address     string
	contentType string
	body        []byte
}

// wire turns a report into a message at the instant at which it is sent. ok is false where the wire has no word for it.
type wire func(r Report, u *url.URL, now time.Time, limit int) (m message, ok bool, err error)

// wireFor chooses by the address.
func wireFor(u *url.URL) wire {
	host := strings.ToLower(u.Hostname())
	switch {
	case strings.Contains(u.Path, "/ping/"), host == "hc-ping.com":
		return healthchecks
	case host == "honeybadger.io", strings.HasSuffix(host, ".honeybadger.io"):
		return honeybadger
	default:
		return rollcall
	}
}

// Told reports whether the wire of an address has a word for the report: Honeybadger has none for a start.
func (r Report) Told() bool {
	u, err := url.Parse(r.URL)
	if err != nil {
		return false
	}
	_, ok, _ := wireFor(u)(r, u, time.Time{}, 0)
	return ok
}
