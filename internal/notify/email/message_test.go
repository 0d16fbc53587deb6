package email

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

var update = flag.Bool("update", false, "write the golden files")

func newNotifier(t testing.TB, c Config) *Notifier {
	t.Helper()
	n, err := New(c, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func config() Config {
	return Config{Server: "mx.example.com:587", From: "Rollcall prod <rollcall@example.com>", To: []string{"Ann <ann@example.com>", "bob@example.com"}}
}

// read is a mail as a client understands it.
type read struct {
	header     mail.Header
	text, html string
}

// understand reads a mail and fails the test where it is none that every server and client takes.
func understand(t *testing.T, raw []byte) read {
	t.Helper()
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' }) {
			t.Errorf("line of %d: %.200q", len(line), line)
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%q: %v", kind, err)
	}
	r := read{header: m.Header}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for i := 0; ; i++ {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			if i != 2 {
				t.Errorf("%d parts", i)
			}
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p) // which decodes
		if err != nil {
			t.Fatal(err)
		}
		switch kind := p.Header.Get("Content-Type"); kind {
		case "text/plain; charset=utf-8":
			r.text = string(body)
		case "text/html; charset=utf-8":
			r.html = string(body)
		default:
			t.Errorf("a part of type %q", kind)
		}
	}
}

func (n *Notifier) composed(t *testing.T, a notify.Attempt) []byte {
	t.Helper()
	now := notifytest.Slot()
	raw, err := n.compose(a, render.Compose(a.Notice, render.View{Action: notify.Post, Now: now, Note: a.Note}), n.to, now)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestMails(t *testing.T) {
	t.Parallel()
	n := newNotifier(t, config())
	for _, s := range notifytest.Told(notifytest.Samples()) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			raw, err := n.compose(s.Attempt, render.Compose(s.Notice, render.View{Action: notify.Post, Now: s.Now, Note: s.Note}), n.to, s.Now)
			if err != nil {
				t.Fatal(err)
			}
			got := understand(t, raw)
			header, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
			plain := string(header) + "\r\n\r\n" + got.text // the text as it is read, and not as it is encoded
			notifytest.Golden(t, *update, s.Name+".txt", []byte(strings.ReplaceAll(plain, "\r\n", "\n")))
			notifytest.Golden(t, *update, s.Name+".html", []byte(strings.ReplaceAll(got.html, "\r\n", "\n")))
		})
	}
}

// A sender at the address of a machine has a mail with valid ids all the same.
func TestASenderWithoutADomain(t *testing.T) {
	t.Parallel()
	c := config()
	c.From = "rollcall@[192.0.2.1]"
	h := understand(t, newNotifier(t, c).composed(t, post())).header
	if h.Get("Message-ID") != "<0193-d1@localhost>" || h.Get("List-Id") != "Rollcall <rollcall.localhost>" || h.Get("From") != `"Rollcall" <rollcall@[192.0.2.1]>` {
		t.Errorf("%v", h)
	}
}

// What a client shows together refers to one incident: the first mail to the incident alone, later ones to the first as well.
func TestThreads(t *testing.T) {
	t.Parallel()
	n := newNotifier(t, config())
	first := post()
	reply := notify.Attempt{Message: notify.Message{ID: "0193-d2", Action: notify.Reply, Notice: notifytest.Recovered()}}
	linked := reply
	linked.Root = notify.Receipt(`{"message_id":"<0193-d1@example.com>"}`)
	const thread = "<incident-inc-1@example.com>"
	for name, tc := range map[string]struct {
		attempt               notify.Attempt
		id, answers, mentions string
	}{
		"first":               {first, "<0193-d1@example.com>", "", thread},
		"reply":               {linked, "<0193-d2@example.com>", "<0193-d1@example.com>", thread + " <0193-d1@example.com>"},
		"reply without first": {reply, "<0193-d2@example.com>", thread, thread},
	} {
		h := understand(t, n.composed(t, tc.attempt)).header
		if h.Get("Message-ID") != tc.id || h.Get("In-Reply-To") != tc.answers || h.Get("References") != tc.mentions {
			t.Errorf("%s: %v", name, h)
		}
	}
}

