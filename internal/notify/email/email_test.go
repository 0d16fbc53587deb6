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
