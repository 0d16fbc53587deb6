package slack_test

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/slack"
)

func mrkdwn(n int) object { return object{"type": "mrkdwn", "text": strings.Repeat("é", n)} }
func plainText(n int) object {
	return object{"type": "plain_text", "text": strings.Repeat("é", n)}
}
func repeat(n int, f func(i int) any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}
func with(o object, k string, v any) object {
	out := maps.Clone(o)
	out[k] = v
	return out
}
func button(id string) object {
	return object{"type": "button", "action_id": id, "text": plainText(4)}
}
func actions(elements ...any) object { return object{"type": "actions", "elements": elements} }
func rich(elements ...any) object    { return object{"type": "rich_text", "elements": elements} }
func option(value string) object     { return object{"text": plainText(3), "value": value} }
func selectOf(n int) object {
	return object{"type": "static_select", "action_id": "s", "placeholder": plainText(3),
		"options": repeat(n, func(i int) any { return option(fmt.Sprint("v", i)) })}
}
func confirmOf(title, body, yes int) object {
	return object{"title": plainText(title), "text": mrkdwn(body), "confirm": plainText(yes), "deny": plainText(2)}
}

// TestBlockLimits: at each documented limit a message is taken, one above it is refused with the place named.
func TestBlockLimits(t *testing.T) {
	t.Parallel()
	section := func(extra string, v any) object { return with(object{"type": "section", "text": mrkdwn(1)}, extra, v) }
	url := func(n int) string { return "https://example.com/" + strings.Repeat("a", n-len("https://example.com/")) }
	for _, c := range []struct {
		name  string
		limit int
		at    string // of the finding one above the limit
		make  func(n int) []any
	}{
		{"blocks", 50, "/blocks", func(n int) []any { return repeat(n, func(int) any { return object{"type": "divider"} }) }},
		{"header text", 150, "/blocks/0/text/text", func(n int) []any { return []any{object{"type": "header", "text": plainText(n)}} }},
		{"section text", 3000, "/blocks/0/text/text", func(n int) []any { return []any{object{"type": "section", "text": mrkdwn(n)}} }},
		{"fields", 10, "/blocks/0/fields", func(n int) []any {
			return []any{object{"type": "section", "fields": repeat(n, func(int) any { return mrkdwn(1) })}}
		}},
		{"field text", 2000, "/blocks/0/fields/0/text", func(n int) []any {
			return []any{object{"type": "section",
				"fields": []any{mrkdwn(n)}}}
		}},
		{"block_id", 255, "/blocks/0/block_id", func(n int) []any {
			return []any{object{"type": "divider", "block_id": strings.Repeat("b", n)}}
		}},
		{"context elements", 10, "/blocks/0/elements", func(n int) []any {
			return []any{object{"type": "context", "elements": repeat(n, func(int) any { return mrkdwn(1) })}}
		}},
		{"context text", 2000, "/blocks/0/elements/0/text", func(n int) []any {
			return []any{object{"type": "context", "elements": []any{mrkdwn(n)}}}
		}},
		{"action elements", 25, "/blocks/0/elements", func(n int) []any {
			return []any{actions(repeat(n, func(i int) any { return button(fmt.Sprint("a", i)) })...)}
		}},
		{"action_id", 255, "/blocks/0/elements/0/action_id", func(n int) []any { return []any{actions(button(strings.Repeat("a", n)))} }},
		{"button text", 75, "/blocks/0/elements/0/text/text", func(n int) []any {
			return []any{actions(with(button("a"), "text",
				plainText(n)))}
		}},
		{"button value", 2000, "/blocks/0/elements/0/value", func(n int) []any {
			return []any{actions(with(button("a"), "value", strings.Repeat("v", n)))}
		}},
		{"button url", 3000, "/blocks/0/elements/0/url", func(n int) []any { return []any{actions(with(button("a"), "url", url(n)))} }},
		{"button accessibility label", 75, "/blocks/0/elements/0/accessibility_label", func(n int) []any {
			return []any{actions(with(button("a"), "accessibility_label", strings.Repeat("v", n)))}
		}},
		{"confirm title", 100, "/blocks/0/elements/0/confirm/title/text", func(n int) []any {
			return []any{actions(with(button("a"), "confirm",
				confirmOf(n, 3, 3)))}
		}},
		{"confirm text", 300, "/blocks/0/elements/0/confirm/text/text", func(n int) []any {
			return []any{actions(with(button("a"), "confirm",
				confirmOf(3, n, 3)))}
		}},
		{"confirm button", 30, "/blocks/0/elements/0/confirm/confirm/text", func(n int) []any {
			return []any{actions(with(button("a"),
				"confirm", confirmOf(3, 3, n)))}
		}},
		{"select options", 100, "/blocks/0/elements/0/options", func(n int) []any { return []any{actions(selectOf(n))} }},
		{"select placeholder", 150, "/blocks/0/elements/0/placeholder/text", func(n int) []any {
			return []any{actions(with(selectOf(1),
				"placeholder", plainText(n)))}
		}},
		{"option text", 75, "/blocks/0/elements/0/options/0/text/text", func(n int) []any {
			return []any{actions(with(selectOf(1), "options", []any{object{"text": plainText(n), "value": "v"}}))}
		}},
		{"option value", 150, "/blocks/0/elements/0/options/0/value", func(n int) []any {
			return []any{actions(with(selectOf(1), "options", []any{option(strings.Repeat("v", n))}))}
		}},
		{"overflow options", 5, "/blocks/0/accessory/options", func(n int) []any {
			return []any{section("accessory", object{"type": "overflow", "action_id": "o", "options": repeat(n,
				func(i int) any { return option(strconv.Itoa(i)) })})}
		}},
		{"image url", 3000, "/blocks/0/image_url", func(n int) []any {
			return []any{object{"type": "image", "image_url": url(n), "alt_text": "x"}}
		}},
		{"alt text", 2000, "/blocks/0/alt_text", func(n int) []any {
			return []any{object{"type": "image", "image_url": "https://example.com/x.png", "alt_text": strings.Repeat("x", n)}}
		}},
		{"image title", 2000, "/blocks/0/title/text", func(n int) []any {
			return []any{object{"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x", "title": plainText(n)}}
		}},
		{"markdown", 12000, "/blocks/0/text", func(n int) []any {
			return []any{object{"type": "markdown", "text": strings.Repeat("m", n)}}
		}},
		{"rich text", 3000, "/blocks/0/elements/0/elements/0/text", func(n int) []any {
			return []any{rich(object{"type": "rich_text_preformatted", "elements": []any{object{"type": "text",
				"text": strings.Repeat("x", n)}}})}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			if a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x",
				"blocks": c.make(c.limit)}); !a.ok() {
				t.Errorf("at the limit of %d: %v", c.limit, a.body)
			}
			a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x", "blocks": c.make(c.limit + 1)})
			if a.code() != "invalid_blocks" || !strings.Contains(a.messages(), "[json-pointer:"+c.at) {
				t.Errorf("at %d: %v, want invalid_blocks at %s", c.limit+1, a.body, c.at)
			}
			if s.Count() != 1 {
				t.Errorf("%d messages stored, want the good one", s.Count())
			}
		})
	}
}

