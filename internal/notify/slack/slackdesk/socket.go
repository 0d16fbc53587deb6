package slackdesk

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	maxEnvelope  = 1 << 20          // bytes of one message of Slack's
	envelopeLife = 10 * time.Minute // Slack repeats what was not acknowledged within seconds
	// How long to wait after Slack refused the token; within one attempt, slack-go waits by itself.
	firstPause = 30 * time.Second
	lastPause  = 10 * time.Minute
	handshake  = 30 * time.Second
	frame      = 32 << 10 // an acknowledgement is one frame: Slack does not put several together
)

// listener keeps a connection of Socket Mode open.
type listener struct {
	*Clerk
	troubled bool // told of once, until there is a connection again
}

// listen opens the connection again and again until ctx ends. slack-go does so by itself but where Slack refuses the token: that
// may be put right, and is no reason to stop anything else.
func (c *Clerk) listen(ctx context.Context) {
	l := &listener{Clerk: c}
	for pause := firstPause; ctx.Err() == nil; {
		began := time.Now()
		err := l.session(ctx)
		if ctx.Err() != nil {
			return
		}
		l.trouble(ctx, "slack refuses the app token: no answers come this way until it does not", err)
		if time.Since(began) > lastPause {
			pause = firstPause
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-timer.C:
		}
		pause = min(2*pause, lastPause)
	}
}

// session runs one client until it gives up.
func (l *listener) session(ctx context.Context) error {
	options := []socketmode.Option{socketmode.OptionReadLimit(maxEnvelope)}
	if l.dial != nil {
		options = append(options, socketmode.OptionDialer(&websocket.Dialer{
			NetDialContext: l.dial, HandshakeTimeout: handshake, WriteBufferSize: frame,
		}))
	}
	client := socketmode.New(l.api, options...)
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	for {
		select {
		case e := <-client.Events:
			l.event(ctx, client, e)
		case err := <-ended:
			return err
		}
	}
}

// event takes one in. What is not acknowledged, Slack sends again or shows to the person as failed.
func (l *listener) event(ctx context.Context, client *socketmode.Client, e socketmode.Event) {
	switch e.Type {
	case socketmode.EventTypeConnected:
		if l.troubled {
			l.log.InfoContext(ctx, "slack socket mode is connected again")
		}
		l.troubled = false
	case socketmode.EventTypeConnectionError:
		if failed, ok := e.Data.(*slack.ConnectionErrorEvent); ok && ctx.Err() == nil {
			l.trouble(ctx, "it is tried again and again", failed.ErrorObj)
		}
	case socketmode.EventTypeErrorBadMessage, socketmode.EventTypeErrorWriteFailed, socketmode.EventTypeIncomingError:
		l.log.DebugContext(ctx, "slack socket mode hiccup", "kind", string(e.Type))
	case socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand, socketmode.EventTypeEventsAPI:
		if e.Request == nil || e.Request.EnvelopeID == "" {
			return
		}
		answer, err := l.envelope(*e.Request)
		if errors.Is(err, errBusy) {
			l.log.WarnContext(ctx, "slack answer not acknowledged: too many are waiting")
			return
		}
		if err != nil {
			l.log.WarnContext(ctx, "slack request not understood", "path", "socket mode", "reason", err)
		}
		response := socketmode.Response{EnvelopeID: e.Request.EnvelopeID}
		if len(answer) > 0 {
			response.Payload = answer
		}
		if err := client.SendCtx(ctx, response); err != nil && ctx.Err() == nil {
			l.log.WarnContext(ctx, "slack answer not acknowledged", "error", err)
		}
	default:
	}
}

// envelope takes in what one carries, unless an earlier one with its id did.
func (l *listener) envelope(r socketmode.Request) (json.RawMessage, error) {
	now := time.Now()
	take := func(act request) error {
		if l.envelopes.known(r.EnvelopeID, now) {
			return nil
		}
		err := l.take(act)
		if err == nil {
			l.envelopes.note(r.EnvelopeID, now, now.Add(envelopeLife))
		}
		return err
	}
	switch r.Type {
	case socketmode.RequestTypeInteractive:
		return l.interaction(r.Payload, take)
	case socketmode.RequestTypeSlashCommands:
		var s slash
		if err := json.Unmarshal(r.Payload, &s); err != nil {
			return nil, errPayload
		}
		return nil, l.command(s, take)
	default:
		return nil, nil
	}
}

// trouble is told of once.
func (l *listener) trouble(ctx context.Context, words string, err error) {
	level := slog.LevelError
	if l.troubled {
		level = slog.LevelDebug
	}
	l.troubled = true
	l.log.Log(ctx, level, "slack socket mode is not connected", "effect", words, "error", err)
}
