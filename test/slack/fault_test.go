package slack_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	slackgo "github.com/slack-go/slack"

	"rollcall.dev/rollcall/test/slack"
)

func post(ctx context.Context, c *slackgo.Client, text string) error {
	_, _, err := c.PostMessageContext(ctx, slack.DefaultChannel, slackgo.MsgOptionText(text, false))
	return err
}

// TestFaults: each kind, as the client sees it, and whether the message was kept.
func TestFaults(t *testing.T) {
	t.Parallel()
	isStatus := func(code int) func(error) bool {
		return func(err error) bool {
			var e slackgo.StatusCodeError
			return errors.As(err, &e) && e.Code == code
		}
	}
	for name, c := range map[string]struct {
		fault  slack.Fault
		is     func(error) bool
		stored int
	}{
		"rate limit": {slack.Fault{Kind: slack.FaultRateLimit, RetryAfter: 7 * time.Second}, func(err error) bool {
			var e *slackgo.RateLimitedError
			return errors.As(err, &e) && e.RetryAfter == 7*time.Second
		}, 0},
		"503":                  {slack.Fault{Kind: slack.FaultStatus}, isStatus(503), 0},
		"500 after the commit": {slack.Fault{Kind: slack.FaultStatus, Status: 500, After: true}, isStatus(500), 1},
		"error": {slack.Fault{Kind: slack.FaultError, Error: "internal_error"},
			func(err error) bool { return err.Error() == "internal_error" }, 0},
		"fatal_error after": {slack.Fault{Kind: slack.FaultError, After: true},
			func(err error) bool { return err.Error() == "fatal_error" },
			1},
		"garbage":       {slack.Fault{Kind: slack.FaultGarbage}, func(err error) bool { return err != nil }, 0},
		"drop":          {slack.Fault{Kind: slack.FaultDrop}, func(err error) bool { return errors.Is(err, syscall.ECONNRESET) }, 0},
		"lost response": {slack.LoseResponse(1), func(err error) bool { return errors.Is(err, syscall.ECONNRESET) }, 1},
		"hang": {slack.Fault{Kind: slack.FaultHang}, func(err error) bool {
			return errors.Is(err,
				context.DeadlineExceeded)
		}, 0},
		"hang after": {slack.Fault{Kind: slack.FaultHang, After: true}, func(err error) bool {
			return errors.Is(err,
				context.DeadlineExceeded)
		}, 1},
		"hang, then drop": {slack.Fault{Kind: slack.FaultHang, Delay: time.Second}, func(err error) bool {
			return errors.Is(err,
				syscall.ECONNRESET)
		}, 0},
		"slow": {slack.Fault{Kind: slack.FaultSlow, Delay: 5 * time.Second}, func(err error) bool { return err == nil }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := slack.New(slack.Options{})
				c.fault.Method, c.fault.Count = "chat.postMessage", 1
				if err := s.Inject(c.fault); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				if err := post(ctx, client(s), "one"); !c.is(err) {
					t.Errorf("the client got %v", err)
				}
				if s.Count() != c.stored {
					t.Errorf("%d messages stored, want %d", s.Count(), c.stored)
				}
				time.Sleep(time.Minute)
				if err := post(t.Context(), client(s), "two"); err != nil {
					t.Errorf("after the fault: %v", err)
				}
				if r := s.Requests(); r[0].Fault != c.fault.Kind || r[1].Fault != "" {
					t.Errorf("requests: %+v", r)
				}
			})
		})
	}
}

func TestFaultsForATimeAndAChannel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := unlimited()
		if err := s.Inject(slack.Fault{Kind: slack.FaultStatus, Channel: "C0PRIVATE01"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Inject(slack.Fault{Kind: slack.FaultError, For: time.Minute}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := post(t.Context(), client(s), "x"); err == nil || err.Error() != "fatal_error" {
				t.Errorf("within the minute: %v", err)
			}
		}
		time.Sleep(time.Minute + time.Second)
		if err := post(t.Context(), client(s), "x"); err != nil {
			t.Errorf("after the minute: %v", err)
		}
		_, _, err := client(s).PostMessageContext(t.Context(), "C0PRIVATE01", slackgo.MsgOptionText("x", false))
		if err == nil {
			t.Error("the other channel's fault is over, want until it is cleared")
		}
		s.ClearFaults()
		if _, _, err := client(s).PostMessageContext(t.Context(), "C0PRIVATE01", slackgo.MsgOptionText("x", false)); err != nil {
			t.Errorf("cleared: %v", err)
		}
	})
}

