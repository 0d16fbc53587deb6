package report

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	want := New("https://r.example/x", runID, began()).With(end(3))
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(data)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, text := range []string{
		"", "{}", "null", `{"version":2,"run_id":"x","url":"https://a/SECRETID"}`, `{"version":1,"url":"https://a/SECRETID"}`,
		`{"version":1,"run_id":"x","url":"file:///SECRETID"}`, string(data[:len(data)/2]),
	} {
		if _, err := Decode([]byte(text)); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	data, err := New("https://r.example/x", runID, began()).With(end(3)).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"version":1,"run_id":"x","url":"https://a/ping/b","ended":{"exit_code":-1,"stdout":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Decode(data)
		if err != nil {
			return
		}
		again, err := r.Encode()
		if err != nil {
			return // a time that JSON has no word for
		}
		if back, err := Decode(again); err != nil || back.URL != r.URL || back.RunID != r.RunID {
			t.Errorf("%+v is read back as %+v, %v", r, back, err)
		}
		u, err := url.Parse(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		m, ok, err := wireFor(u)(r, u, time.Unix(0, 0), DefaultBodyLimit)
		if ok && err == nil && m.contentType == "text/plain; charset=utf-8" && len(bytes.TrimSpace(m.body)) > DefaultBodyLimit {
			t.Errorf("a body of %d bytes", len(m.body))
		}
	})
}
