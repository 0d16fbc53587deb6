package remedy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/incident"
)

const (
	maxReason = 500  // bytes of what somebody says, in an annotation
	maxPerson = 200  // bytes of who somebody is
	maxEvent  = 1000 // bytes of an Event's message; events.k8s.io allows 1024
)

// plain is a text that a terminal shows as it is: one line of valid UTF-8 without control characters, at most limit bytes.
func plain(text string, limit int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, text)
	text = strings.TrimSpace(text)
	if len(text) <= limit {
		return text
	}
	cut := limit - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// person names somebody by the id, and by the name that people know where there is one: "slack/U0123ABC (@ann)".
func person(p incident.Person) string {
	id, name := plain(p.ID, maxPerson/2), plain(p.Name, maxPerson/2-len(" ()"))
	if name == "" || name == id || strings.HasSuffix(id, "/"+name) {
		return id
	}
	return id + " (" + name + ")"
}
