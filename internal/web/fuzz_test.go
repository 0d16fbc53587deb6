package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/web"
)

// FuzzPages: whatever is asked for is answered, and what a job has printed adds no element and no address to a page.
func FuzzPages(f *testing.F) {
	f.Add("/", "boom")
	f.Add("/incidents/inc-1", "<script>alert(1)</script>")
	f.Add("/incidents/%3Cimg%20src=x%20onerror=alert(1)%3E", "\" onmouseover=\"x")
	f.Add("/incidents/../../etc/passwd", "javascript:alert(1)")
	f.Add("/assets/..%2f..%2fgo.mod", "\x00\xff")
	f.Add("/incidents/inc-1?cursor=%00&id=2", "{{.}}")
	f.Add("/?state=%3Cb%3E&owner=%22", "<!--")
	f.Add("/incidents/inc-2?before=%22%3E", "</ol></main>")
	f.Add("/silences?x=y", "&lt;script&gt;")
	f.Add("/defects", "</table>")
	with := func(tb testing.TB, text string) *web.Handler {
		tb.Helper()
		h, err := web.New(web.Options{Reader: hostile(text), Defects: hostile(text), Cluster: "prod", Version: "v1", Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			tb.Fatal(err)
		}
		return h
	}
	// An address makes a link, so that the harmless text is one; one that is empty leaves things out.
	tame := with(f, "https://runbooks.example.com/x")
	get := func(t *testing.T, h *web.Handler, target *url.URL) (int, string) {
		t.Helper()
		w := httptest.NewRecorder()
		r := &http.Request{Method: http.MethodGet, URL: target, Header: http.Header{}, Host: "rollcall.example.com"}
		h.ServeHTTP(w, r.WithContext(t.Context()))
		return w.Code, w.Body.String()
	}
	elements := regexp.MustCompile(`<[a-zA-Z!/]`)
	attributes := regexp.MustCompile(`<[a-zA-Z][^<>]*\s(on[a-z]+|style)=`)
	f.Fuzz(func(t *testing.T, path, text string) {
		u, err := url.ParseRequestURI(path)
		if err != nil || u.Host != "" || !strings.HasPrefix(path, "/") {
			return
		}
		wild := with(t, text)
		for _, target := range []*url.URL{
			u, {Path: "/incidents/inc-1"}, {Path: "/incidents/inc-2"}, {Path: "/"}, {Path: "/", RawQuery: url.Values{"owner": {text}}.Encode()},
			{Path: "/silences"},
		} {
			code, page := get(t, wild, target)
			if code >= http.StatusInternalServerError {
				t.Fatalf("%s is answered %d", target, code)
			}
			if strings.HasPrefix(target.Path, "/assets/") {
				continue
			}
			_, harmless := get(t, tame, target)
			if n, want := len(elements.FindAllString(page, -1)), len(elements.FindAllString(harmless, -1)); n > want {
				t.Fatalf("%q adds %d elements to the page of %s", text, n-want, target)
			}
			if found := attributes.FindString(page); found != "" {
				t.Fatalf("%q brings %q to the page of %s", text, found, target)
			}
			if strings.Contains(strings.ToLower(page), `href="javascript:`) {
				t.Fatalf("%q acts as a link on the page of %s", text, target)
			}
		}
	})
}
