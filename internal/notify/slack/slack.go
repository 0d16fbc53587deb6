package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
)

// Config is what an operator says.
type Config struct {
	Token  string // of the bot, xoxb-…
	APIURL string // empty: Slack's own
	// Interactive puts the buttons beneath a message by which people answer. It needs somebody who hears them: package slackdesk.
	Interactive bool
	// Rerun reports whether people may have Rollcall run a job of that namespace again; nil: none.
	Rerun func(namespace string) bool
}

// Deps is what the Notifier works with.
type Deps struct {
	HTTP *http.Client // with a timeout; nil: one of 15 s
	Log  *slog.Logger // nil: none
}

// requestTimeout bounds one call of Slack's API where the caller brought no client.
const requestTimeout = 15 * time.Second

// Notifier sends to Slack as a bot. It is safe for concurrent use.
type Notifier struct {
	api         *slack.Client
	pace        *pacer
	log         *slog.Logger
	interactive bool
	rerun       func(namespace string) bool
}

// New makes a Notifier; it does not talk to Slack yet.
func New(c Config, d Deps) (*Notifier, error) {
	if strings.TrimSpace(c.Token) == "" {
		return nil, errors.New("slack: token is empty: want a bot token (xoxb-…)")
	}
	if d.HTTP == nil {
		d.HTTP = &http.Client{Timeout: requestTimeout}
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	options := []slack.Option{slack.OptionHTTPClient(d.HTTP)}
	if c.APIURL != "" {
		u, err := url.Parse(c.APIURL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			return nil, fmt.Errorf("slack: api_url %q: want an absolute http or https address, such as %s", c.APIURL, slack.APIURL)
		}
		options = append(options, slack.OptionAPIURL(strings.TrimSuffix(c.APIURL, "/")+"/"))
	}
	return &Notifier{api: slack.New(c.Token, options...), pace: newPacer(), log: d.Log, interactive: c.Interactive, rerun: c.Rerun}, nil
}

// place is where in Slack a message goes or stands.
type place struct {
	Channel string `json:"channel"`
	TS      string `json:"ts"`
}

func (p place) receipt() notify.Receipt {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil // two strings always encode
	}
	return raw
}

// Notify implements notify.Notifier.
func (n *Notifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	channel := a.Destination.Address
	var root place
	if len(a.Root) > 0 {
		if err := json.Unmarshal(a.Root, &root); err != nil {
			return nil, &notify.RejectedError{Reason: "invalid_receipt", Err: fmt.Errorf("reading the receipt of the incident's message: %w", err)}
		}
		channel = root.Channel
	}
	if channel == "" {
		return nil, &notify.RejectedError{Reason: "no_channel", Err: errors.New("the destination names no channel")}
	}
	action := a.Action
	if action == notify.Reply && root.TS == "" {
		action = notify.Post // there is nothing to read above it
	}
	card := render.Compose(a.Notice, render.View{Action: action, Now: time.Now(), Note: a.Note, Language: a.Language})
	switch {
	case a.Action == notify.Update && root.TS == "":
		return nil, notify.ErrNotApplicable
	case a.Action == notify.Update:
		return n.update(ctx, a, root, card)
	case a.Action == notify.Reply && root.TS != "":
		loud := a.Notice.Change == incident.Escalated // those who read the channel are to see it, and not only those who follow the thread
		r, err := n.post(ctx, a, target{channel: channel, thread: root.TS, broadcast: loud}, card)
		if is(err, "thread_not_found", "message_not_found", "cannot_reply_to_message") {
			return n.post(ctx, a, target{channel: channel}, card)
		}
		return r, err
	default:
		return n.post(ctx, a, target{channel: channel}, card)
	}
}

// blocks lays a card out, with what people can answer beneath the message that stands for the Incident.
func (n *Notifier) blocks(a notify.Attempt, card render.Card) []slack.Block {
	blocks := append(blockkit.Call(a.Call), blockkit.Blocks(card)...)
	if n.interactive && a.Action != notify.Reply {
		again := n.rerun != nil && n.rerun(a.Notice.Subject.Namespace)
		blocks = append(blocks, blockkit.Actions(a.Notice, again, words.Of(card.Language))...)
	}
	return blocks
}

// target is where a new message is to go.
type target struct {
	channel   string
	thread    string // ts of the root; empty: the channel itself
	broadcast bool   // a reply that the channel shows as well
}

