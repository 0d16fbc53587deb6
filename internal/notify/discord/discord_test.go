package discord

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

func attempt(action notify.Action, root string) notify.Attempt {
	a := notify.Attempt{Message: notify.Message{ID: "0193-d1", Action: action, Notice: notifytest.Failed()}}
	if root != "" {
		a.Root = notify.Receipt(root)
	}
	return a
}

func newNotifier(t *testing.T, url string, log *slog.Logger) *Notifier {
	t.Helper()
	n, err := New(Config{URL: url, AllowPrivate: true}, Deps{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The first message is edited, what comes later stands alone; in a thread, where the address names one.
func TestPostReplyUpdate(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"":                             {"wait=true", "wait=true", ""},
		"?thread_id=77&wait=false":     {"thread_id=77&wait=true", "thread_id=77&wait=true", "thread_id=77"},
		"/?thread_id=77&wait=whatever": {"thread_id=77&wait=true", "thread_id=77&wait=true", "thread_id=77"},
	} {
		s := &service{}
		n := newNotifier(t, s.start(t)+query, nil)
		root, err := n.Notify(t.Context(), attempt(notify.Post, ""))
		if err != nil || string(root) != `{"channel":"1320000000000000000","message":"1330000000000000000"}` {
			t.Fatalf("%s, %v", root, err)
		}
		if _, err := n.Notify(t.Context(), attempt(notify.Reply, string(root))); err != nil {
			t.Fatal(err)
		}
		a := attempt(notify.Update, string(root))
		a.Notice = notifytest.Recovered()
		again, err := n.Notify(t.Context(), a)
		if err != nil || !bytes.Equal(again, root) {
			t.Errorf("%s, %v", again, err)
		}
		if !slices.Equal(s.requests, []string{"POST ", "POST ", "PATCH /messages/1330000000000000000"}) || !slices.Equal(s.queries, want) {
			t.Errorf("%q: %q with %q", query, s.requests, s.queries)
		}
		if title := s.messages["1330000000000000000"].Embeds[0].Title; title != "✅ billing/invoice-close recovered" {
			t.Errorf("the first message says %q", title)
		}
	}
}

// A message that is gone is posted anew, unless it is about many and nobody is to be told of each.
func TestTheMessageIsGone(t *testing.T) {
	t.Parallel()
	s := &service{}
	n := newNotifier(t, s.start(t), nil)
	a := attempt(notify.Update, `{"channel":"1","message":"2"}`)
	receipt, err := n.Notify(t.Context(), a)
	if err != nil || !strings.Contains(string(receipt), "1330000000000000000") {
		t.Errorf("%s, %v", receipt, err)
	}
	a.Notice = notifytest.Stalled()
	if _, err := n.Notify(t.Context(), a); !errors.Is(err, notify.ErrNotApplicable) || len(s.messages) != 1 {
		t.Errorf("of many: %v", err)
	}
	a.Notice = notifytest.Restarted()
	if _, err := n.Notify(t.Context(), a); err != nil || len(s.messages) != 2 {
		t.Errorf("the end of it: %v", err)
	}
	if _, err := n.Notify(t.Context(), attempt(notify.Update, "")); !errors.Is(err, notify.ErrNotApplicable) {
		t.Errorf("nothing to update: %v", err)
	}
	for _, receipt := range []string{`{"channel":"C1","ts":"1"}`, `{"message":"1/../.."}`, `x`} {
		if _, err := n.Notify(t.Context(), attempt(notify.Update, receipt)); !strings.Contains(fmt.Sprint(err), "invalid receipt") {
			t.Errorf("receipt %s: %v", receipt, err)
		}
	}
}

func says(status int, body string, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	const limited = `{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}`
	for name, tc := range map[string]struct {
		action   notify.Action
		answers  []func(http.ResponseWriter)
		want     string
		receiver bool
		taken    int
	}{
		"refused embed":   {notify.Post, []func(http.ResponseWriter){says(400, `{"code": 50035, "message": "Invalid Form Body"}`)}, "<nil>", false, 1},
		"refused twice":   {notify.Post, []func(http.ResponseWriter){says(400, `{"code": 50035}`), says(400, `{"code": 50035}`)}, "rejected (50035)", false, 0},
		"too many":        {notify.Post, []func(http.ResponseWriter){says(429, limited, "Retry-After", "65")}, "try again after 1m4.57s", true, 0},
		"too many edits":  {notify.Update, []func(http.ResponseWriter){says(429, limited)}, "try again after 1m4.57s", false, 0},
		"too many of all": {notify.Update, []func(http.ResponseWriter){says(429, `{"retry_after": 0.3, "global": true}`)}, "try again after 300ms", true, 0},
		"by header alone": {notify.Post, []func(http.ResponseWriter){says(429, "<html>", "X-RateLimit-Reset-After", "1.5")}, "try again after 1.5s", true, 0},
		"by the edge":     {notify.Post, []func(http.ResponseWriter){says(429, "<html>", "Retry-After", "7")}, "try again after 7s", true, 0},
		"no word":         {notify.Post, []func(http.ResponseWriter){says(429, "")}, "try again after 30s", true, 0},
		"for ever":        {notify.Post, []func(http.ResponseWriter){says(429, `{"retry_after": 1e300}`)}, "try again after 1h0m0s", true, 0},
		"unknown webhook": {notify.Post, []func(http.ResponseWriter){says(404, `{"code": 10015, "message": "Unknown Webhook"}`)}, "rejected (10015)", false, 0},
		"wrong token":     {notify.Post, []func(http.ResponseWriter){says(401, `{"code": 50027, "message": "Invalid Webhook Token"}`)}, "rejected (50027)", false, 0},
		"nobody knows":    {notify.Post, []func(http.ResponseWriter){says(403, "<html>")}, "rejected (403)", false, 0},
		"redirect":        {notify.Post, []func(http.ResponseWriter){says(301, "", "Location", "https://example.com")}, "rejected (redirect)", false, 0},
		"gateway":         {notify.Post, []func(http.ResponseWriter){says(502, "")}, "may have been sent", false, 0},
		"gateway, edit":   {notify.Update, []func(http.ResponseWriter){says(502, "")}, "try again", false, 0},
		"later":           {notify.Post, []func(http.ResponseWriter){says(503, "", "Retry-After", "5")}, "try again after 5s", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &service{answers: tc.answers}
			var log bytes.Buffer
			n := newNotifier(t, s.start(t), slog.New(slog.NewTextHandler(&log, nil)))
			root := ""
			if tc.action == notify.Update {
				root = `{"channel":"1","message":"2"}`
			}
			_, err := n.Notify(t.Context(), attempt(tc.action, root))
			if !strings.HasPrefix(fmt.Sprint(err), tc.want) || len(s.messages) != tc.taken || len(s.refused) > 0 {
				t.Errorf("%v, want %s; %d taken, refused %v", err, tc.want, len(s.messages), s.refused)
			}
			if retry, ok := errors.AsType[*notify.RetryError](err); ok && retry.Receiver != tc.receiver {
				t.Errorf("all messages wait: %v, want %v", retry.Receiver, tc.receiver)
			}
			if strings.Contains(fmt.Sprint(err)+log.String(), "hunter2") {
				t.Error("the token is a secret")
			}
			if strings.Contains(log.String(), "goes as plain text") != strings.HasPrefix(name, "refused") {
				t.Errorf("logged %q", log.String())
			}
		})
	}
}

// An answer that does not say where the message stands is no failure: there is nothing to edit later, that is all.
func TestAnAnswerWithoutAMessage(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "{", `{"id": 5}`, `{"id": "../x"}`, `[]`} {
		s := &service{answers: []func(http.ResponseWriter){says(200, body)}}
		if receipt, err := newNotifier(t, s.start(t), nil).Notify(t.Context(), attempt(notify.Post, "")); err != nil || receipt != nil {
			t.Errorf("%q: %s, %v", body, receipt, err)
		}
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"": "url is empty", "https://discord.com/api/webhooks/hunter2": "url is not that of a webhook",
		"https://discord.com/api/webhooks/1/hunter2/slack": "url is not that of a webhook", "ftp://x/1/hunter2": "scheme",
	} {
		if _, err := New(Config{URL: url}, Deps{}); err == nil || !strings.HasPrefix(err.Error(), "discord: ") || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", url, err)
		}
	}
	s := &service{}
	n, err := New(Config{URL: s.start(t)}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Notify(t.Context(), attempt(notify.Post, "")); !strings.Contains(fmt.Sprint(err), "allow_private") || len(s.requests) > 0 {
		t.Error(err)
	}
}

