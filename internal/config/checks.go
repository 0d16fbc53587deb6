package config

import (
	"errors"
	"net"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rollcall.dev/rollcall/internal/schedule"
)

// checkText applies the rule that a check tag names to a text that is not empty. It returns the text in the form in which it
// is kept. Its errors say what is allowed and do not repeat the text, which may be a secret.
func checkText(rule, text string) (string, error) {
	switch rule {
	case "":
		return text, nil
	case "id":
		return text, match(text, `^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$`, "use lower-case letters, digits, - _ and . (at most 63)")
	case "checkin_id":
		return text, match(text, `^[A-Za-z0-9_-]{1,64}$`, "use letters, digits, - and _ (at most 64)")
	case "slug":
		return text, match(text, `^[a-z0-9_-]{1,255}$`, "use lower-case letters, digits, - and _ (at most 255)")
	case "label":
		return text, match(text, `^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$`, "use letters, digits, - _ . and / (at most 63)")
	case "image":
		return text, match(text, `^[a-z0-9][A-Za-z0-9._:/@-]{0,500}$`, "use the name of an image, such as registry.example.com/rollcall:v1")
	case "service":
		return text, match(text, `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`, "use NAMESPACE/NAME of a Service")
	case "glob":
		if _, err := path.Match(text, ""); err != nil {
			return "", errors.New("use a pattern with * ? and [a-z], such as billing-*")
		}
		return text, nil
	case "zone":
		if _, err := schedule.Zone(text); err != nil {
			return "", errors.New("use a time zone of the IANA database, such as Europe/Berlin or UTC")
		}
		return text, nil
	case "instant":
		_, err := instant(text)
		return text, err
	case "listen":
		return text, checkListen(text)
	case "base_url":
		return strings.TrimRight(text, "/"), checkURL(text, false, "http", "https")
	case "https_url":
		return text, checkURL(text, false, "https")
	case "url":
		return text, checkURL(text, true, "http", "https")
	default:
		return checkReceiver(rule, text)
	}
}

func match(text, pattern, allowed string) error {
	if !regexp.MustCompile(pattern).MatchString(text) {
		return errors.New(allowed)
	}
	return nil
}

// checkListen accepts host:port with an IP address, a host name or nothing as its host.
func checkListen(text string) error {
	host, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || strings.ContainsAny(host, " /") {
		return errors.New("use HOST:PORT such as 127.0.0.1:8080, or :8080 for all addresses")
	}
	return nil
}

// checkURL accepts absolute URLs of some schemes; query and user only where they are a part of the address.
func checkURL(text string, query bool, schemes ...string) error {
	allowed := "use " + strings.Join(schemes, ":// or ") + ":// and a host"
	if !query {
		allowed += ", without user, query and fragment"
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Fragment != "" || strings.ContainsAny(text, " \t\r\n") {
		return errors.New(allowed)
	}
	if !query && (u.RawQuery != "" || u.ForceQuery || u.User != nil || strings.Contains(text, "#")) {
		return errors.New(allowed)
	}
	if !slices.Contains(schemes, u.Scheme) {
		return errors.New(allowed)
	}
	return nil
}

// hasPassword says whether a URL carries a password.
func hasPassword(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return err != nil
	}
	_, set := u.User.Password()
	return set
}