// post sends a new message, unless an earlier attempt turns out to have done so.
func (n *Notifier) post(ctx context.Context, a notify.Attempt, to target, card render.Card) (notify.Receipt, error) {
	if a.Uncertain {
		found, err := n.find(ctx, a, to)
		if err != nil || found != nil {
			return found, err
		}
	}
	line := "post/" + to.channel
	if err := n.pace.wait(ctx, line, a.ID); err != nil {
		return nil, err
	}
	r, err := n.send(ctx, a, to, card)
	if is(err, "not_in_channel") && n.join(ctx, to.channel) {
		r, err = n.send(ctx, a, to, card)
	}
	n.heed(line, err)
	return r, err
}

// send posts once, and once more as plain text where Slack refuses the blocks.
func (n *Notifier) send(ctx context.Context, a notify.Attempt, to target, card render.Card) (notify.Receipt, error) {
	common := []slack.MsgOption{
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionMetadata(metadata(a)),
	}
	if to.thread != "" {
		common = append(common, slack.MsgOptionTS(to.thread))
	}
	if to.broadcast {
		common = append(common, slack.MsgOptionBroadcast())
	}
	rich := slices.Concat(common, []slack.MsgOption{
		slack.MsgOptionText(blockkit.Text(card), false), slack.MsgOptionBlocks(n.blocks(a, card)...),
	})
	channel, ts, err := n.api.PostMessageContext(ctx, to.channel, rich...)
	if blocksRefused(err) {
		n.log.ErrorContext(ctx, "slack refused the blocks of a message, it goes as plain text", "delivery", a.ID, "error", detail(err))
		plain := slices.Concat(common, []slack.MsgOption{
			slack.MsgOptionText(blockkit.Plain(card), false), slack.MsgOptionDisableMarkdown(),
		})
		channel, ts, err = n.api.PostMessageContext(ctx, to.channel, plain...)
	}
	if err != nil {
		return nil, classify(err)
	}
	return place{Channel: channel, TS: ts}.receipt(), nil
}

// update brings the root up to date. Where it can no longer be edited, the news is posted anew: beneath the root and shown in
// the channel, so that the two are linked, or, where the root is gone, by itself.
func (n *Notifier) update(ctx context.Context, a notify.Attempt, root place, card render.Card) (notify.Receipt, error) {
	if err := n.pace.wait(ctx, updates, a.ID); err != nil {
		return nil, err
	}
	_, _, _, err := n.api.UpdateMessageContext(ctx, root.Channel, root.TS,
		slack.MsgOptionText(blockkit.Text(card), false), slack.MsgOptionBlocks(n.blocks(a, card)...))
	if blocksRefused(err) {
		n.log.ErrorContext(ctx, "slack refused the blocks of an update, it goes as plain text", "delivery", a.ID, "error", detail(err))
		_, _, _, err = n.api.UpdateMessageContext(ctx, root.Channel, root.TS,
			slack.MsgOptionText(blockkit.Plain(card), false), slack.MsgOptionBlocks([]slack.Block{}...))
	}
	if err == nil {
		return root.receipt(), nil
	}
	err = classify(err)
	n.heed(updates, err)
	quiet := a.Notice.Kind.Shared() && a.Notice.Change != incident.Recovery
	switch {
	case quiet && is(err, "message_not_found", "edit_window_closed", "cant_update_message", "is_inactive"):
		return nil, fmt.Errorf("%w: the message cannot be brought up to date any more (%w)", notify.ErrNotApplicable, err) // nobody is told of each job
	case is(err, "message_not_found"):
		return n.post(ctx, a, target{channel: root.Channel}, card)
	case is(err, "edit_window_closed", "cant_update_message", "is_inactive"):
		return n.post(ctx, a, target{channel: root.Channel, thread: root.TS, broadcast: true}, card)
	}
	return nil, err
}

// heed keeps whoever waits in the line from coming before the pause is over that Slack asked for.
func (n *Notifier) heed(line string, err error) {
	if retry, ok := errors.AsType[*notify.RetryError](err); ok && retry.Receiver && retry.After > 0 {
		n.pace.close(line, retry.After)
	}
}

// join enters a public channel.
func (n *Notifier) join(ctx context.Context, channel string) bool {
	_, _, _, err := n.api.JoinConversationContext(ctx, channel)
	if err != nil {
		n.log.WarnContext(ctx, "slack channel cannot be joined", "channel", channel, "error", err)
	}
	return err == nil
}
