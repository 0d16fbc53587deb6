package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/notify"
)

const (
	eventType = "rollcall_delivery" // of the metadata that names a delivery
	idKey     = "id"

	// clockSkew is how far Slack's clock may be behind ours when a lookup decides how far back to read.
	clockSkew = 10 * time.Minute
	pageSize  = 200
	maxPages  = 25
)

func metadata(a notify.Attempt) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{idKey: a.ID, "incident": a.Notice.Incident}}
}

// find looks for the message of this delivery, back to when its notice was made. It returns nil where there is none, and
// also where Slack does not let us look: then the message goes out again rather than never.
func (n *Notifier) find(ctx context.Context, a notify.Attempt, to target) (notify.Receipt, error) {
	oldest := timestamp(a.Notice.DecidedAt.Add(-clockSkew))
	cursor := ""
	for range maxPages {
		messages, next, err := n.page(ctx, to, oldest, cursor)
		if err != nil {
			return nil, n.lookupError(ctx, a, err)
		}
		for _, m := range messages {
			if m.Metadata.EventType == eventType && m.Metadata.EventPayload[idKey] == a.ID {
				return place{Channel: to.channel, TS: m.Timestamp}.receipt(), nil
			}
		}
		if next == "" {
			break
		}
		cursor = next
	}
	return nil, nil
}

func (n *Notifier) page(ctx context.Context, to target, oldest, cursor string) ([]slack.Message, string, error) {
	if to.thread != "" {
		messages, _, next, err := n.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: to.channel, Timestamp: to.thread, Oldest: oldest, Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
		})
		return messages, next, err
	}
	h, err := n.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: to.channel, Oldest: oldest, Cursor: cursor, Limit: pageSize, IncludeAllMetadata: true,
	})
	if err != nil {
		return nil, "", err
	}
	return h.Messages, h.ResponseMetaData.NextCursor, nil
}

// lookupError says what a failed lookup means for the delivery: nil where looking is impossible for good.
func (n *Notifier) lookupError(ctx context.Context, a notify.Attempt, err error) error {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return &notify.RetryError{After: max(limited.RetryAfter, time.Second), Err: err}
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		retry, ours := errors.AsType[*notify.RetryError](classifyCode(answer))
		if ours && answer.Err != "missing_scope" && answer.Err != "no_permission" {
			return retry
		}
		if uncertain, ok := errors.AsType[*notify.UncertainError](classifyCode(answer)); ok {
			return &notify.RetryError{Err: uncertain.Err}
		}
		n.log.WarnContext(ctx, "slack does not let us look for a message that may have arrived, it is sent again",
			"delivery", a.ID, "channel", a.Destination.Address, "error", answer.Err)
		return nil
	}
	return &notify.RetryError{Err: fmt.Errorf("looking for a message that may have arrived: %w", err)}
}

// timestamp is an instant as Slack writes it.
func timestamp(t time.Time) string {
	us := max(t.UnixMicro(), 0)
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}
