package redact

import (
	"regexp"
	"strings"
)

var (
	// lone is token@ in an address.
	lone = regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.\-]*://)[^\s/@?#"'\[:]+(?:\[[^\s/@]*)?@`)
	// pair is the beginning of user:password@ in an address, up to the colon.
	pair = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.\-]*://[^\s/@?#"'\[:]*:`)
	// beyond is where an address ends for certain. Passwords that nobody has escaped hold everything else.
	beyond = regexp.MustCompile(`[\s"<>` + "`" + `]|\\*"|[^\w]?[A-Za-z][A-Za-z0-9+.\-]*://`)
	// port is what stands after the colon where it is that of a host.
	port = regexp.MustCompile(`^\d{1,5}(?:[/?#,;'")\]}]|$)`)
	// notPort is how Go's net/url quotes the part of a password that it took for a port.
	notPort = regexp.MustCompile(`(invalid port ":)(?:[^"\\\r\n]|\\.)+(" after host)`)
	// driver is user:password@ before the network of a database driver for Go.
	driver = regexp.MustCompile(`(?i)\b[\w.\-]+:[^\s"]+@(tcp6?|unix|cloudsql)\(`)
)

// addresses takes the credentials out of addresses.
func addresses(text string) string {
	text = lone.ReplaceAllString(text, "${1}"+Mark+"@")
	text = notPort.ReplaceAllString(text, "${1}"+Mark+"${2}")
	text = driver.ReplaceAllString(text, Mark+"@${1}(")
	var b strings.Builder
	done := 0
	for _, m := range pair.FindAllStringIndex(text, -1) {
		if m[0] < done {
			continue
		}
		rest := text[m[1]:]
		if end := beyond.FindStringIndex(rest); end != nil {
			rest = rest[:end[0]]
		}
		at := strings.LastIndexByte(rest, '@') // a password may hold an at sign, and what follows the last one is the host
		if at < 0 || port.MatchString(rest) {
			continue
		}
		b.WriteString(text[done : m[0]+strings.Index(text[m[0]:], "://")+len("://")])
		b.WriteString(Mark)
		done = m[1] + at
	}
	b.WriteString(text[done:])
	return b.String()
}
