package checkin_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/checkin"
)

func FuzzText(f *testing.F) {
	f.Add("a\x00b\xff€", 3)
	f.Add("€€", 4)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = max(0, min(limit, 1<<20))
		text = checkin.Clean(text)
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			t.Fatalf("%q", text)
		}
		head, tail := checkin.Head(text, limit), checkin.Tail(text, limit)
		if !strings.HasPrefix(text, head) || !strings.HasSuffix(text, tail) || len(head) > limit || len(tail) > limit ||
			!utf8.ValidString(head) || !utf8.ValidString(tail) {
			t.Errorf("%q in %d: %q, %q", text, limit, head, tail)
		}
		if len(text) > limit && (len(head) < limit-3 || len(tail) < limit-3) {
			t.Errorf("%q in %d: too little: %q, %q", text, limit, head, tail)
		}
	})
}
