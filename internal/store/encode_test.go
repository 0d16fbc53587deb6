package store

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// FuzzText: whatever the text, its columns take it, nothing is lost, and keys stay apart and stay themselves.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "a", "\x00", "\xff", "\uFFFD", "\uFFFD0", "\uFFFD00", "a\xc3(", strings.Repeat("é", 400), strings.Repeat("\x00", 600)} {
		f.Add(seed, "a")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		enc := text(s)
		if !utf8.ValidString(enc) || strings.Contains(enc, "\x00") {
			t.Errorf("%q is stored as %q, which PostgreSQL refuses", s, enc)
		}
		if dec := untext(enc); dec != s {
			t.Errorf("%q came back as %q", s, dec)
		}
		untext(s) // a column that we did not write
		k := key(s)
		if len(k) > maxKey || !utf8.ValidString(k) || strings.Contains(k, "\x00") {
			t.Errorf("key of %q: %q", s, k)
		}
		if again := key(untext(k)); again != k {
			t.Errorf("key of %q: %q, read and stored again %q", s, k, again)
		}
		if s != other && k == key(other) && !strings.Contains(s+other, "~sha256:") {
			t.Errorf("%q and %q have the same key", s, other)
		}
	})
}

// FuzzDecode: a damaged document is an error or a value, never a panic.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"", "{}", "null", "[]", `{"id":1}`, `{"notice":{"slots":["x"]}}`, `{"definition":{"schedule":{}}}`, "{\"id\":\"\xff\"}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		check(t, doc, "monitor", decode[monitor.State])
		check(t, doc, "verdict", decode[monitor.Verdict])
		check(t, doc, "incident", decode[incident.Incident])
		check(t, doc, "message", decode[notify.Message])
	})
}

// check: what was read can be written, or the error says what it was about.
func check[T any](t *testing.T, doc, what string, read func(what, id, doc string) (T, error)) {
	t.Helper()
	v, err := read(what, "the-id", doc)
	if err != nil {
		if !strings.Contains(err.Error(), "the-id") {
			t.Errorf("the error does not name the document: %v", err)
		}
		return
	}
	if _, err := encode(what, "the-id", v); err != nil && !strings.Contains(err.Error(), "Time.MarshalJSON") {
		t.Errorf("%q was read and cannot be written: %v", doc, err)
	}
}

func TestInstants(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("JST", 9*3600)
	for _, at := range []time.Time{{}, time.Date(2026, 7, 28, 21, 0, 0, 999_999_000, zone), time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC)} {
		if back := instant(micros(at)); !back.Equal(at) || back.IsZero() != at.IsZero() {
			t.Errorf("%v came back as %v", at, back)
		}
	}
	at := time.Date(1969, 12, 31, 23, 59, 59, 999_999_001, time.UTC)
	for range 3 {
		if d := deadline(at); time.UnixMicro(d).Before(at) || time.UnixMicro(d).Sub(at) >= time.Microsecond {
			t.Errorf("the deadline of %v is %v", at, time.UnixMicro(d))
		}
		at = at.Add(1500 * time.Nanosecond)
	}
}