func TestFaultsAreChecked(t *testing.T) {
	t.Parallel()
	s := unlimited()
	for _, f := range []slack.Fault{{}, {Kind: "explode"}, {Kind: slack.FaultDrop, Count: -1}, {Kind: slack.FaultStatus, Status: 200}} {
		if err := s.Inject(f); err == nil {
			t.Errorf("%+v was taken", f)
		}
	}
}

// TestRateLimit: a burst, then one a second, each channel for itself; an early retry is noticed.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := slack.New(slack.Options{Rate: slack.RateLimits{ChannelBurst: 3}})
		send := func(channel string) answer {
			return call(t, s, "chat.postMessage", object{"channel": channel, "text": "x"})
		}
		for i := range 3 {
			if a := send(slack.DefaultChannel); a.status != 200 {
				t.Fatalf("message %d of the burst: %d", i, a.status)
			}
		}
		a := send(slack.DefaultChannel)
		if a.status != http.StatusTooManyRequests || a.code() != "ratelimited" || a.header.Get("Retry-After") != "1" {
			t.Fatalf("over the burst: %d %v %v", a.status, a.body, a.header)
		}
		if a := send("C0PRIVATE01"); a.status != 200 {
			t.Errorf("another channel: %d", a.status)
		}
		if a := send(slack.DefaultChannel); a.status != http.StatusTooManyRequests || s.Early() != 0 {
			t.Errorf("on its way at the same time: %d, %d early requests", a.status, s.Early())
		}
		time.Sleep(time.Second / 2)
		if a := send(slack.DefaultChannel); a.status != http.StatusTooManyRequests || s.Early() != 1 {
			t.Errorf("early: %d, %d early requests", a.status, s.Early())
		}
		time.Sleep(time.Second / 2)
		if a := send(slack.DefaultChannel); a.status != 200 || s.Early() != 1 {
			t.Errorf("in time: %d, %d early requests", a.status, s.Early())
		}
		if s.Count() != 5 {
			t.Errorf("%d messages, want 5", s.Count())
		}
	})
}

func TestTierLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := slack.New(slack.Options{})
		ts := mustPost(t, s, object{"text": "x"})
		edit := func() answer {
			return call(t, s, "chat.update", object{"channel": slack.DefaultChannel, "ts": ts, "text": "y"})
		}
		for i := range 50 {
			if a := edit(); a.status != 200 {
				t.Fatalf("edit %d of 50 in a minute: %d", i+1, a.status)
			}
		}
		if a := edit(); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "2" {
			t.Errorf("edit 51: %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
		}
	})
}

// TestFaultsOnARealConnection: what the in-process client imitates is what happens on a socket.
func TestFaultsOnARealConnection(t *testing.T) {
	t.Parallel()
	s := slack.New(slack.Options{})
	web := httptest.NewServer(s)
	defer web.Close()
	defer s.Close()
	c := slackgo.New(slack.DefaultToken, slackgo.OptionAPIURL(web.URL+"/api/"))
	if err := post(t.Context(), c, "plain"); err != nil {
		t.Fatal(err)
	}
	if err := s.Inject(slack.LoseResponse(1)); err != nil {
		t.Fatal(err)
	}
	if err := post(t.Context(), c, "lost"); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("lost response: %v", err)
	}
	if s.Count() != 2 {
		t.Errorf("%d messages, want the lost one stored", s.Count())
	}
	if err := s.Inject(slack.Fault{Kind: slack.FaultHang, Count: 1}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- post(ctx, c, "hung") }()
	cancel()
	if err := <-done; err == nil {
		t.Error("the hung call succeeded")
	}
}