// FuzzAnswer: every answer means that a message was taken, or one of the errors of notify, with a pause within bounds.
func FuzzAnswer(f *testing.F) {
	f.Add(429, `{"retry_after": -1}`, "NaN")
	f.Add(429, `{"retry_after": 1e308}`, "")
	f.Add(404, `{"code": 10008}`, "")
	f.Add(200, `{"id": "1", "channel_id": "\u0000"}`, "Inf")
	f.Fuzz(func(t *testing.T, status int, body, reset string) {
		a := hook.Answer{Status: status, Header: http.Header{"X-Ratelimit-Reset-After": {reset}}, Body: body}
		_ = receiptOf(a)
		for _, method := range []string{http.MethodPost, http.MethodPatch} {
			err := judge(a, method)
			retry, isRetry := errors.AsType[*notify.RetryError](err)
			_, isRejected := errors.AsType[*notify.RejectedError](err)
			_, isUncertain := errors.AsType[*notify.UncertainError](err)
			if (err == nil) != (status/100 == 2) || err != nil && !isRetry && !isRejected && !isUncertain {
				t.Errorf("%d means %v", status, err)
			}
			if isRetry && (retry.After < 0 || retry.After > time.Hour) {
				t.Errorf("after %s", retry.After)
			}
			if err != nil && len(err.Error()) > 2000 {
				t.Errorf("an error of %d", len(err.Error()))
			}
		}
	})
}
