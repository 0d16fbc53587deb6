package checkin

import (
	"strings"
	"unicode/utf8"
)

// Clean leaves of untrusted text what every database takes: valid UTF-8 without NUL.
func Clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
}

// Head is the beginning of text in at most limit bytes, ending with a whole rune.
func Head(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// Tail is the end of text in at most limit bytes, beginning with a whole rune.
func Tail(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	from := len(text) - limit
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:]
}
