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

	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/schedule"
)

// checkText applies the rule that a check tag names to a text that is not empty. It returns the text in the form in which it
// is kept. Its errors say what is allowed and do not repeat the text, which may be a secret.
func checkText(rule, text string) (string, error) {
	if expression, allowed := pattern(rule); expression != "" {
		return text, match(text, expression, allowed)
	}
	switch rule {
	case "":
		return text, nil
	case "hours":
		_, err := ownership.ParseWeek(text)
		return text, err
	case "holiday":
		_, err := ownership.ParseHoliday(text)
		return text, err
	case "date":
		_, err := ownership.ParseDate(text)
		return text, err
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

// pattern is the regular expression of a rule that is one, and what it allows, in words; empty for any other.
func pattern(rule string) (expression, allowed string) {
	switch rule {
	case "id":
		return `^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$`, "use lower-case letters, digits, - _ and . (at most 63)"
	case "checkin_id":
		return `^[A-Za-z0-9_-]{1,64}$`, "use letters, digits, - and _ (at most 64)"
	case "slug":
		return `^[a-z0-9_-]{1,255}$`, "use lower-case letters, digits, - and _ (at most 255)"
	case "label":
		return `^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$`, "use letters, digits, - _ . and / (at most 63)"
	case "slack_channel":
		return `^[CDG][A-Z0-9]{4,30}$`, "use the id of the channel, such as C012345; Slack shows it at the end of the channel's details"
	case "slack_usergroup":
		return `^S[A-Z0-9]{4,30}$`, "use the id of the user group, such as S012345; Slack shows it in the group's details"
	case "annotation":
		return `^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`,
			"use the key of an annotation, such as a8r.io/owner"
	case "slack_token":
		return `^xox[a-z]-\S+$`, "use a bot token, which begins with xoxb-"
	case "slack_app_token":
		return `^xapp-\S+$`, "use an app-level token, which begins with xapp-"
	case "routing_key":
		return `^[A-Za-z0-9]{32}$`, "use the integration key of an Events API v2 integration, which has 32 letters and digits"
	case "image":
		return `^[a-z0-9][A-Za-z0-9._:/@-]{0,500}$`, "use the name of an image, such as registry.example.com/rollcall:v1"
	case "host":
		return `^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$`, "use a host as in a URL, in lower case, such as wiki.example.com"
	case "service_account":
		return `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`, "use NAMESPACE/NAME of a ServiceAccount"
	case "service":
		return `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`, "use NAMESPACE/NAME of a Service"
	default:
		return "", ""
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
