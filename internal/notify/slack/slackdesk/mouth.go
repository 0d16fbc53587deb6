package slackdesk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
)

// mouth says something to one person, so that nobody else sees it.
type mouth struct {
	api  *slack.Client
	http *http.Client
	base *url.URL // of the Web API
}

// said is what one person is told.
type said []blockkit.Line

func lines(texts ...string) said {
	s := make(said, len(texts))
	for i, t := range texts {
		s[i].Text = t
	}
	return s
}

// ephemeral is what a response URL takes (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
type ephemeral struct {
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal bool          `json:"replace_original"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks"`
}

// say answers by the response URL, which also reaches people where the bot is not, and else into the channel.
func (m mouth) say(ctx context.Context, r request, s said) error {
	err := errors.New("there is neither a response URL nor a channel")
	if m.trusts(r.where.responseURL) {
		if err = m.respond(ctx, r.where.responseURL, s); err == nil {
			return nil
		}
	}
	if r.where.channel == "" || r.who.user == "" {
		return err
	}
	_, err = m.api.PostEphemeralContext(ctx, r.where.channel, r.who.user, slack.MsgOptionText(blockkit.Fallback(s...), false),
		slack.MsgOptionBlocks(blockkit.Said(s...)...), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
	return err
}

// trusts reports whether a response URL is Slack's: it comes in a payload, and nobody has Rollcall post anywhere else.
func (m mouth) trusts(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || raw == "" || u.User != nil {
		return false
	}
	slacks := u.Scheme == "https" && u.Host == "hooks.slack.com"
	return slacks || u.Scheme == m.base.Scheme && strings.EqualFold(u.Host, m.base.Host)
}

func (m mouth) respond(ctx context.Context, to string, s said) error {
	body, err := json.Marshal(ephemeral{ResponseType: "ephemeral", Text: blockkit.Fallback(s...), Blocks: blockkit.Said(s...)})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return errors.New("response URL: not usable")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	res, err := m.http.Do(req)
	if err != nil {
		if cause, ok := errors.AsType[*url.Error](err); ok {
			err = cause.Err // whoever has the address may speak for us
		}
		return fmt.Errorf("response URL: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("response URL: answered %d", res.StatusCode)
	}
	return nil
}

// noRedirects is a client that goes where it is sent, and no further.
func noRedirects(c *http.Client) *http.Client {
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
