package render

import (
	"strings"
	"unicode/utf8"
)

const ellipsis = "…"

// Head returns at most limit characters of s; what is cut off its end shows as "…". limit is at least 1.
func Head(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimRight(firstRunes(s, limit-1), " \t\n") + ellipsis
}

// Tail returns the end of a log: at most limit characters and lines lines. Where something is missing it begins with a line
// "…", and a line that had to be cut with "…".
func Tail(s string, limit, lines int) string {
	s = strings.Trim(s, "\n")
	cut := false
	if all := strings.Split(s, "\n"); len(all) > lines {
		s, cut = strings.Join(all[len(all)-lines:], "\n"), true
	}
	const mark = ellipsis + "\n"
	room := limit
	if cut {
		room -= utf8.RuneCountInString(mark)
	}
	if n := utf8.RuneCountInString(s); n > room {
		room = limit - utf8.RuneCountInString(mark)
		kept := lastRunes(s, n-room)
		if _, whole, ok := strings.Cut(kept, "\n"); ok && len(whole) > len(kept)/2 {
			return mark + whole
		}
		return ellipsis + kept
	}
	if cut {
		return mark + s
	}
	return s
}

// firstRunes is the first n characters of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// lastRunes is s without its first n characters.
func lastRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[i:]
		}
		n--
	}
	return ""
}