func TestControl(t *testing.T) {
	t.Parallel()
	s := unlimited()
	for _, body := range []string{
		`{"do":"fault","fault":{"kind":"rate_limit","method":"chat.postMessage","count":1,"retry_after":"12s","for":"1m"}}`,
		`{"do":"archive","channel":"C0ALERTS001"}`, `{"do":"unarchive","channel":"C0ALERTS001"}`,
		`{"do":"remove_bot","channel":"C0ALERTS001"}`, `{"do":"invite_bot","channel":"C0ALERTS001"}`,
		`{"do":"restrict","channel":"C0ALERTS001"}`, `{"do":"unrestrict","channel":"C0ALERTS001"}`,
		`{"do":"deactivate"}`, `{"do":"revoke_token"}`, `{"do":"restore_token"}`,
		`{"do":"disable_user","user":"U0KENJI0001"}`, `{"do":"disable_usergroup","group":"S0PLATFORM1"}`,
		`{"do":"revoke_webhook","webhook":"` + slack.DefaultWebhook + `"}`,
		`{"do":"add_channel","add":{"id":"C9","name":"nine","member":true}}`,
		`{"do":"say","channel":"C9","user":"U0ASTRID001","text":"hi"}`,
	} {
		if a := control(t, s, body); a.status != 200 {
			t.Errorf("%s: %d %v", body, a.status, a.body)
		}
	}
	if a := call(t, s, "chat.postMessage", object{"channel": "C9", "text": "x"}); a.header.Get("Retry-After") != "12" {
		t.Errorf("the fault: %d %v", a.status, a.header)
	}
	if a := control(t, s, `{"do":"clear_faults"}`); a.status != 200 {
		t.Error(a.body)
	}
	mustPost(t, s, object{"channel": "C9", "text": "x"})
	for _, body := range []string{``, `[]`, `{"do":"nothing"}`, `{"do":"archive"}`, `{"do":"archive","chanel":"x"}`, `{"do":"fault"}`,
		`{"do":"fault","fault":{"kind":"drop","for":"soon"}}`, `{"do":"disable_user","user":"U"}`, `{"do":"add_channel"}`} {
		if a := control(t, s, body); a.status != 400 || a.code() == "" {
			t.Errorf("%q: %d %v, want 400 and why", body, a.status, a.body)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://slack.test/_control?channel=C9", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := listed(do(t, s, req), "messages", "text"); got != "hi x" {
		t.Errorf("state: %q", got)
	}
}

func TestWaitFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := slack.New(slack.Options{})
		go func() {
			for i := range 3 {
				time.Sleep(time.Second)
				mustPost(t, s, object{"text": fmt.Sprint("m", i)})
			}
		}()
		start := time.Now()
		got, err := s.WaitFor(t.Context(), func(m []slack.Message) bool { return len(m) == 3 })
		if err != nil || time.Since(start) != 3*time.Second || strings.Join(texts(got), " ") != "m0 m1 m2" {
			t.Errorf("after %v: %v %v", time.Since(start), texts(got), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.WaitFor(ctx, func(m []slack.Message) bool { return len(m) > 3 }); !errors.Is(err, context.DeadlineExceeded) ||
			!strings.Contains(err.Error(), "m2") {
			t.Errorf("in vain: %v", err)
		}
		r, err := s.WaitRequests(t.Context(), func(r []slack.Request) bool { return len(r) == 3 })
		if err != nil || r[2].At.Sub(r[0].At) != 2*time.Second {
			t.Errorf("requests: %v %v", r, err)
		}
	})
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	s := unlimited()
	meta := func(id string) object {
		return object{"event_type": "delivery", "event_payload": object{"id": id}}
	}
	mustPost(t, s, object{"text": "a", "metadata": meta("1")})
	mustPost(t, s, object{"text": "b", "metadata": meta("2")})
	if got := s.Duplicates(); got != nil {
		t.Errorf("%v", got)
	}
	mustPost(t, s, object{"text": "a again", "metadata": meta("1")})
	mustPost(t, s, object{"text": "none"})
	if got := s.Duplicates(); len(got) != 1 || strings.Join(texts(got[0]), ",") != "a,a again" {
		t.Errorf("%v", got)
	}
}
