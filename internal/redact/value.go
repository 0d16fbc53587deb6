package redact

import (
	"regexp"
	"strings"
)

// value is where the value of a setting stands, without the quotation marks around it.
type value struct {
	text       string
	start, end int
	quoted     bool
}

// readValue reads what begins at an index, after blanks. A value on a line of its own counts where nothing else stands on that line.
func readValue(text string, at int) value {
	at += blanks(text[at:])
	if at < len(text) && (text[at] == '\r' || text[at] == '\n') {
		if line := nextLine.FindStringSubmatchIndex(text[at:]); len(line) > 3 && !assignment.MatchString(text[at+line[2]:at+line[3]]) {
			at += line[2]
		}
	}
	if open := opening(text[at:]); open != "" {
		at += len(open)
		n := closing(text[at:], open)
		return value{text: text[at : at+n], start: at, end: at + n, quoted: true}
	}
	n := bare(text[at:])
	return value{text: text[at : at+n], start: at, end: at + n}
}

// nextLine is the end of a line, and one word alone on the next.
var nextLine = regexp.MustCompile(`^\r?\n[ \t]*([^\s]+)[ \t]*(?:\r?\n|\r?$)`)

func blanks(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }

// opening is the quotation mark at the beginning of a text, with the backslashes before it where the text is quoted as a whole.
func opening(text string) string {
	n := 0
	for n < len(text) && text[n] == '\\' {
		n++
	}
	if n < len(text) && (text[n] == '"' || text[n] == '\'') {
		return text[:n+1]
	}
	return ""
}

// closing returns where the quotation ends that open has begun: at the next such mark that is not escaped once more, or with the line.
func closing(text, open string) int {
	mark, depth := open[len(open)-1], len(open)-1
	backslashes := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\r' || c == '\n':
			return i
		case c == '\\':
			backslashes++
			continue
		case c != mark:
		case depth == 0 && backslashes%2 == 0, depth > 0 && backslashes <= depth:
			return i - min(backslashes, depth)
		}
		backslashes = 0
	}
	return len(text)
}

// bare returns how long a value without quotation marks is. What separates settings ends it where another setting, or nothing that
// belongs to a word, follows.
func bare(text string) int {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t', '\r', '\n', '\v', '\f':
			return i
		case ',', ';', '&':
			if !continues(text[i+1:]) {
				return i
			}
		case '"', '\'', '}':
			if i+1 == len(text) || !wordy(text[i+1]) {
				return i
			}
		case '\\':
			if i+1 == len(text) || strings.IndexByte(`nrt"'\`, text[i+1]) >= 0 {
				return i
			}
		}
	}
	return len(text)
}

// continues reports whether a value goes on after what may separate it from another setting.
func continues(rest string) bool {
	if rest == "" || !wordy(rest[0]) && strings.IndexByte("!#$%*+./:?@^~(", rest[0]) < 0 {
		return false
	}
	return !another.MatchString(rest[:min(len(rest), maxAhead)])
}

// maxAhead is how far is looked for the name of another setting.
const maxAhead = 80

// another is the name of a setting with its separator.
var another = regexp.MustCompile(`^[\w.\-]+["']?[ \t]*[=:]`)

func wordy(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c >= 0x80
}
