package slack

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Documented limits of what is around the blocks, in characters, items or bytes.
const (
	maxPostText    = 40000 // longer is truncated
	maxUpdateText  = 4000
	maxAttachments = 100
	maxMetadata    = 16 << 10 // bytes; undocumented, "metadata_too_large" is
)

// content reads text, blocks, attachments and metadata of a call. given says which of them the call has at all.
type given struct{ text, blocks, attachments, metadata bool }

func (s *Server) content(a args) (Content, given, reply) {
	var c Content
	var has given
	c.Text, has.text = a["text"]
	if text, there := a["blocks"]; there && text != "" {
		has.blocks = true
		list, problems, code := s.parseBlocks([]byte(text))
		if code != "" {
			return c, has, invalid(code, problems)
		}
		c.Blocks = list
	}
	if text, there := a["attachments"]; there && text != "" {
		has.attachments = true
		list, problems, code := s.parseAttachments([]byte(text))
		if code != "" {
			return c, has, invalid(code, problems)
		}
		c.Attachments = list
	}
	if text, there := a["metadata"]; there && text != "" {
		has.metadata = true
		m, code := parseMetadata([]byte(text))
		if code != "" {
			return c, has, fail(code)
		}
		c.Metadata = m
	}
	return c, has, reply{}
}

// invalid is an error with its findings, shaped as Slack does.
func invalid(code string, problems []string) reply {
	if len(problems) == 0 {
		return fail(code)
	}
	messages := make([]string, len(problems))
	for i, p := range problems {
		messages[i] = "[ERROR] " + p
	}
	return reply{err: code, extra: map[string]any{"errors": problems, "response_metadata": map[string]any{"messages": messages}}}
}

func (s *Server) parseBlocks(text []byte) (list []map[string]any, problems []string, code string) {
	v, err := parseJSON(text)
	if err != nil {
		return nil, nil, "invalid_blocks_format"
	}
	items, isList := v.([]any)
	if !isList {
		return nil, nil, "invalid_blocks_format"
	}
	c := newCheck()
	s.blocks(c, "/blocks", v)
	switch {
	case len(c.problems) > 0:
		return nil, c.problems, "invalid_blocks"
	case c.textTotal > maxAllBlocksText:
		return nil, nil, "msg_blocks_too_long"
	}
	return named(items), nil, ""
}

// named gives each block without an id one, as Slack does.
func named(items []any) []map[string]any {
	out := make([]map[string]any, 0, len(items))
	for i, x := range items {
		b, _ := x.(map[string]any) // checked before
		if _, there := b["block_id"]; !there {
			b["block_id"] = "b" + strconv.Itoa(i)
		}
		out = append(out, b)
	}
	return out
}

func (s *Server) parseAttachments(text []byte) (list []map[string]any, problems []string, code string) {
	v, err := parseJSON(text)
	if err != nil {
		return nil, nil, "invalid_attachments"
	}
	items, isList := v.([]any)
	if !isList {
		return nil, nil, "invalid_attachments"
	}
	if len(items) > maxAttachments {
		return nil, nil, "too_many_attachments"
	}
	c := newCheck()
	for i, x := range items {
		at := "/attachments/" + strconv.Itoa(i)
		a, isObject := x.(map[string]any)
		if !isObject {
			c.failf(at, "must provide an object")
			continue
		}
		for _, k := range sortedKeys(a) {
			if !slices.Contains(attachmentKeys(), k) {
				c.failf(at, "invalid additional property: %s", k)
			}
		}
		if b := a["blocks"]; b != nil {
			s.blocks(c, at+"/blocks", b)
		} else {
			delete(a, "blocks")
		}
		list = append(list, a)
	}
	switch {
	case len(c.problems) > 0:
		return nil, c.problems, "invalid_attachments"
	case c.textTotal > maxAllBlocksText:
		return nil, nil, "msg_blocks_too_long"
	}
	return list, nil, ""
}

// attachmentKeys are those of https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments.
func attachmentKeys() []string {
	return []string{"actions", "attachment_type", "author_icon", "author_id", "author_link", "author_name", "author_subname",
		"blocks", "callback_id", "color", "fallback", "fields", "footer", "footer_icon", "id", "image_url", "mrkdwn_in",
		"pretext", "text", "thumb_url", "title", "title_link", "ts"}
}

var eventType = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,255}$`)

// parseMetadata accepts {"event_type":"word","event_payload":{…}}; an empty object is "no metadata".
func parseMetadata(text []byte) (*Metadata, string) {
	if len(text) > maxMetadata {
		return nil, "metadata_too_large"
	}
	v, err := parseJSON(text)
	m, isObject := v.(map[string]any)
	if err != nil || !isObject {
		return nil, "invalid_metadata_format"
	}
	if len(m) == 0 {
		return nil, ""
	}
	kind, _ := m["event_type"].(string)
	payload, isObject := m["event_payload"].(map[string]any)
	if !eventType.MatchString(kind) || !isObject || len(m) > 2 {
		return nil, "invalid_metadata_format"
	}
	for _, v := range payload {
		if !plainValue(v, 2) {
			return nil, "invalid_metadata_schema"
		}
	}
	return &Metadata{EventType: kind, Payload: payload}, ""
}

// plainValue says whether a payload value is a string, a number, a boolean, or objects and lists of those, depth levels deep.
func plainValue(v any, depth int) bool {
	switch v := v.(type) {
	case string, json.Number, bool:
		return true
	case map[string]any:
		for _, x := range v {
			if depth == 0 || !plainValue(x, depth-1) {
				return false
			}
		}
		return true
	case []any:
		for _, x := range v {
			if depth == 0 || !plainValue(x, depth-1) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

func (c Content) empty() bool {
	return strings.TrimSpace(c.Text) == "" && len(c.Blocks) == 0 && len(c.Attachments) == 0
}

func chars(s string) int { return utf8.RuneCountInString(s) }
