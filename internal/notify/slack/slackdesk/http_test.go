package slackdesk_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	standin "rollcall.dev/rollcall/test/slack"
)

// serve hands a request to the Clerk's handler.
func (b *bench) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.clerk.Handler().ServeHTTP(w, r)
	synctest.Wait()
	return w
}

// request is a signed click of Acknowledge.
func (b *bench) request() *http.Request {
	b.Helper()
	i, err := b.click(astrid, "Acknowledge", "")
	if err != nil {
		b.Fatal(err)
	}
	r, err := b.srv.Request(b.Context(), "http://rollcall.test/slack/interactions", i)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

func TestWhatIsNotBelieved(t *testing.T) {
	t.Parallel()
	sign := func(r *http.Request, secret string, at time.Time) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(at.Unix(), 10))
		r.Header.Set("X-Slack-Signature", standin.Sign(secret, at, body))
	}
	good := standin.DefaultSigningSecret
	for name, c := range map[string]struct {
		change func(r *http.Request)
		status int
	}{
		"as Slack sends it":     {func(*http.Request) {}, 200},
		"just young enough":     {func(r *http.Request) { sign(r, good, time.Now().Add(-5*time.Minute+time.Second)) }, 200},
		"too old":               {func(r *http.Request) { sign(r, good, time.Now().Add(-5*time.Minute-time.Second)) }, 401},
		"from the future":       {func(r *http.Request) { sign(r, good, time.Now().Add(5*time.Minute+2*time.Second)) }, 401},
		"another secret":        {func(r *http.Request) { sign(r, "other", time.Now()) }, 401},
		"no secret":             {func(r *http.Request) { sign(r, "", time.Now()) }, 401},
		"no signature":          {func(r *http.Request) { r.Header.Del("X-Slack-Signature") }, 401},
		"no timestamp":          {func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }, 401},
		"another version":       {func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v1"+r.Header.Get("X-Slack-Signature")[2:]) }, 401},
		"a signature cut short": {func(r *http.Request) { r.Header.Set("X-Slack-Signature", r.Header.Get("X-Slack-Signature")[:40]) }, 401},
		"no hexadecimal":        {func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("zz", 32)) }, 401},
		"another body": {func(r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(append(body, " "...)))
		}, 401},
		"another timestamp": {func(r *http.Request) {
			r.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(time.Now().Unix()+1, 10))
		}, 401},
		"a GET":   {func(r *http.Request) { r.Method = http.MethodGet }, 405},
		"JSON":    {func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 415},
		"no type": {func(r *http.Request) { r.Header.Del("Content-Type") }, 415},
		"too much": {func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader("payload=" + strings.Repeat("x", 1<<20)))
			sign(r, good, time.Now())
		}, 413},
		"no payload": {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("a=b")); sign(r, good, time.Now()) }, 400},
		"no form":    {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("a=%zz")); sign(r, good, time.Now()) }, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, byHTTP, setup{}, func(b *bench) {
				r := b.request()
				c.change(r)
				w := b.serve(r)
				if w.Code != c.status {
					b.Errorf("%d %q, want %d", w.Code, w.Body, c.status)
				}
				if c.status == 200 {
					b.taken("acknowledge by @astrid")
					return
				}
				b.taken()
				for _, text := range []string{w.Body.String(), b.log.String()} {
					if regexp.MustCompile(`[0-9a-f]{16}`).MatchString(text) || strings.Contains(text, good) {
						b.Errorf("a signature or the secret is in %q", text)
					}
				}
			})
		})
	}
}

// TestNothingIsBelievedTwice: who has seen a request cannot send it again.
func TestNothingIsBelievedTwice(t *testing.T) {
	t.Parallel()
	inBubble(t, byHTTP, setup{}, func(b *bench) {
		r := b.request()
		body, _ := io.ReadAll(r.Body)
		for n, want := range []int{200, 401, 401} {
			again := r.Clone(b.Context())
			again.Body = io.NopCloser(bytes.NewReader(body))
			if w := b.serve(again); w.Code != want {
				b.Errorf("time %d: %d, want %d", n+1, w.Code, want)
			}
			time.Sleep(2 * time.Minute)
		}
		again := r.Clone(b.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		if w := b.serve(again); w.Code != 401 || b.desk.calls != 1 {
			b.Errorf("after six minutes: %d, the desk was asked %d times", w.Code, b.desk.calls)
		}
	})
}

// TestForgersDoNotFillTheLog: a line at once, and one a minute for all others, none of which is forgotten.
func TestForgersDoNotFillTheLog(t *testing.T) {
	t.Parallel()
	inBubble(t, byHTTP, setup{}, func(b *bench) {
		lines := func(want ...string) {
			b.Helper()
			var got []string
			for line := range strings.Lines(b.log.String()) {
				if strings.Contains(line, "slack request not believed") {
					_, times, _ := strings.Cut(strings.TrimSpace(line), " times=")
					got = append(got, times)
				}
			}
			if strings.Join(got, " ") != strings.Join(want, " ") {
				b.Errorf("lines for %v requests, want %v; the log: %s", got, want, b.log)
			}
		}
		forge := func(n int) {
			for range n {
				r := b.request()
				r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("0", 64))
				if w := b.serve(r); w.Code != 401 {
					b.Fatalf("%d", w.Code)
				}
			}
		}
		forge(30)
		lines("1")
		time.Sleep(61 * time.Second)
		lines("1", "29")
		forge(2)
		lines("1", "29")
		time.Sleep(10 * time.Minute)
		lines("1", "29", "2")
		forge(1)
		lines("1", "29", "2", "1")
		if w := b.serve(b.request()); w.Code != 200 {
			b.Errorf("Slack itself: %d", w.Code)
		}
	})
}

// TestWithoutASecretNothingIsBelieved: not even what is signed with none.
func TestWithoutASecretNothingIsBelieved(t *testing.T) {
	t.Parallel()
	inBubble(t, bySocket, setup{}, func(b *bench) {
		r := b.request()
		if w := b.serve(r); w.Code != 401 {
			b.Errorf("%d", w.Code)
		}
	})
}

func TestSlackChecksTheCertificate(t *testing.T) {
	t.Parallel()
	inBubble(t, byHTTP, setup{}, func(b *bench) {
		body := url.Values{"ssl_check": {"1"}}.Encode()
		r := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
		r.Header.Set("X-Slack-Signature", standin.Sign(standin.DefaultSigningSecret, time.Now(), []byte(body)))
		if w := b.serve(r); w.Code != 200 {
			b.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// TestOnlySlackIsAnswered: a response URL that leads elsewhere is not called.
func TestOnlySlackIsAnswered(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []string{"http://169.254.169.254/latest", "https://hooks.slack.com.evil.example/x", "https://x@slack.test/response/1", "file:///etc/passwd"} {
		bothWays(t, setup{}, func(b *bench) {
			i, err := b.click(kenji, "Acknowledge", "")
			if err != nil {
				b.Fatal(err)
			}
			p := i.Payload()
			p["response_url"] = elsewhere
			b.do(b.click(astrid, "Acknowledge", ""))
			before := len(b.srv.Requests())
			b.do(i.With(p), nil)
			b.told(kenji, "already acknowledged") // into the channel
			for _, r := range b.srv.Requests()[before:] {
				if r.Method == "response_url" {
					b.Errorf("%s was called", elsewhere)
				}
			}
		})
	}
}
