package healthchecks

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/checkin"
)

// maxSlug is the longest slug, in bytes.
const maxSlug = 100

// address is what the path of a ping says: whose it is, by id or by ping key and slug, and what happened.
type address struct {
	id, asWritten string // a UUID in its canonical form, and as it was written; empty: key and slug
	key, slug     string
	event         checkin.Event
	exitCode      *int
	plain         bool // no signal is named: a success
}

// parseAddress reads what stands behind "/ping/", still escaped; false for what is no address of a ping.
func parseAddress(path string) (address, bool) {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i := range parts {
		var err error
		if parts[i], err = url.PathUnescape(parts[i]); err != nil || parts[i] == "" {
			return address{}, false
		}
	}
	if id, ok := canonical(parts[0]); ok {
		a := address{id: id, asWritten: parts[0]}
		if len(parts) == 1 {
			return a, a.signal("")
		}
		if len(parts) == 2 && isSignal(parts[1]) {
			return a, a.signal(parts[1])
		}
	}
	if len(parts) < 2 || len(parts) > 3 || !isSlug(parts[1]) {
		return address{}, false
	}
	a := address{key: parts[0], slug: parts[1]}
	if len(parts) == 2 {
		return a, a.signal("")
	}
	return a, a.signal(parts[2])
}

// isSignal reports whether the word behind a UUID is meant to be a signal; otherwise the two are a key and a slug.
func isSignal(word string) bool {
	return word == "start" || word == "fail" || word == "log" || isNumber(word)
}

// signal takes in the last part of the address; false for one that is not known.
func (a *address) signal(word string) bool {
	switch word {
	case "":
		a.event, a.plain = checkin.EventSuccess, true
	case "start":
		a.event = checkin.EventStart
	case "fail":
		a.event = checkin.EventFailure
	case "log":
		a.event = checkin.EventLog
	default:
		code, err := strconv.Atoi(word)
		if !isNumber(word) || err != nil || code > 255 {
			return false
		}
		a.event, a.exitCode = checkin.EventSuccess, &code
		if code != 0 {
			a.event = checkin.EventFailure
		}
	}
	return true
}

// canonical is a UUID in lower case; false for what is none in its canonical form of 36 characters.
func canonical(text string) (string, bool) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		return "", false
	}
	return id.String(), true
}

func isNumber(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r < '0' || r > '9' })
}

// isSlug reports whether text may be a slug in an address: letters, digits, hyphens and underscores.
func isSlug(text string) bool {
	return len(text) <= maxSlug && checkin.ValidSlug(strings.ToLower(text)) && isASCII(text)
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}
