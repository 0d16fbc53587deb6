package healthchecks

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// FuzzAddress reads paths of pings: whatever is accepted names a check and says something.
func FuzzAddress(f *testing.F) {
	for _, path := range []string{
		"5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278", "5BF66975-D4C7-4BF5-BCC8-B8D8A82EA278/fail", "k/s/255", "k/s/256", "k/%", "%2F/a", "//", "k/s/log/",
	} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		a, ok := parseAddress(path)
		if !ok {
			return
		}
		if (a.id == "") == (a.slug == "") || a.event == "" || !strings.EqualFold(a.id, a.asWritten) {
			t.Errorf("%q: %+v", path, a)
		}
		if a.exitCode != nil && (*a.exitCode < 0 || *a.exitCode > 255) {
			t.Errorf("%q: exit code %d", path, *a.exitCode)
		}
	})
}

// FuzzSpec reads bodies of calls: what is refused names its reason, and what is accepted makes a check that can be watched and shown.
func FuzzSpec(f *testing.F) {
	for _, body := range []string{
		`{}`, ``, `[]`, `{"name":"a\u0000b","tags":" x ","timeout":60}`, `{"schedule":"0 0 29 2 *","tz":"Asia/Tokyo"}`, `{"unique":["name"],"name":"x"}`,
		`{"grace":-1}`, `{"timeout":1e3}`, `{"success_kw":",,a, b","filter_body":true}`, `{"slug":"","methods":"POST"}`, `{"grace":0060}`,
	} {
		f.Add([]byte(body), 1)
	}
	f.Fuzz(func(t *testing.T, body []byte, v int) {
		doc, why := decodeDocument(body)
		if why != "" {
			return
		}
		s, err := decodeSpec(doc)
		if err != nil {
			var wrong fault
			if !errors.As(err, &wrong) || !strings.HasPrefix(wrong.text, "json validation error: ") {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		c := newCheck(1)
		s.apply(&c, v)
		if _, err := schedule.Parse(c.Schedule); err != nil {
			t.Errorf("%q: %v", body, err)
		}
		if c.Grace < time.Minute || utf8.RuneCountInString(c.Name) > maxName || c.Slug != "" && !checkin.ValidSlug(c.Slug) {
			t.Errorf("%q: %+v", body, c)
		}
		for _, text := range append(c.Tags, c.Name, c.Description, c.Slug, c.Healthchecks.FailureWords) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Errorf("%q: %q cannot be stored", body, text)
			}
		}
		s.matches(c)
	})
}

// FuzzSpan reads what time is asked for.
func FuzzSpan(f *testing.F) {
	for _, query := range []string{"seconds=5", "start=1&end=2", "start=x", "end=10000000000", "seconds=31536001", "start=%00"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, text string) {
		query, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		now := time.Unix(1_800_000_000, 0)
		from, until, ok := span(query, now)
		if ok && (from.Unix() < 0 && !from.IsZero() || until.Unix() > 10_000_000_000) {
			t.Errorf("%q: from %s until %s", text, from, until)
		}
	})
}

// FuzzDrawing draws tags: whatever they are, the badge can be read.
func FuzzDrawing(f *testing.F) {
	for _, label := range []string{"prod", `"><script>`, "\x00\xff", "", "日本"} {
		f.Add(label)
	}
	known := []string{"svg", "title", "rect", "g", "text"}
	f.Fuzz(func(t *testing.T, label string) {
		d := xml.NewDecoder(strings.NewReader(string(drawing(label, "late"))))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%q: %v", label, err)
			}
			if e, ok := token.(xml.StartElement); ok && !slices.Contains(known, e.Name.Local) {
				t.Errorf("%q: an element %s", label, e.Name.Local)
			}
		}
	})
}
