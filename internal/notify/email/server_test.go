package email

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// received is a mail as a server takes it.
type received struct {
	from      string
	to        []string
	text      []byte
	encrypted bool
	signedIn  string // the way
}

// server is a mail server that holds its clients to RFC 5321: it fails the test at what a real one may refuse.
type server struct {
	t        *testing.T
	address  string
	roots    *x509.CertPool
	secure   *tls.Config
	implicit bool // TLS from the first byte
	offers   []string
	password string            // of "rollcall"; empty: nobody has to sign in
	answers  map[string]string // to a verb, or a verb and its argument, instead of what would be said
	drop     string            // the connection ends instead of the answer to this verb; "." is the end of a text
	keep     bool              // and the text was taken before

	mu       sync.Mutex
	mails    []received
	sessions int
}

// start lets a server listen until the test ends.
func (s *server) start(t *testing.T) *server {
	t.Helper()
	s.t = t
	web := httptest.NewUnstartedServer(nil) // it brings a certificate for 127.0.0.1
	web.StartTLS()
	t.Cleanup(web.Close)
	s.roots = x509.NewCertPool()
	s.roots.AddCert(web.Certificate())
	s.secure = &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	var wg sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		wg.Wait()
	})
	wg.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.serve(conn) })
		}
	})
	return s
}

// taken are the mails so far.
func (s *server) taken() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.mails...)
}

// session is one connection.
type session struct {
	*server
	conn  net.Conn
	in    *bufio.Reader
	mail  received
	hello bool
}

func (s *server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	s.mu.Lock()
	s.sessions++
	s.mu.Unlock()
	c := &session{server: s, conn: conn}
	if s.implicit {
		c.encrypt()
	}
	c.in = bufio.NewReader(c.conn)
	if !c.say("greeting", "220 mx.example.com ESMTP") {
		return
	}
	for {
		line, err := c.line(512)
		if err != nil || !c.obey(line) {
			return
		}
	}
}

func (c *session) encrypt() {
	c.conn, c.mail.encrypted = tls.Server(c.conn, c.secure), true
	c.in = bufio.NewReader(c.conn)
}

// line reads one line and refuses what a server refuses: bare CR or LF, anything beyond ASCII, and length.
func (c *session) line(limit int) (string, error) {
	raw, err := c.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	line, ok := strings.CutSuffix(raw, "\r\n")
	switch {
	case !ok || strings.ContainsAny(line, "\r\n"):
		c.t.Errorf("a bare CR or LF in %q", raw)
		return "", errors.New("bare")
	case len(raw) > limit:
		c.t.Errorf("a line of %d: %q", len(raw), raw)
	case strings.ContainsFunc(line, func(r rune) bool { return r > '~' || r < ' ' && r != '\t' }):
		c.t.Errorf("something that is no ASCII text in %q", line)
	}
	return line, nil
}

// say answers, as the test would have it; false where the connection is to end.
func (c *session) say(to, otherwise string) bool {
	if to != "" && c.drop == to {
		return false
	}
	if own, ok := c.answers[to]; ok {
		otherwise = own
	}
	_, err := io.WriteString(c.conn, otherwise+"\r\n")
	return err == nil
}

func (c *session) obey(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	if !c.hello && verb != "EHLO" && verb != "QUIT" {
		c.t.Errorf("%s before EHLO", verb)
	}
	switch verb {
	case "EHLO":
		c.hello = true
		if !regexp.MustCompile(`^[A-Za-z0-9.\[\]:-]+$`).MatchString(rest) {
			c.t.Errorf("EHLO %q", rest)
		}
		lines := append([]string{"mx.example.com", "SMTPUTF8", "8BITMIME"}, c.offers...)
		if c.secure != nil && !c.mail.encrypted && !c.implicit {
			if _, without := c.answers["STARTTLS"]; !without {
				lines = append(lines, "STARTTLS")
			}
		}
		return c.say(verb, "250-"+strings.Join(lines, "\r\n250-")+"\r\n250 HELP")
	case "STARTTLS":
		if !c.say(verb, "220 go ahead") {
			return false
		}
		c.encrypt()
		c.hello = false // it is to be said again (RFC 3207, 4.2)
		return true
	case "AUTH":
		return c.auth(rest)
	case "MAIL":
		if c.password != "" && c.mail.signedIn == "" {
			return c.say(verb, "530 5.7.0 authentication required")
		}
		c.mail.from = rest
		return c.say(verb, "250 ok")
	case "RCPT":
		if c.mail.from == "" {
			c.t.Error("RCPT before MAIL")
		}
		if own, ok := c.answers["RCPT "+rest]; ok {
			return c.say("", own)
		}
		c.mail.to = append(c.mail.to, rest)
		return c.say(verb, "250 ok")
	case "DATA":
		if len(c.mail.to) == 0 {
			c.t.Error("DATA without a recipient")
		}
		return c.say(verb, "354 go on") && c.text()
	case "*": // an AUTH is given up (RFC 4954, 4)
		return c.say("", "501 given up")
	case "QUIT":
		c.say(verb, "221 bye")
		return false
	default:
		c.t.Errorf("%q", line)
		return c.say("", "500 what?")
	}
}

func (c *session) text() bool {
	var text bytes.Buffer
	for {
		line, err := c.line(1000)
		if err != nil {
			return false
		}
		if line == "." {
			break
		}
		text.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
	}
	mail := c.mail
	mail.text = text.Bytes()
	if own, ok := c.answers["."]; (!ok || strings.HasPrefix(own, "2")) && (c.drop != "." || c.keep) {
		c.mu.Lock()
		c.mails = append(c.mails, mail)
		c.mu.Unlock()
	}
	return c.say(".", "250 queued")
}

// auth lets rollcall in who knows the password, and fails the test where the connection is not encrypted.
func (c *session) auth(rest string) bool {
	if !c.mail.encrypted {
		c.t.Error("AUTH over a connection that is not encrypted")
		return c.say("", "538 5.7.11 encryption required")
	}
	way, initial, _ := strings.Cut(rest, " ")
	ask := func(question string) string {
		if !c.say("", "334 "+base64.StdEncoding.EncodeToString([]byte(question))) {
			return ""
		}
		line, err := c.line(12288) // RFC 4954, 4
		if err != nil {
			return ""
		}
		return plain(line)
	}
	ok := false
	switch way {
	case "PLAIN":
		ok = plain(initial) == "\x00rollcall\x00"+c.password
	case "LOGIN":
		ok = ask("User Name") == "rollcall"
		ok = ask("Password") == c.password && ok
	case "CRAM-MD5":
		const challenge = "<1896.697170952@mx.example.com>"
		mac := hmac.New(md5.New, []byte(c.password))
		mac.Write([]byte(challenge))
		ok = ask(challenge) == "rollcall "+hex.EncodeToString(mac.Sum(nil))
	default:
		c.t.Errorf("AUTH %q", way)
	}
	if !ok {
		return c.say("AUTH", "535 5.7.8 authentication credentials invalid")
	}
	c.mail.signedIn = way
	return c.say("AUTH", "235 welcome")
}

func plain(encoded string) string {
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(text)
}
