package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/ledger"
)

// micros is the instant as stored; 0 for the zero Time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// deadline is micros, rounded up: what the database calls due is due.
func deadline(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	us := t.UnixMicro()
	if t.After(time.UnixMicro(us)) {
		us++
	}
	return us
}

// instant reverses micros.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// escapeRune begins an escaped byte in a text column: U+FFFD and two hexadecimal digits.
const escapeRune = "\uFFFD"

// text makes any string fit for a text column: PostgreSQL refuses NUL and invalid UTF-8. Such bytes, and U+FFFD itself, are
// escaped; everything else stays as it is. It is reversed by untext.
func text(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 && !strings.Contains(s, escapeRune) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError || r == 0 {
			for i := range size {
				fmt.Fprintf(&b, escapeRune+"%02X", s[i])
			}
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// untext reverses text. What text did not write comes back unchanged.
func untext(s string) string {
	before, after, found := strings.Cut(s, escapeRune)
	if !found {
		return s
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		raw, err := hex.DecodeString(after[:min(2, len(after))])
		if err != nil || len(raw) != 1 {
			b.WriteString(escapeRune)
		} else {
			b.Write(raw)
			after = after[2:]
		}
		before, after, found = strings.Cut(after, escapeRune)
	}
	b.WriteString(before)
	return b.String()
}

// maxKey bounds what is indexed, in bytes: PostgreSQL refuses index rows beyond 2,704 bytes, and an index has up to three keys.
const maxKey = 512

// key makes any string fit for an indexed column: it is text, and where that is too long, its beginning and its hash. Two
// different strings have different keys, and key(untext(k)) == k for every key k.
func key(s string) string {
	t := text(s)
	if len(t) <= maxKey {
		return t
	}
	sum := sha256.Sum256([]byte(s))
	cut := maxKey - 100
	for !utf8.RuneStart(t[cut]) {
		cut--
	}
	return strings.ReplaceAll(t[:cut], escapeRune, "?") + "~sha256:" + hex.EncodeToString(sum[:])
}

// encode makes a document. encoding/json writes NUL as an escape and invalid UTF-8 as U+FFFD, so that any database takes it.
func encode(what, id string, v any) (string, error) {
	doc, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %s %q: %w: %w", what, id, ledger.ErrUnstorable, err)
	}
	return string(doc), nil
}

// decode reads a stored document.
func decode[T any](what, id, doc string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(doc), &v); err != nil {
		return v, fmt.Errorf("stored document of %s %q: %w", what, untext(id), err)
	}
	return v, nil
}
