package console

import (
	"strings"
	"unicode"
)

// columns is how many columns of a terminal a text takes: characters of East Asian scripts, and emoji, take two
// (https://www.unicode.org/reports/tr11/, W and F).
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

func wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, r >= 0x2e80 && r <= 0x303e, r >= 0x3041 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff,
		r >= 0x20000 && r <= 0x3fffd:
		return true
	}
	return false
}

// piece is a part of a text that no line end divides.
type piece struct {
	text   string
	spaced bool // a space stands before it
}

// pieces divides a text where lines may end: at spaces, and beside characters of scripts that are written without them, but not before a
// mark that closes something.
func pieces(s string) []piece {
	var all []piece
	for word := range strings.FieldsSeq(s) {
		spaced, before := len(all) > 0, rune(0)
		from := 0
		for at, r := range word {
			if at > 0 && (wide(before) || wide(r)) && !closing(r) && !opening(before) {
				all = append(all, piece{word[from:at], spaced})
				spaced, from = false, at
			}
			before = r
		}
		all = append(all, piece{word[from:], spaced})
	}
	return all
}

// closing marks end no line before them; the marks that lengthen or double a syllable neither. Opening ones end none behind them.
func closing(r rune) bool {
	return unicode.In(r, unicode.Pe, unicode.Pf) || strings.ContainsRune("、。，．：；！？,.:;!?ーゃゅょっャュョッ々%", r)
}
func opening(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }
