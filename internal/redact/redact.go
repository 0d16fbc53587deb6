package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Mark stands where a secret stood.
const Mark = "[redacted]"

// maxPasses bounds how often a text is gone through: taking one secret out can bring another into view.
const maxPasses = 8

// Text returns the text without its secrets.
func Text(text string) string {
	for range maxPasses {
		redacted := pass(text)
		if redacted == text {
			break
		}
		text = redacted
	}
	return text
}

func pass(text string) string {
	text = escape.ReplaceAllString(text, "")
	text = keyBlock.ReplaceAllString(text, Mark)
	text = keyBlockEnd.ReplaceAllString(text, Mark)
	text = addresses(text)
	text = hook.ReplaceAllString(text, "${1}"+Mark)
	text = authHeader.ReplaceAllStringFunc(text, header)
	text = bearer.ReplaceAllString(text, "${1}"+Mark)
	text = basic.ReplaceAllStringFunc(text, basicCredentials)
	text = commands(text)
	text = settings(text)
	text = flags(text)
	return token.ReplaceAllString(text, Mark)
}

// header keeps the name of a header, and the quotation marks around its value.
func header(match string) string {
	start := authHeader.FindStringSubmatchIndex(match)[2]
	name, value := match[:start], strings.TrimRight(match[start:], " \t")
	open := opening(value)
	inner := value[len(open):]
	end := len(inner)
	if open != "" && strings.HasSuffix(inner, open) {
		end -= len(open)
	}
	if inner[:end] == "" || open == "" && sentence.MatchString(match) && !schemed.MatchString(value) {
		return match
	}
	return name + open + Mark + inner[end:]
}

// basicCredentials takes out what follows the word Basic where it is what a client sends: "Basic authentication" is none.
func basicCredentials(match string) string {
	m := basic.FindStringSubmatch(match)
	code := strings.TrimRight(m[2], "=")
	if len(code)%4 == 1 { // cut off
		code = code[:len(code)-1]
	}
	if text, err := base64.RawStdEncoding.DecodeString(code); err != nil || !utf8.Valid(text) || bytes.IndexByte(text, ':') < 0 {
		return match
	}
	return m[1] + Mark
}
