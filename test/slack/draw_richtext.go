package slack

import (
	"encoding/json"
	"strings"
)

// rich draws the parts of a rich_text block.
func (n names) rich(v any) []node {
	var out []node
	for _, e := range objects(v) {
		switch word(e, "type") {
		case "rich_text_section":
			out = append(out, group("para", n.richInline(e["elements"])...))
		case "rich_text_preformatted":
			out = append(out, group("pre", n.richInline(e["elements"])...))
		case "rich_text_quote":
			out = append(out, group("quote", n.richInline(e["elements"])...))
		case "rich_text_list":
			list := node{Kind: word(e, "style") + "_list"}
			for _, item := range objects(e["elements"]) {
				list.Kids = append(list.Kids, group("item", n.richInline(item["elements"])...))
			}
			out = append(out, list)
		}
	}
	return out
}

func (n names) richInline(v any) []node {
	elements := objects(v)
	out := make([]node, 0, len(elements))
	for _, e := range elements {
		out = append(out, styledBy(objectOf(e["style"]), n.richElement(e)))
	}
	return out
}

func (n names) richElement(e map[string]any) node {
	named := func(known map[string]string, id string) string {
		if name, ok := known[id]; ok {
			return name
		}
		return id
	}
	switch word(e, "type") {
	case "text":
		return group("span", lines(word(e, "text"))...)
	case "link":
		shown := word(e, "text")
		if shown == "" {
			shown = word(e, "url")
		}
		return node{Kind: "link", URL: word(e, "url"), Kids: []node{text(shown)}}
	case "emoji":
		if c := emoji(word(e, "name")); c != "" {
			return node{Kind: "emoji", Text: c}
		}
		return text(":" + word(e, "name") + ":")
	case "user":
		id := word(e, "user_id")
		return node{Kind: "mention", Text: "@" + named(n.users, id), Note: id}
	case "usergroup":
		id := word(e, "usergroup_id")
		return node{Kind: "mention", Text: "@" + named(n.groups, id), Note: id}
	case "channel":
		return node{Kind: "channel", Text: "#" + named(n.channels, word(e, "channel_id"))}
	case "broadcast":
		return node{Kind: "broadcast", Text: "@" + word(e, "range"), Note: word(e, "range")}
	case "date":
		num, _ := e["timestamp"].(json.Number)
		seconds, err := num.Int64()
		if err != nil {
			return text(word(e, "fallback"))
		}
		return node{Kind: "date", Text: formatDate(seconds, word(e, "format"))}
	}
	return text(word(e, "value"))
}

// lines draws text with its line ends; nothing in it acts.
func lines(s string) []node {
	var out []node
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			out = append(out, node{Kind: "br"})
		}
		out = append(out, text(line))
	}
	return out
}

func styledBy(style map[string]any, n node) node {
	for _, k := range []string{"bold", "italic", "strike", "code"} {
		if on, _ := style[k].(bool); on {
			n = group(k, n)
		}
	}
	return n
}
