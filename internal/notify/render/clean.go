package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// zeroWidthJoiner holds composed emoji together; it is the only invisible character that stays.
const zeroWidthJoiner = '\u200d'

// Text returns s as it may be shown in several lines: terminal escape sequences, control characters (but tab and newline),
// bidirectional and other invisible characters are removed, line ends become \n, and invalid UTF-8 becomes U+FFFD.
func Text(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	s = stripEscapes(s)
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == zeroWidthJoiner:
			return r
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
			return -1
		default:
			return r
		}
	}, s)
}

// Line is Text in one line: all runs of white space become one space.
func Line(s string) string { return strings.Join(strings.Fields(Text(s)), " ") }

// stripEscapes removes terminal control sequences (ECMA-48): CSI with its parameters, OSC and other strings with their
// content, two-character escapes. A string that is not ended in its line loses only its introducer, so that nothing can
// swallow the rest of a log.
func stripEscapes(s string) string {
	if !strings.ContainsAny(s, "\x1b\u009b\u009d\u0090") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for s != "" {
		at := strings.IndexAny(s, "\x1b\u009b\u009d\u0090")
		if at < 0 {
			break
		}
		out.WriteString(s[:at])
		s = s[at:]
		s = s[escapeLength(s):]
	}
	out.WriteString(s)
	return out.String()
}

// escapeLength is how many bytes of s the control sequence at its beginning takes.
func escapeLength(s string) int {
	intro, size := utf8.DecodeRuneInString(s)
	if intro == '\x1b' {
		next, n := utf8.DecodeRuneInString(s[size:])
		switch {
		case next == '[':
			intro = '\u009b'
		case strings.ContainsRune("]PX^_", next):
			intro = '\u009d'
		case next >= 0x20 && next <= 0x2f: // intermediate bytes, then a final one
			rest := s[size:]
			end := strings.IndexFunc(rest, func(r rune) bool { return r < 0x20 || r > 0x2f })
			if end < 0 {
				return len(s)
			}
			return size + end + runeLength(rest[end:])
		case next >= 0x30 && next <= 0x7e:
			return size + n
		default:
			return size
		}
		size += n
	}
	if intro == '\u009b' {
		return size + csiLength(s[size:])
	}
	return size + stringLength(s[size:])
}

// csiLength takes parameters and intermediates (0x20 to 0x3f) and the final byte (0x40 to 0x7e).
func csiLength(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r < 0x20 || r > 0x3f })
	if end < 0 {
		return len(s)
	}
	if s[end] >= 0x40 && s[end] <= 0x7e {
		return end + 1
	}
	return end
}

// stringLength takes everything up to BEL or ST, if that comes in this line; else nothing.
func stringLength(s string) int {
	line, _, _ := strings.Cut(s, "\n")
	end, size := -1, 0
	for _, terminator := range []string{"\a", "\x1b\\", "\u009c"} {
		if i := strings.Index(line, terminator); i >= 0 && (end < 0 || i < end) {
			end, size = i, len(terminator)
		}
	}
	if end < 0 {
		return 0
	}
	return end + size
}

// runeLength is the length of a final character that is to be dropped; a line end stays.
func runeLength(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if r == '\n' {
		return 0
	}
	return n
}