// Whatever a Notice says: the headers are ours, no part of the page acts, and a client reads the words that were meant.
func TestNothingOfANoticeActs(t *testing.T) {
	t.Parallel()
	n := newNotifier(t, config())
	check := func(name string, notice incident.Notice) {
		a := notify.Attempt{Message: notify.Message{ID: "d1", Action: notify.Reply, Notice: notice}, Note: strings.Join(notifytest.Attacks(), " ")}
		card := render.Compose(notice, render.View{Now: notifytest.Slot(), Note: a.Note})
		raw := n.composed(t, a)
		got := understand(t, raw)
		if len(got.header) != 12 {
			t.Errorf("%s: %d headers: %v", name, len(got.header), got.header)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.header.Get("Subject"))
		if want := render.Line(card.Tone.Symbol() + " " + card.Title); err != nil || subject != want {
			t.Errorf("%s: subject %q, want %q: %v", name, subject, want, err)
		}
		if got.text != strings.ReplaceAll(card.Plain(), "\n", "\r\n")+"\r\n" {
			t.Errorf("%s: text %q", name, got.text)
		}
		for _, bad := range []string{"<script", "<b>", "javascript:", "href=\"https://evil"} {
			if strings.Contains(got.html, bad) {
				t.Errorf("%s: %q in the page", name, bad)
			}
		}
	}
	for _, change := range []incident.Change{incident.Opened, incident.Recovery} {
		for seed := range notifytest.Attacks() {
			check(fmt.Sprintf("hostile %d", seed), notifytest.Hostile(change, seed))
		}
		for _, piece := range append(notifytest.Attacks(), "x", "𝕏", "<&>", "a\r\n", ".\n") {
			check(fmt.Sprintf("huge %q", piece), notifytest.Huge(change, incident.Absent, piece))
			check(fmt.Sprintf("huge, shared %q", piece), notifytest.HugeShared(change, incident.Stalled, piece))
		}
	}
	check("empty", incident.Notice{})
}

// FuzzMail: no name of whatever makes a mail that cannot be read back as what was meant.
func FuzzMail(f *testing.F) {
	f.Add("a\r\nBcc: eve@evil.example", "inc", "d")
	f.Add("=?utf-8?q?x?= =?utf-8?q?y?=", "i\r\n.", ">\r\n")
	f.Add(strings.Repeat("é", 400), "", "")
	n, err := New(config(), Deps{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name, of, id string) {
		notice := notifytest.Failed()
		notice.Subject.Name, notice.Incident, notice.Subject.Runbook = name, of, name
		got := understand(t, n.composed(t, notify.Attempt{Message: notify.Message{ID: id, Action: notify.Post, Notice: notice}}))
		if len(got.header) != 11 {
			t.Errorf("headers %v", got.header)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.header.Get("Subject"))
		if err != nil || !strings.HasSuffix(subject, " failed · HIGH") {
			t.Errorf("subject %q: %v", subject, err)
		}
		if again := rootOf(notify.Receipt(`{"message_id":"` + n.messageID(id) + `"}`)); again != n.messageID(id) {
			t.Errorf("the id %q of a mail of ours is not taken for one", n.messageID(id))
		}
	})
}

// FuzzAddress: what is taken for an address can be said to a server.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"ann@example.com", "Ann <ann@example.com>", "<a@b>\r\nRCPT TO:<c@d>", `"a b"@c`, "a@[127.0.0.1]", "=?utf-8?q?=0d=0a?= <a@b.c>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := address(s)
		if err != nil {
			return
		}
		if strings.ContainsFunc(a.Address, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' }) || strings.ContainsAny(mailbox(a), "\x00") {
			t.Errorf("%q is taken for %q, shown as %q", s, a.Address, mailbox(a))
		}
		back, err := mail.ParseAddress(strings.ReplaceAll(mailbox(a), "\r\n", ""))
		if err != nil || back.Address != a.Address {
			t.Errorf("%q is shown as %q, which is read as %v: %v", s, mailbox(a), back, err)
		}
	})
}
