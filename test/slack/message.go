package slack

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Metadata is the machine-readable part of a message (https://docs.slack.dev/messaging/message-metadata).
type Metadata struct {
	EventType string         `json:"event_type"`
	Payload   map[string]any `json:"event_payload"`
}

// Content is what of a message an edit can change.
type Content struct {
	Text        string           `json:"text"`
	Blocks      []map[string]any `json:"blocks,omitempty"`
	Attachments []map[string]any `json:"attachments,omitempty"`
	Metadata    *Metadata        `json:"metadata,omitempty"`
}

// Edit is an earlier version of a message and when it was replaced.
type Edit struct {
	Content
	ReplacedAt time.Time `json:"replaced_at"`
}

// Message is one stored message.
type Message struct {
	Content
	Channel     string    `json:"channel"`
	TS          string    `json:"ts"`
	ThreadTS    string    `json:"thread_ts,omitempty"` // of the root; empty on a root
	Broadcast   bool      `json:"broadcast,omitempty"` // a reply that is also shown in the channel
	User        string    `json:"user,omitempty"`
	BotID       string    `json:"bot_id,omitempty"`
	Username    string    `json:"username,omitempty"`
	IconEmoji   string    `json:"icon_emoji,omitempty"`
	EphemeralTo string    `json:"ephemeral_to,omitempty"`
	Via         string    `json:"via"` // the method, or "webhook"
	ReceivedAt  time.Time `json:"received_at"`
	Deleted     bool      `json:"deleted,omitempty"` // a tombstone: it had replies
	History     []Edit    `json:"history,omitempty"` // oldest first
	EditedAt    time.Time `json:"edited_at,omitzero"`
	EditedMark  bool      `json:"edited_mark,omitempty"` // Slack shows "(edited)" for edits of text, not of blocks
	UnfurlLinks bool      `json:"unfurl_links,omitempty"`
	UnfurlMedia bool      `json:"unfurl_media,omitempty"`
	LinkNames   bool      `json:"link_names,omitempty"`
	NoMrkdwn    bool      `json:"no_mrkdwn,omitempty"`
	Warnings    []string  `json:"warnings,omitempty"`
}

// Root says whether the message stands in the channel itself and not in a thread.
func (m Message) Root() bool { return m.ThreadTS == "" }

// JSON is the content as canonical JSON, for golden files and comparisons.
func (c Content) JSON() []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c); err != nil {
		return nil // it was decoded from JSON, so it encodes
	}
	return out.Bytes()
}

func (m Message) copy() Message {
	out := m
	out.Content = m.Content.copy()
	out.Warnings = slices.Clone(m.Warnings)
	out.History = make([]Edit, len(m.History))
	for i, e := range m.History {
		out.History[i] = Edit{Content: e.copy(), ReplacedAt: e.ReplacedAt}
	}
	return out
}

func (c Content) copy() Content {
	out := c
	out.Blocks = cloneObjects(c.Blocks)
	out.Attachments = cloneObjects(c.Attachments)
	if c.Metadata != nil {
		out.Metadata = &Metadata{EventType: c.Metadata.EventType, Payload: maps.Clone(c.Metadata.Payload)}
	}
	return out
}

func cloneObjects(list []map[string]any) []map[string]any {
	if list == nil {
		return nil
	}
	out := make([]map[string]any, len(list))
	for i, o := range list {
		out[i], _ = clone(o).(map[string]any)
	}
	return out
}

func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = clone(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = clone(x)
		}
		return out
	default:
		return v
	}
}

// wire is the message as conversations.history shows it.
func (s *Server) wire(m *Message, withMetadata bool) map[string]any {
	out := map[string]any{"type": "message", "ts": m.TS, "text": m.Text, "team": DefaultTeam}
	if m.Deleted {
		out["subtype"], out["text"], out["hidden"] = "tombstone", "This message was deleted.", true
	}
	if m.User != "" {
		out["user"] = m.User
	}
	if m.BotID != "" {
		out["bot_id"], out["app_id"] = m.BotID, appID
	}
	if m.Username != "" || m.Via == viaWebhook {
		out["subtype"], out["username"] = "bot_message", m.Username
	}
	if m.Broadcast {
		out["subtype"] = "thread_broadcast"
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = cloneObjects(m.Blocks)
	}
	if len(m.Attachments) > 0 {
		out["attachments"] = cloneObjects(m.Attachments)
	}
	if withMetadata && m.Metadata != nil {
		out["metadata"] = map[string]any{"event_type": m.Metadata.EventType, "event_payload": clone(m.Metadata.Payload)}
	}
	if !m.EditedAt.IsZero() {
		out["edited"] = map[string]any{"user": botUserID, "ts": unixDot(m.EditedAt)}
	}
	if !m.Root() {
		out["thread_ts"], out["parent_user_id"] = m.ThreadTS, botUserID
	} else if n, latest := s.replies(m.Channel, m.TS); n > 0 {
		out["thread_ts"], out["reply_count"], out["latest_reply"] = m.TS, n, latest
	}
	return out
}
