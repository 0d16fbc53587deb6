package slack

import (
	"encoding/json"
	"strconv"
	"strings"
)

// draw is the message as Slack would show it: the blocks, or the text where there are none, and then the attachments.
func (n names) draw(m Message) []node {
	if m.Deleted {
		return []node{labelled("context", "This message was deleted.")}
	}
	var out []node
	if len(m.Blocks) == 0 && m.Text != "" {
		out = append(out, group("message", n.mrkdwn(m.Text, !m.NoMrkdwn)...))
	}
	for _, b := range m.Blocks {
		out = append(out, n.block(b))
	}
	for _, a := range m.Attachments {
		out = append(out, n.attachment(a))
	}
	return out
}

func (n names) block(b map[string]any) node {
	switch word(b, "type") {
	case "header":
		return group("header", n.textObject(b["text"])...)
	case "section":
		return n.section(b)
	case "divider":
		return node{Kind: "divider"}
	case "image":
		return picture(b)
	case "context":
		out := node{Kind: "context"}
		for _, e := range objects(b["elements"]) {
			if word(e, "type") == "image" {
				out.Kids = append(out.Kids, picture(e))
			} else {
				out.Kids = append(out.Kids, group("item_inline", n.textObject(e)...))
			}
		}
		return out
	case "actions":
		out := node{Kind: "actions"}
		for _, e := range objects(b["elements"]) {
			out.Kids = append(out.Kids, n.element(e))
		}
		return out
	case "rich_text":
		return group("body", n.rich(b["elements"])...)
	case "markdown":
		return labelled("section", word(b, "text"))
	case "input":
		return group("section", group("body", n.textObject(b["label"])...), n.element(objectOf(b["element"])))
	}
	return node{}
}

func (n names) section(b map[string]any) node {
	out := node{Kind: "section"}
	if t := b["text"]; t != nil {
		out.Kids = append(out.Kids, group("body", n.textObject(t)...))
	}
	if list := objects(b["fields"]); len(list) > 0 {
		fields := node{Kind: "fields"}
		for _, f := range list {
			fields.Kids = append(fields.Kids, group("field", n.textObject(f)...))
		}
		out.Kids = append(out.Kids, fields)
	}
	if a := objectOf(b["accessory"]); a != nil {
		out.Kids = append(out.Kids, group("accessory", n.element(a)))
	}
	return out
}

// textObject draws plain_text or mrkdwn. In plain_text nothing acts; only emoji are drawn.
func (n names) textObject(v any) []node {
	t := objectOf(v)
	s := word(t, "text")
	if word(t, "type") == "mrkdwn" {
		return n.mrkdwn(s, true)
	}
	var out []node
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			out = append(out, node{Kind: "br"})
		}
		out = append(out, plainText(line)...)
	}
	return out
}

func plainText(s string) []node {
	var out []node
	from := 0
	for i := 0; i < len(s); {
		m := emojiForm.FindStringSubmatch(s[i:])
		if len(m) < 2 || emoji(m[1]) == "" {
			i++
			continue
		}
		if i > from {
			out = append(out, text(s[from:i]))
		}
		out = append(out, node{Kind: "emoji", Text: emoji(m[1]), Note: m[0]})
		i += len(m[0])
		from = i
	}
	if from < len(s) {
		out = append(out, text(s[from:]))
	}
	return out
}

func picture(b map[string]any) node {
	return node{Kind: "image", Text: word(b, "alt_text"), URL: word(b, "image_url")}
}

// element draws an interactive element as what it looks like before anyone touches it.
func (n names) element(e map[string]any) node {
	out := node{Kind: "select", Text: flat(n.textObject(e["placeholder"])), Note: word(e, "action_id")}
	switch kind := word(e, "type"); kind {
	case "image":
		return picture(e)
	case "button":
		out.Kind, out.Text, out.URL = "button", flat(n.textObject(e["text"])), word(e, "url")
		out.Kids = []node{{Kind: "style", Text: word(e, "style")}}
	case "overflow":
		out.Kind, out.Text = "overflow", "⋯"
	default:
		if out.Text == "" {
			out.Text = strings.ReplaceAll(kind, "_", " ")
		}
	}
	for _, o := range objects(e["options"]) {
		out.Kids = append(out.Kids, labelled("option", flat(n.textObject(o["text"]))))
	}
	if c := objectOf(e["confirm"]); c != nil {
		out.Note = flat(n.textObject(c["title"])) + ": " + flat(n.textObject(c["text"]))
	}
	return out
}

func (n names) attachment(a map[string]any) node {
	out := node{Kind: "attachment", Note: word(a, "color")}
	add := func(kind, s string) {
		if s != "" {
			out.Kids = append(out.Kids, group(kind, n.mrkdwn(s, true)...))
		}
	}
	add("message", word(a, "pretext"))
	add("context", word(a, "author_name"))
	if t := word(a, "title"); t != "" {
		kids := n.mrkdwn(t, true)
		if u := word(a, "title_link"); u != "" {
			kids = []node{{Kind: "link", URL: u, Kids: kids}}
		}
		out.Kids = append(out.Kids, group("message", group("bold", kids...)))
	}
	add("message", word(a, "text"))
	if list := objects(a["fields"]); len(list) > 0 {
		fields := node{Kind: "fields"}
		for _, f := range list {
			fields.Kids = append(fields.Kids, group("field",
				append([]node{group("bold", text(word(f, "title"))), {Kind: "br"}}, n.mrkdwn(word(f, "value"), true)...)...))
		}
		out.Kids = append(out.Kids, fields)
	}
	for _, b := range objects(a["blocks"]) {
		out.Kids = append(out.Kids, n.block(b))
	}
	add("context", word(a, "footer"))
	return out
}

// word is a string of a JSON object, or "".
func word(m map[string]any, key string) string {
	switch v := m[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func objectOf(v any) map[string]any { m, _ := v.(map[string]any); return m }

func objects(v any) []map[string]any {
	list, _ := v.([]any)
	out := make([]map[string]any, 0, len(list))
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}
