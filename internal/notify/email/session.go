package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// patience is how long a mail may take in all. A server may think about a text for minutes before it answers (RFC 5321, 4.5.3.2.6);
// that many we do not have.
const patience = 60 * time.Second

// open connects, encrypts, introduces us and signs in. No error of it is about the mail.
func (n *Notifier) open(ctx context.Context) (*smtp.Client, func(), error) {
	conn, err := n.deps.Dial(ctx, "tcp", n.config.Server)
	if err != nil {
		return nil, nil, &notify.RetryError{Err: fmt.Errorf("connecting to %s: %w", n.config.Server, err)}
	}
	until := time.Now().Add(patience)
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	_ = conn.SetDeadline(until)                                                      // a connection that takes no deadline is over already
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) }) // wakes whoever reads or writes
	end := func() {
		stop()
		_ = conn.Close() // what was to be said was said
	}
	client, err := n.greet(ctx, conn)
	if err != nil {
		end()
		return nil, nil, beforehand(err)
	}
	return client, end, nil
}

// greet makes an SMTP session of a connection.
func (n *Notifier) greet(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	secure := &tls.Config{ServerName: n.host, RootCAs: n.deps.Roots, MinVersion: tls.VersionTLS12}
	if n.config.TLS == fullTLS {
		encrypted := tls.Client(conn, secure)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, fmt.Errorf("encrypting: %w", err)
		}
		conn = encrypted
	}
	client, err := smtp.NewClient(conn, n.host)
	if err != nil {
		return nil, fmt.Errorf("waiting for the greeting: %w", err)
	}
	if err := client.Hello(n.config.Hello); err != nil {
		return nil, fmt.Errorf("greeting as %s: %w", n.config.Hello, err)
	}
	if n.config.TLS == startTLS {
		if ok, _ := client.Extension("STARTTLS"); !ok {
			return nil, errors.New("the server does not offer STARTTLS: set tls to tls where it encrypts from the start, or to none")
		}
		if err := client.StartTLS(secure); err != nil {
			return nil, fmt.Errorf("encrypting: %w", err)
		}
	}
	return client, n.signIn(client)
}

// signIn says who we are, in the way that the server offers. Over an encrypted connection PLAIN is as good as any, and the one that
// every server can do: CRAM-MD5 takes one that keeps passwords in the clear.
func (n *Notifier) signIn(client *smtp.Client) error {
	if n.config.Username == "" {
		return nil
	}
	if _, encrypted := client.TLSConnectionState(); !encrypted {
		return errors.New("signing in: the connection is not encrypted")
	}
	_, offered := client.Extension("AUTH")
	var auth smtp.Auth
	for _, way := range []string{"PLAIN", "LOGIN", "CRAM-MD5"} {
		if !offers(offered, way) {
			continue
		}
		switch way {
		case "PLAIN":
			auth = smtp.PlainAuth("", n.config.Username, n.config.Password, n.host)
		case "LOGIN":
			auth = &login{username: n.config.Username, password: n.config.Password}
		default:
			auth = smtp.CRAMMD5Auth(n.config.Username, n.config.Password)
		}
		break
	}
	if auth == nil {
		return fmt.Errorf("signing in: the server offers %q: want PLAIN, LOGIN or CRAM-MD5", offered)
	}
	if err := client.Auth(auth); err != nil {
		return fmt.Errorf("signing in as %s: %w", n.config.Username, err)
	}
	return nil
}

func offers(list, way string) bool {
	for offered := range strings.FieldsSeq(list) {
		if strings.EqualFold(offered, way) {
			return true
		}
	}
	return false
}

// login is the way that older servers know (draft-murchison-sasl-login): two questions, the name and the password.
type login struct {
	username, password string
	asked              int
}

// Start implements smtp.Auth.
func (l *login) Start(server *smtp.ServerInfo) (proto string, toServer []byte, err error) {
	if !server.TLS {
		return "", nil, errors.New("the connection is not encrypted")
	}
	return "LOGIN", nil, nil
}

// Next implements smtp.Auth. The questions are told by their order: their words differ between servers.
func (l *login) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	l.asked++
	switch l.asked {
	case 1:
		return []byte(l.username), nil
	case 2:
		return []byte(l.password), nil
	default:
		return nil, errors.New("the server asks for more than a name and a password")
	}
}