func TestAllBlocksTogether(t *testing.T) {
	t.Parallel()
	s := unlimited()
	blocks := func(last int) []any {
		list := repeat(4, func(int) any { return object{"type": "section", "text": mrkdwn(3000)} })
		return append(list, object{"type": "section", "text": mrkdwn(last)})
	}
	mustPost(t, s, object{"text": "x", "blocks": blocks(1200)})
	if a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x",
		"blocks": blocks(1201)}); a.code() != "msg_blocks_too_long" {
		t.Errorf("13,201 characters: %v", a.body)
	}
}

// TestBlockStructure: what is not Block Kit is refused, and says why.
func TestBlockStructure(t *testing.T) {
	t.Parallel()
	sec := object{"type": "section", "text": mrkdwn(1)}
	link := object{"type": "link", "url": "https://example.com", "text": "x"}
	txt := object{"type": "text", "text": "x", "style": object{"bold": true, "code": true}}
	for name, c := range map[string]struct {
		block any
		want  string // "" is accepted
	}{
		"section":           {sec, ""},
		"section, plain":    {object{"type": "section", "text": object{"type": "plain_text", "text": "x", "emoji": true}}, ""},
		"section, verbatim": {object{"type": "section", "text": object{"type": "mrkdwn", "text": "x", "verbatim": true}}, ""},
		"emoji in mrkdwn": {object{"type": "section", "text": object{"type": "mrkdwn", "text": "x", "emoji": true}},
			"invalid additional property: emoji [json-pointer:/blocks/0/text]"},
		"section without text": {object{"type": "section"}, "must define either `text` or `fields`"},
		"empty text": {object{"type": "section", "text": mrkdwn(0)},
			"must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		"null text":     {object{"type": "section", "text": nil}, "must provide an object [json-pointer:/blocks/0/text]"},
		"no type":       {object{"text": mrkdwn(1)}, "missing required field: type [json-pointer:/blocks/0]"},
		"type a number": {object{"type": 7}, "must provide a string [json-pointer:/blocks/0/type]"},
		"unknown type":  {object{"type": "sektion"}, "unsupported type: sektion [json-pointer:/blocks/0/type]"},
		"unknown key":   {with(sec, "colour", "red"), "invalid additional property: colour [json-pointer:/blocks/0]"},
		"not an object": {"section", "must provide an object [json-pointer:/blocks/0]"},
		"header with mrkdwn": {object{"type": "header", "text": mrkdwn(1)},
			"unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"},
		"header without text": {object{"type": "header"}, "missing required field: text [json-pointer:/blocks/0]"},
		"no fields": {object{"type": "section", "fields": []any{}},
			"no fewer than 1 items allowed [json-pointer:/blocks/0/fields]"},
		"image":                {object{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x"}, ""},
		"image without alt":    {object{"type": "image", "image_url": "https://example.com/a.png"}, "missing required field: alt_text"},
		"image without source": {object{"type": "image", "alt_text": "x"}, "must define exactly one of: image_url, slack_file"},
		"button with bad style": {actions(with(button("a"), "style", "loud")),
			"must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"},
		"button with javascript": {actions(with(button("a"), "url", "javascript:alert(1)")),
			"Invalid URL [json-pointer:/blocks/0/elements/0/url]"},
		"button with relative url": {actions(with(button("a"), "url", "/x")), "Invalid URL"},
		"button with mrkdwn":       {actions(with(button("a"), "text", mrkdwn(1))), "unsupported type: mrkdwn"},
		"same action_id twice":     {actions(button("a"), button("a")), "`action_id` \"a\" already exists"},
		"no elements":              {object{"type": "actions", "elements": []any{}}, "no fewer than 1 items allowed"},
		"divider in actions":       {actions(object{"type": "divider"}), "unsupported type: divider"},
		"confirm without deny": {actions(with(button("a"), "confirm", object{"title": plainText(1), "text": mrkdwn(1),
			"confirm": plainText(1)})), "missing required field: deny"},
		"select with both": {actions(with(selectOf(1), "option_groups", []any{})),
			"must define exactly one of: options, option_groups"},
		"select with url": {actions(with(selectOf(1), "options", []any{with(option("v"), "url", "https://example.com")})),
			"invalid additional property: url"},
		"overflow with url": {object{"type": "section", "text": mrkdwn(1), "accessory": object{"type": "overflow",
			"options": []any{with(option("v"), "url", "https://example.com")}}}, ""},
		"accessory image": {with(sec, "accessory", object{"type": "image", "image_url": "https://example.com/a.png",
			"alt_text": "x"}), ""},
		"accessory of unknown kind": {with(sec, "accessory", object{"type": "gauge"}),
			"unsupported type: gauge [json-pointer:/blocks/0/accessory/type]"},
		"rich text": {rich(object{"type": "rich_text_section", "elements": []any{txt, link, object{"type": "emoji",
			"name": "x"}, object{"type": "user", "user_id": "U1"}, object{"type": "date", "timestamp": 1, "format": "{date}"}}}), ""},
		"rich list": {rich(object{"type": "rich_text_list", "style": "bullet", "indent": 0, "border": 0,
			"elements": []any{object{"type": "rich_text_section", "elements": []any{txt}}}}), ""},
		"rich list in list": {rich(object{"type": "rich_text_list", "style": "bullet",
			"elements": []any{object{"type": "rich_text_list", "style": "bullet",
				"elements": []any{}}}}), "unsupported type: rich_text_list"},
		"rich quote": {rich(object{"type": "rich_text_quote", "elements": []any{txt}}), ""},
		"mention in preformatted": {rich(object{"type": "rich_text_preformatted", "elements": []any{object{"type": "user",
			"user_id": "U1"}}}), "unsupported type: user"},
		"empty rich text": {rich(object{"type": "rich_text_section", "elements": []any{object{"type": "text", "text": ""}}}),
			"must be more than 0 characters"},
		"rich text, unknown style": {rich(object{"type": "rich_text_section", "elements": []any{object{"type": "text", "text": "x",
			"style": object{"blink": true}}}}), "invalid additional property: blink"},
		"text directly in rich_text": {rich(txt), "unsupported type: text"},
		"boolean that is a string":   {with(sec, "expand", "yes"), "must provide a boolean [json-pointer:/blocks/0/expand]"},
		"elements that are no array": {object{"type": "actions", "elements": object{}}, "must provide an array"},
		"number where text should be": {object{"type": "section", "text": object{"type": "mrkdwn", "text": 5}},
			"must provide a string [json-pointer:/blocks/0/text/text]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := call(t, unlimited(), "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x", "blocks": []any{c.block}})
			switch {
			case c.want == "" && !a.ok():
				t.Errorf("refused: %v", a.body)
			case c.want != "" && (a.code() != "invalid_blocks" || !strings.Contains(a.messages(), c.want)):
				t.Errorf("got %v %s, want %q", a.code(), a.messages(), c.want)
			}
		})
	}
}

func TestBlockIDsAreUnique(t *testing.T) {
	t.Parallel()
	d := object{"type": "divider", "block_id": "same"}
	a := call(t, unlimited(), "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x", "blocks": []any{d, d}})
	if a.code() != "invalid_blocks" || !strings.Contains(a.messages(), "[json-pointer:/blocks/1/block_id]") {
		t.Errorf("%v", a.body)
	}
	// action_ids are unique within a block only.
	mustPost(t, unlimited(), object{"text": "x", "blocks": []any{actions(button("a")), actions(button("a"))}})
}
