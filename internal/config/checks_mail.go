package config

import (
	"errors"
	"mime"
	"net"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
)

// checkServer accepts host:port of a server that is somewhere.
func checkServer(text string) error {
	host, port, err := net.SplitHostPort(text)
	number, portErr := strconv.ParseUint(port, 10, 16)
	if err != nil || portErr != nil || number == 0 || host == "" || strings.ContainsAny(host, " /@") {
		return errors.New("use HOST:PORT, such as smtp.example.com:587")
	}
	return nil
}

// checkMailbox accepts one address in ASCII, with or without a name, that every mail server takes.
func checkMailbox(text string) error {
	a, err := mail.ParseAddress(text)
	if err != nil || len(a.Address) > 254 || strings.ContainsAny(text, "\r\n") ||
		!regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$").MatchString(a.Address) {
		return errors.New("use a mail address in ASCII, such as team@example.com or \"Team <team@example.com>\"")
	}
	return nil
}

// checkMediaType accepts the value of a Content-Type.
func checkMediaType(text string) error {
	kind, _, err := mime.ParseMediaType(text)
	if err != nil || !strings.Contains(kind, "/") || strings.ContainsAny(text, "\r\n") {
		return errors.New("use a media type, such as text/plain; charset=utf-8")
	}
	return nil
}
