package slack

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slack's mrkdwn (https://docs.slack.dev/messaging/formatting-message-text). Control sequences in angle brackets act everywhere,
// between backticks too: that is why untrusted text has to be escaped and cannot be fenced in.

var (
	emojiForm = regexp.MustCompile(`^:([a-z0-9_+'-]{1,64}):`)
	urlForm   = regexp.MustCompile(`^https?://[^\s<>|"]+`)
	groupForm = regexp.MustCompile(`^!subteam\^([A-Z0-9]+)(?:\|(.*))?$`)
)

// names resolves ids for drawing.
type names struct{ users, channels, groups map[string]string }

// mrkdwn draws a text. markup false is "mrkdwn": false – control sequences still act, stars and backticks do not.
func (n names) mrkdwn(s string, markup bool) []node {
	var out []node
	for s != "" {
		if markup {
			if body, rest, ok := fenced(s, "```"); ok {
				out = append(out, group("pre", n.inline(strings.TrimPrefix(body, "\n"), false)...))
				s = strings.TrimPrefix(rest, "\n")
				continue
			}
			if strings.HasPrefix(s, "&gt;") {
				line, rest, _ := strings.Cut(s, "\n")
				out = append(out, group("quote", n.inline(strings.TrimPrefix(strings.TrimPrefix(line, "&gt;"), " "), true)...))
				s = rest
				continue
			}
		}
		end := len(s)
		if i := strings.Index(s, "\n"); i >= 0 {
			end = i
		}
		if i := strings.Index(s[:end], "```"); markup && i > 0 {
			if _, _, ok := fenced(s[i:], "```"); ok {
				end = i
			}
		}
		out = append(out, n.inline(s[:end], markup)...)
		s = s[end:]
		if strings.HasPrefix(s, "\n") {
			out, s = append(out, node{Kind: "br"}), s[1:]
		}
	}
	return out
}

// fenced splits s after an opening mark at its start and the next closing one; an empty body is none.
func fenced(s, mark string) (body, rest string, ok bool) {
	inner, opened := strings.CutPrefix(s, mark)
	if !opened {
		return "", s, false
	}
	body, rest, ok = strings.Cut(inner, mark)
	return body, rest, ok && body != ""
}

// inline draws one line. In code (markup false) only control sequences and entities mean something.
func (n names) inline(s string, markup bool) []node {
	var out []node
	var run strings.Builder
	flush := func() {
		if run.Len() > 0 {
			out = append(out, text(unescape(run.String())))
			run.Reset()
		}
	}
	boundary := true // a style can open here
	for s != "" {
		if x, rest, ok := n.control(s); ok {
			flush()
			out, s, boundary = append(out, x), rest, false
			continue
		}
		if markup {
			if x, rest, ok := n.styled(s, boundary); ok {
				flush()
				out, s, boundary = append(out, x), rest, false
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(s)
		run.WriteString(s[:size])
		s, boundary = s[size:], !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	flush()
	return out
}

// styled takes a styled piece, an emoji or a bare address from the start of s.
func (n names) styled(s string, boundary bool) (node, string, bool) {
	if m := emojiForm.FindStringSubmatch(s); m != nil {
		if e := emoji(m[1]); e != "" {
			return node{Kind: "emoji", Text: e, Note: m[0]}, s[len(m[0]):], true
		}
	}
	if !boundary {
		return node{}, s, false
	}
	if u := urlForm.FindString(s); u != "" {
		u = strings.TrimRight(u, ".,;:!?)")
		return node{Kind: "link", URL: unescape(u), Kids: []node{text(unescape(u))}}, s[len(u):], true
	}
	for _, style := range []struct{ mark, kind string }{{"`", "code"}, {"*", "bold"}, {"_", "italic"}, {"~", "strike"}} {
		body, rest, ok := fenced(s, style.mark)
		if !ok || strings.TrimSpace(body) != body || strings.Contains(body, "\n") {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(rest); rest != "" && (unicode.IsLetter(after) || unicode.IsDigit(after)) {
			continue
		}
		return group(style.kind, n.inline(body, style.kind != "code")...), rest, true
	}
	return node{}, s, false
}

// control takes <…> from the start of s.
func (n names) control(s string) (node, string, bool) {
	if !strings.HasPrefix(s, "<") {
		return node{}, s, false
	}
	body, rest, closed := strings.Cut(s[1:], ">")
	if !closed || body == "" || strings.Contains(body, "<") {
		return node{}, s, false
	}
	head, label, labelled := strings.Cut(body, "|")
	show := func(known map[string]string, id, mark string) string {
		if name, ok := known[id]; ok {
			return mark + name
		}
		if labelled {
			return mark + unescape(label)
		}
		return mark + id
	}
	switch {
	case strings.HasPrefix(head, "@"):
		return node{Kind: "mention", Text: show(n.users, head[1:], "@"), Note: head[1:]}, rest, true
	case strings.HasPrefix(head, "#"):
		return node{Kind: "channel", Text: show(n.channels, head[1:], "#")}, rest, true
	case head == "!here" || head == "!channel" || head == "!everyone":
		return node{Kind: "broadcast", Text: "@" + head[1:], Note: head[1:]}, rest, true
	case groupForm.MatchString(body):
		id := groupForm.FindStringSubmatch(body)[1]
		return node{Kind: "mention", Text: show(n.groups, id, "@"), Note: id}, rest, true
	case strings.HasPrefix(head, "!date^"):
		return node{Kind: "date", Text: date(head, unescape(label))}, rest, true
	case strings.HasPrefix(head, "!"):
		return text("<" + unescape(label) + ">"), rest, true
	}
	shown := head
	if labelled && label != "" {
		shown = label
	}
	return node{Kind: "link", URL: unescape(head), Kids: []node{text(unescape(shown))}}, rest, true
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}
