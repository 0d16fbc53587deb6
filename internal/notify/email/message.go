package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// compose makes the mail, with lines that end in CRLF.
func (n *Notifier) compose(a notify.Attempt, card render.Card, to []*mail.Address, now time.Time) ([]byte, error) {
	var out bytes.Buffer
	header := func(name, value string) { out.WriteString(name + ": " + value + "\r\n") }
	id := n.messageID(a.ID)
	header("Date", now.Format(time.RFC1123Z))
	header("From", mailbox(n.from))
	header("To", mailboxes(to))
	header("Subject", encode(card.Tone.Symbol()+" "+card.Title))
	header("Message-ID", id)
	thread := n.threadID(a.Notice.Incident)
	if root := rootOf(a.Root); root != "" && root != id {
		header("In-Reply-To", root)
		thread += "\r\n " + root
	} else if a.Action == notify.Reply {
		header("In-Reply-To", thread)
	}
	header("References", thread)
	header("List-Id", "Rollcall <rollcall."+n.domain()+">")
	header("Auto-Submitted", "auto-generated")
	header("X-Auto-Response-Suppress", "All") // what Exchange reads instead of the line above
	header("MIME-Version", "1.0")
	parts := multipart.NewWriter(&out)
	sum := sha256.Sum256([]byte(id))
	if err := parts.SetBoundary("rollcall-" + hex.EncodeToString(sum[:16])); err != nil {
		return nil, err
	}
	header("Content-Type", "multipart/alternative;\r\n boundary="+parts.Boundary())
	out.WriteString("\r\n")
	if err := part(parts, "text/plain", []byte(card.Plain()+"\n")); err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := n.page.Execute(&html, card); err != nil {
		return nil, fmt.Errorf("making the page: %w", err)
	}
	if err := part(parts, "text/html", html.Bytes()); err != nil {
		return nil, err
	}
	if err := parts.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// part adds one form of the message, best last (RFC 2046, 5.1.4).
func part(parts *multipart.Writer, kind string, text []byte) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{
		"Content-Type":              {kind + "; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return err
	}
	qp := quotedprintable.NewWriter(w)
	if _, err := qp.Write(text); err != nil {
		return err
	}
	return qp.Close()
}

// encode makes a text that may be anything the value of a header: one line of visible ASCII, or encoded words, each in a line of
// its own, since a line has room for one (RFC 2047, 2).
func encode(s string) string {
	return strings.ReplaceAll(mime.QEncoding.Encode("utf-8", render.Line(s)), "?= =?", "?=\r\n =?")
}

func mailboxes(all []*mail.Address) string {
	lines := make([]string, len(all))
	for i, a := range all {
		lines[i] = mailbox(a)
	}
	return strings.Join(lines, ",\r\n ")
}

func mailbox(a *mail.Address) string {
	if a.Name == "" {
		return a.Address
	}
	clean := mail.Address{Name: render.Line(a.Name), Address: a.Address}
	return strings.ReplaceAll(clean.String(), "?= =?", "?=\r\n =?")
}

func (n *Notifier) domain() string {
	_, domain := halves(n.from.Address)
	if strings.HasPrefix(domain, "[") {
		return "localhost" // an address of a machine is no name to make others of
	}
	return domain
}

// messageID is that of a delivery, and threadID that of an incident, to which no mail belongs: it is only referred to.
func (n *Notifier) messageID(delivery string) string {
	return "<" + token(delivery) + "@" + n.domain() + ">"
}

func (n *Notifier) threadID(incident string) string {
	return "<incident-" + token(incident) + "@" + n.domain() + ">"
}

// token is an id as it may stand in a Message-ID: itself, or a hash where it is anything else than an id.
func token(id string) string {
	if id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool { return !letter(r) && r != '-' && r != '_' }) {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16])
}

// rootOf is the Message-ID in a Receipt of ours; empty where there is none that may stand in a header.
func rootOf(r notify.Receipt) string {
	var s sent
	if json.Unmarshal(r, &s) != nil || len(s.MessageID) > 400 {
		return ""
	}
	inner, open := strings.CutPrefix(s.MessageID, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	if !open || !closed || strings.ContainsFunc(inner, func(r rune) bool { return !letter(r) && !strings.ContainsRune("-_.@[]:", r) }) {
		return ""
	}
	return s.MessageID
}
