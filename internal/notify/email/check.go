package email

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strconv"
	"strings"
)

// The ways to encrypt.
const (
	startTLS = "starttls"
	fullTLS  = "tls"
	noTLS    = "none"
)

// check says what is wrong with a Config, apart from its addresses, and returns the host of the server.
func check(c Config) (host string, err error) {
	host, port, err := net.SplitHostPort(c.Server)
	number, portErr := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || host == "" || portErr != nil || number == 0:
		return "", fmt.Errorf("server is %q: want HOST:PORT, such as smtp.example.com:587", c.Server)
	case c.TLS != startTLS && c.TLS != fullTLS && c.TLS != noTLS:
		return "", fmt.Errorf("tls is %q: want starttls, tls or none", c.TLS)
	case c.Username != "" && c.TLS == noTLS:
		return "", errors.New("username is set and tls is none: a password is never sent over a connection that is not encrypted")
	case c.Username == "" && c.Password != "":
		return "", errors.New("password is set and username is not")
	case c.Hello != "" && !hostLike(c.Hello):
		return "", fmt.Errorf("hello is %q: want the name of a host", c.Hello)
	}
	return host, nil
}

// hostname is that of this machine where it can be said to a server.
func hostname() string {
	if name, err := os.Hostname(); err == nil && hostLike(name) {
		return name
	}
	return "localhost"
}

// hostLike reports whether s is letters, digits, dots and hyphens, or an address in brackets (RFC 5321, 4.1.3).
func hostLike(s string) bool {
	inner, literal := strings.CutPrefix(s, "[")
	if literal {
		inner, literal = strings.CutSuffix(inner, "]")
		return literal && !strings.ContainsFunc(inner, func(r rune) bool { return !letter(r) && r != '.' && r != ':' })
	}
	return s != "" && len(s) <= 255 && !strings.ContainsFunc(s, func(r rune) bool { return !letter(r) && r != '.' && r != '-' })
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }

const maxAddress = 254 // characters (RFC 5321, 4.5.3.1.3, without its angle brackets)

// address reads one mailbox. What is beyond ASCII in it would take a server that knows SMTPUTF8, and so would every one after it:
// a domain is to be written in its encoded form.
func address(s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return nil, fmt.Errorf("%q is no mail address (%s): want one such as team@example.com", s, strings.TrimPrefix(err.Error(), "mail: "))
	}
	local, domain := halves(a.Address)
	plain := !strings.ContainsFunc(local, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),:;<>@[\]`, r) })
	if !plain || local == "" || !hostLike(domain) || len(a.Address) > maxAddress || strings.ContainsAny(a.Name, "\r\n") {
		return nil, fmt.Errorf("%q is no mail address that every server takes: want one in ASCII, such as team@example.com", s)
	}
	return a, nil
}

// halves are what stands before and after the last @ of an address.
func halves(of string) (local, domain string) {
	at := strings.LastIndexByte(of, '@')
	if at < 0 {
		return of, ""
	}
	return of[:at], of[at+1:]
}

const maxRecipients = 100 // what every server takes at once (RFC 5321, 4.5.3.1.8)

// recipients are those of a destination's address, or else those that were configured.
func (n *Notifier) recipients(of string) ([]*mail.Address, error) {
	if of == "" {
		if len(n.to) == 0 {
			return nil, errors.New("the destination names no recipient, and the receiver has none of its own")
		}
		return n.to, nil
	}
	parts := strings.Split(of, ",")
	if len(parts) > maxRecipients {
		return nil, fmt.Errorf("the destination names %d recipients: at most %d are allowed", len(parts), maxRecipients)
	}
	to := make([]*mail.Address, 0, len(parts))
	for _, part := range parts {
		a, err := address(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		to = append(to, a)
	}
	return to, nil
}
