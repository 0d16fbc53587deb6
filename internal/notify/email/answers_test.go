package email

import (
	"errors"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/notify"
)

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	answers := func(kv ...string) *server {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return &server{answers: m}
	}
	const retry, away, rejected, uncertain = "try again", "away", "rejected", "may have been sent"
	for name, tc := range map[string]struct {
		server *server
		want   string
		words  string
	}{
		"greeted with no":           {answers("greeting", "554 5.7.1 no service for you"), away, "no service for you"},
		"greeted with later":        {answers("greeting", "421 too busy"), retry, "too busy"},
		"no greeting":               {&server{drop: "greeting"}, retry, "waiting for the greeting"},
		"no STARTTLS":               {answers("STARTTLS", ""), away, "does not offer STARTTLS"},
		"sender refused":            {answers("MAIL", "550 5.1.8 sender unknown"), rejected, "sender unknown"},
		"sender later":              {answers("MAIL", "451 4.3.2 later"), retry, "4.3.2 later"},
		"to sign in":                {&server{password: "s3cret"}, away, "authentication required"},
		"recipient refused":         {answers("RCPT TO:<ann@example.com>", "550 5.1.1 nobody"), rejected, "RCPT ann@example.com: 550 \"5.1.1 nobody\""},
		"recipient later":           {answers("RCPT TO:<ann@example.com>", "450 4.2.1 greylisted"), retry, "greylisted"},
		"going away":                {answers("RCPT TO:<ann@example.com>", "421 bye"), retry, "bye"},
		"no text wanted":            {answers("DATA", "554 no valid recipients"), rejected, "no valid recipients"},
		"gone before the text":      {&server{drop: "DATA"}, retry, "DATA: EOF"},
		"text refused":              {answers(".", "554 5.6.0 spam\x1b[31m"), rejected, "5.6.0 spam"},
		"text later":                {answers(".", "452 4.3.1 disk full"), retry, "disk full"},
		"gone after the text":       {&server{drop: "."}, uncertain, "EOF"},
		"gone after it was taken":   {&server{drop: ".", keep: true}, uncertain, "EOF"},
		"nonsense instead of a yes": {answers(".", "what?"), uncertain, "what?"},
		"goes without a goodbye":    {&server{drop: "QUIT"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tc.server.start(t)
			_, err := s.notifier(t, s.config(), nil).Notify(t.Context(), post())
			if got := meaning(err); got != tc.want {
				t.Fatalf("%v means %q, want %q", err, got, tc.want)
			}
			if err != nil && (!strings.Contains(err.Error(), tc.words) || strings.ContainsRune(err.Error(), '\x1b')) {
				t.Errorf("%q does not say %q", err, tc.words)
			}
			if n := len(s.taken()); (n > 0) != (tc.want == "" || tc.server.keep) {
				t.Errorf("%d mails taken", n)
			}
		})
	}
}

func meaning(err error) string {
	retry, isRetry := errors.AsType[*notify.RetryError](err)
	_, isRejected := errors.AsType[*notify.RejectedError](err)
	_, isUncertain := errors.AsType[*notify.UncertainError](err)
	switch {
	case err == nil:
		return ""
	case isRetry && retry.Receiver:
		return "away"
	case isRetry:
		return "try again"
	case isRejected:
		return "rejected"
	case isUncertain:
		return "may have been sent"
	default:
		return err.Error()
	}
}

func TestSigningInFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server *server
		want   string
		words  string
	}{
		"wrong password":   {&server{offers: []string{"AUTH PLAIN"}, password: "other"}, "away", "signing in as rollcall: 535"},
		"wrong, by login":  {&server{offers: []string{"AUTH LOGIN"}, password: "other"}, "away", "signing in as rollcall: 535"},
		"not now":          {&server{offers: []string{"AUTH PLAIN"}, password: "s3cret", answers: map[string]string{"AUTH": "454 4.7.0 not now"}}, "try again", "not now"},
		"no way of ours":   {&server{offers: []string{"AUTH XOAUTH2 NTLM"}, password: "s3cret"}, "away", `the server offers "XOAUTH2 NTLM"`},
		"no way at all":    {&server{password: "s3cret"}, "away", `the server offers ""`},
		"one question too": {&server{offers: []string{"AUTH LOGIN"}, password: "s3cret", answers: map[string]string{"AUTH": "334 bW9yZQ=="}}, "away", "more than a name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tc.server.start(t)
			c := s.config()
			c.Username, c.Password = "rollcall", "s3cret"
			_, err := s.notifier(t, c, nil).Notify(t.Context(), post())
			if meaning(err) != tc.want || !strings.Contains(err.Error(), tc.words) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v, want %s: %s", err, tc.want, tc.words)
			}
		})
	}
}
