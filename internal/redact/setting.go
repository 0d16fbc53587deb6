package redact

import (
	"regexp"
	"slices"
	"strings"
)

// assignment is the name of a setting and what stands between it and its value: name=, name: , "name": .
var assignment = regexp.MustCompile(`([A-Za-z0-9_][\w.\-]*)(\\*["'])?([ \t]*)(=>|:=|={1,3}|:)`)

// setting is an assignment with its value.
type setting struct {
	name    string
	before  byte   // what stands before the name
	quote   string // what ends the name
	gap     string // the blanks before the separator
	sign    string // the separator
	spaced  bool   // a blank follows it
	value   value
	follows string // the line after the value
}

// settings takes out the values of settings that have the name of a secret.
func settings(text string) string {
	var b strings.Builder
	done := 0
	for _, m := range assignment.FindAllStringSubmatchIndex(text, -1) {
		if m[0] < done || secrecyOf(text[m[2]:m[3]]) == public {
			continue
		}
		s := settingAt(text, m)
		if s.value.text == "" || s.value.text == Mark || !s.secret() {
			continue
		}
		b.WriteString(text[done:s.value.start] + Mark)
		done = s.value.end
	}
	b.WriteString(text[done:])
	return b.String()
}

func settingAt(text string, m []int) setting {
	s := setting{name: text[m[2]:m[3]], gap: text[m[6]:m[7]], sign: text[m[8]:m[9]], value: readValue(text, m[1])}
	if m[0] > 0 {
		s.before = text[m[0]-1]
	}
	if m[4] >= 0 {
		s.quote = text[m[4]:m[5]]
	}
	s.spaced = strings.HasPrefix(text[m[1]:], " ")
	s.follows, _, _ = strings.Cut(text[s.value.end:], "\n")
	return s
}

// secret reports whether the value is one.
func (s setting) secret() bool {
	word := strings.ToLower(s.value.text)
	switch {
	case slices.Contains([]string{"true", "false", "null", "nil", "none", "<nil>", "undefined"}, word):
		return false
	case s.sign == ":" && !s.value.quoted && (strings.HasPrefix(word, ":") || s.isObject() || s.isProse()):
		return false
	}
	switch secrecyOf(s.name) {
	case hinted:
		return !isOrdinary(word) && (s.bound() || len(wordsOf(s.name)) > 1)
	case lengthy:
		return (s.bound() || s.before == '&' || s.before == '?') && len(word) >= leastLength
	case counted:
		return strings.Trim(word, "0123456789._,%") != ""
	default:
		return true
	}
}

// leastLength is how long a signature is at least.
const leastLength = 16

// bound reports whether the value belongs to the name for certain: name=value, or "name": "value".
func (s setting) bound() bool {
	return s.sign == "=" && s.gap == "" && !s.spaced || s.quote != "" && s.value.quoted
}

// isOrdinary reports whether a value is one of those that settings with an ambiguous name have.
func isOrdinary(word string) bool {
	return len(word) <= 3 && strings.Trim(word, "0123456789") == "" || slices.Contains([]string{
		"yes", "no", "on", "off", "ok", "required", "optional", "enabled", "disabled", "failed", "basic", "digest", "oauth", "oauth2",
		"bearer", "md5", "plain", "login",
	}, word)
}

var (
	// tag is the version of an image.
	tag = regexp.MustCompile(`^(?:v?\d+\.[\w.\-]+|latest)$`)
	// objectName is a name that Kubernetes gives to objects.
	objectName = regexp.MustCompile(`^[a-z0-9.]+(?:-[a-z0-9.]+)+$`)
	// proseWord is the first word of what is said of something, as far as no secret looks like it.
	proseWord = regexp.MustCompile(`^(?:[A-Za-z]?[a-z']{0,14}|[A-Z]{1,5}|\d{1,3}(?:/\d{1,3})?)[,:]?$`)
	// proseRest is what follows such a word.
	proseRest = regexp.MustCompile(`^[,:]?[ \t]+["'(/\[]?\w[^\s=]*(?:\s|$)`)
)

// isObject reports whether the name is that of an object, or of an image or a host: shop/token: , "db-credentials" : , "app-token:1.5".
func (s setting) isObject() bool {
	image := !s.spaced && objectName.MatchString(s.name) && tag.MatchString(s.value.text)
	return s.before == '/' || s.before == '@' || s.quote != "" && s.gap != "" || image
}

// isProse reports whether what follows is a sentence about something of that name: report-token: readiness probe failed.
func (s setting) isProse() bool {
	words := wordsOf(s.name)
	last := strings.TrimSuffix(words[len(words)-1], "s")
	named := s.quote != "" || objectName.MatchString(s.name) || slices.Contains([]string{"token", "secret", "credential"}, last)
	return named && s.spaced && proseWord.MatchString(s.value.text) && proseRest.MatchString(s.follows)
}
