package kube

import (
	"strings"
	"unicode/utf8"
)

// clip returns the beginning of a text, at most limit bytes of it and valid UTF-8.
func clip(text string, limit int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= limit {
		return text
	}
	cut := limit - len("…")
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:max(cut, 0)] + "…"
}

// tail returns the end of a text, at most lines lines and limit bytes of it and valid UTF-8. What is cut off at the beginning
// of its first line is marked.
func tail(text string, lines, limit int) string {
	text = strings.TrimRight(strings.ToValidUTF8(text, "\uFFFD"), "\r\n")
	from := len(text)
	for range lines {
		if from = strings.LastIndexByte(text[:from], '\n'); from < 0 {
			break
		}
	}
	text = text[from+1:]
	if len(text) <= limit {
		return text
	}
	cut := len(text) - limit + len("…")
	for cut < len(text) && !utf8.RuneStart(text[cut]) {
		cut++
	}
	return "…" + text[cut:]
}
