package email

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

// config is a good one, for a server.
func (s *server) config() Config {
	c := Config{Server: s.address, From: "rollcall@example.com", To: []string{"ann@example.com"}, Hello: "rollcall.example.com"}
	if s.implicit {
		c.TLS = "tls"
	}
	return c
}

func (s *server) notifier(t *testing.T, c Config, log *slog.Logger) *Notifier {
	t.Helper()
	n, err := New(c, Deps{Roots: s.roots, Now: notifytest.Slot, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func post() notify.Attempt {
	return notify.Attempt{Message: notify.Message{ID: "0193-d1", Action: notify.Post, Notice: notifytest.Failed()}}
}

func TestSending(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server    *server
		encrypted bool
		tls       string
		user      bool
		way       string
	}{
		"starttls":           {server: &server{}, encrypted: true},
		"starttls and plain": {server: &server{offers: []string{"AUTH CRAM-MD5 LOGIN PLAIN"}, password: "s3cret"}, encrypted: true, user: true, way: "PLAIN"},
		"starttls and login": {server: &server{offers: []string{"AUTH login XOAUTH2"}, password: "s3cret"}, encrypted: true, user: true, way: "LOGIN"},
		"tls and cram":       {server: &server{implicit: true, offers: []string{"AUTH CRAM-MD5"}, password: "s3cret"}, encrypted: true, user: true, way: "CRAM-MD5"},
		"none":               {server: &server{}, tls: "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tc.server.start(t)
			c := s.config()
			if tc.tls != "" {
				c.TLS = tc.tls
			}
			if tc.user {
				c.Username, c.Password = "rollcall", "s3cret"
			}
			receipt, err := s.notifier(t, c, nil).Notify(t.Context(), post())
			if err != nil || string(receipt) != `{"message_id":"\u003c0193-d1@example.com\u003e"}` {
				t.Fatalf("%s, %v", receipt, err)
			}
			got := s.taken()
			if len(got) != 1 || got[0].encrypted != tc.encrypted || got[0].signedIn != tc.way ||
				got[0].from != "FROM:<rollcall@example.com>" || !slices.Equal(got[0].to, []string{"TO:<ann@example.com>"}) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

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

// A certificate that nobody vouches for, and one for somebody else, end it before anything is said.
func TestCertificatesAreVerified(t *testing.T) {
	t.Parallel()
	for _, implicit := range []bool{false, true} {
		s := (&server{implicit: implicit, offers: []string{"AUTH PLAIN"}, password: "s3cret"}).start(t)
		c := s.config()
		c.Username, c.Password = "rollcall", "s3cret"
		stranger, err := New(c, Deps{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stranger.Notify(t.Context(), post()); meaning(err) != "away" || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("unknown authority: %v", err)
		}
		c.Server = "mx.example.net:25"
		other, err := New(c, Deps{Roots: s.roots, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, s.address)
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Notify(t.Context(), post()); meaning(err) != "away" || !strings.Contains(err.Error(), "mx.example.net") {
			t.Errorf("other name: %v", err)
		}
		if got := s.taken(); len(got) > 0 {
			t.Errorf("taken: %+v", got)
		}
	}
}

// One recipient is enough; the others are told of in the log.
func TestSomeRecipientsAreRefused(t *testing.T) {
	t.Parallel()
	s := (&server{answers: map[string]string{
		"RCPT TO:<gone@example.com>": "550 5.1.1 nobody", "RCPT TO:<full@example.com>": "452 4.2.2 full",
	}}).start(t)
	var log bytes.Buffer
	n := s.notifier(t, s.config(), slog.New(slog.NewTextHandler(&log, nil)))
	a := post()
	a.Destination.Address = "gone@example.com, Bob <bob@example.com>,full@example.com"
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	got := s.taken()
	if len(got) != 1 || !slices.Equal(got[0].to, []string{"TO:<bob@example.com>"}) {
		t.Errorf("got %+v", got)
	}
	for _, want := range []string{"gone@example.com", "full@example.com", "delivery=0193-d1"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%q is not in the log: %s", want, log.String())
		}
	}
	a.Destination.Address = "gone@example.com,full@example.com"
	if _, err := n.Notify(t.Context(), a); meaning(err) != "try again" {
		t.Errorf("one that is full may be taken later: %v", err)
	}
}

// A mail that may have arrived is sent again as the same one.
func TestARepeatIsTheSameMail(t *testing.T) {
	t.Parallel()
	s := (&server{drop: ".", keep: true}).start(t)
	n := s.notifier(t, s.config(), nil)
	a := post()
	for range 2 {
		if _, err := n.Notify(t.Context(), a); meaning(err) != "may have been sent" {
			t.Fatal(err)
		}
		a.Uncertain = true
	}
	if got := s.taken(); len(got) != 2 || !bytes.Equal(got[0].text, got[1].text) || !bytes.Contains(got[0].text, []byte("Message-ID: <0193-d1@example.com>\r\n")) {
		t.Errorf("got %+v", got)
	}
}

func TestNobodyToWriteTo(t *testing.T) {
	t.Parallel()
	n, err := New(Config{Server: "mx.example.com:25", From: "rollcall@example.com"}, Deps{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("no route")
	}})
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]string{"": "rejected", "ann@example.com\r\nRCPT TO:<eve@evil.example>": "rejected", "C0BILLING": "rejected",
		strings.Repeat("ann@example.com,", 100) + "ann@example.com": "rejected", "ann@example.com": "try again"} {
		a := post()
		a.Destination.Address = to
		if _, err := n.Notify(t.Context(), a); meaning(err) != want {
			t.Errorf("to %.60q: %v", to, err)
		}
	}
	a := post()
	a.Action = notify.Update
	if _, err := n.Notify(t.Context(), a); !errors.Is(err, notify.ErrNotApplicable) {
		t.Error(err)
	}
}

// A server that says nothing is left when the time is over.
func TestASilentServerIsLeft(t *testing.T) {
	t.Parallel()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	n, err := New(Config{Server: "mx.example.com:25", From: "rollcall@example.com", To: []string{"ann@example.com"}},
		Deps{Dial: func(context.Context, string, string) (net.Conn, error) { return ours, nil }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := n.Notify(ctx, post()); meaning(err) != "try again" {
		t.Error(err)
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	good := Config{Server: "mx.example.com:587", From: "rollcall@example.com", To: []string{"ann@example.com"}}
	for want, change := range map[string]func(*Config){
		`server is "mx.example.com": want HOST:PORT`:        func(c *Config) { c.Server = "mx.example.com" },
		`server is "mx.example.com:0"`:                      func(c *Config) { c.Server = "mx.example.com:0" },
		`tls is "ssl": want starttls, tls or none`:          func(c *Config) { c.TLS = "ssl" },
		`username is set and tls is none`:                   func(c *Config) { c.TLS, c.Username = "none", "x" },
		`password is set and username is not`:               func(c *Config) { c.Password = "x" },
		`hello is "a b": want the name of a host`:           func(c *Config) { c.Hello = "a b" },
		`from: "" is no mail address`:                       func(c *Config) { c.From = "" },
		`from: "rollcall" is no mail address`:               func(c *Config) { c.From = "rollcall" },
		`to: "ann@münchen.example" is no mail address that`: func(c *Config) { c.To[0] = "ann@münchen.example" },
		`to: "\"a b\"@example.com" is no mail address that`: func(c *Config) { c.To[0] = `"a b"@example.com` },
	} {
		c := good
		c.To = slices.Clone(c.To)
		change(&c)
		if _, err := New(c, Deps{}); err == nil || !strings.HasPrefix(err.Error(), "email: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := New(good, Deps{}); err != nil {
		t.Error(err)
	}
}

func TestReceiptsAreRead(t *testing.T) {
	t.Parallel()
	good, _ := json.Marshal(sent{MessageID: "<a@example.com>"})
	for receipt, want := range map[string]string{
		string(good): "<a@example.com>", "": "", `{}`: "", `{"message_id":"<a@b>\r\nBcc: eve@evil.example"}`: "", `{"message_id":"a@b"}`: "",
		`{"channel":"C1","ts":"1"}`: "",
	} {
		if got := rootOf(notify.Receipt(receipt)); got != want {
			t.Errorf("%s: %q, want %q", receipt, got, want)
		}
	}
}
