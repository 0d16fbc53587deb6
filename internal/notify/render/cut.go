package render

import (
	"strings"
	"unicode/utf16"
)

const ellipsis = "…"

// Length is how many characters s has where they are counted most strictly: in UTF-16 units, as JavaScript does.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Head returns at most limit characters (see Length) of s; what is cut off its end shows as "…". limit is at least 1.
func Head(s string, limit int) string {
	used, room := 0, 0 // room is where the text ends if something is to be cut off
	for i, r := range s {
		size := utf16.RuneLen(r)
		if used+size > limit {
			return strings.TrimRight(s[:room], " \t\n") + ellipsis
		}
		if used += size; used < limit {
			room = i + len(string(r))
		}
	}
	return s
}

// Tail returns the end of a log: at most limit characters (see Length) and lines lines, not counting the line "…" that it
// begins with where lines are missing. A line that had to be cut begins with "…". limit is at least 2.
func Tail(s string, limit, lines int) string {
	s = strings.Trim(s, "\n")
	const mark = ellipsis + "\n"
	kept := lastLines(s, lines)
	if len(kept) < len(s) {
		limit -= len([]rune(mark))
	}
	if Length(kept) <= limit {
		if len(kept) < len(s) {
			return mark + kept
		}
		return s
	}
	if len(kept) == len(s) {
		limit -= len([]rune(mark))
	}
	end := last(kept, limit)
	if _, whole, ok := strings.Cut(end, "\n"); ok && len(whole) > len(end)/2 {
		return mark + whole
	}
	return ellipsis + end
}

// lastLines is the end of s from the n-th last line on.
func lastLines(s string, n int) string {
	at := len(s)
	for range n {
		if at = strings.LastIndexByte(s[:at], '\n'); at < 0 {
			return s
		}
	}
	return s[at+1:]
}

// last is the end of s with at most limit characters.
func last(s string, limit int) string {
	excess := Length(s) - limit
	for i, r := range s {
		if excess <= 0 {
			return s[i:]
		}
		excess -= utf16.RuneLen(r)
	}
	return ""
}
