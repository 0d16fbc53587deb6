package slack_test

import (
	"testing"
	"testing/synctest"
	"time"

	slackgo "github.com/slack-go/slack"

	"rollcall.dev/rollcall/test/slack"
)

// client is the library that Rollcall uses, talking to the stand-in in process.
func client(s *slack.Server) *slackgo.Client {
	return slackgo.New(slack.DefaultToken, slackgo.OptionAPIURL("http://slack.test/api/"), slackgo.OptionHTTPClient(s.Client()))
}

func TestSlackGoPostReplyUpdateHistory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := slack.New(slack.Options{})
		c := client(s)
		ctx := t.Context()
		meta := slackgo.SlackMetadata{EventType: "rollcall_delivery", EventPayload: map[string]any{"id": "d1", "attempt": 1}}
		header := slackgo.NewHeaderBlock(slackgo.NewTextBlockObject("plain_text", "invoice-close failed", true, false))
		section := slackgo.NewSectionBlock(slackgo.NewTextBlockObject("mrkdwn", "*Why* exit 3", false, false), nil, nil)
		button := slackgo.NewButtonBlockElement("ack", "i1", slackgo.NewTextBlockObject("plain_text", "Acknowledge", false, false))
		actions := slackgo.NewActionBlock("act", button.WithStyle(slackgo.StylePrimary))
		log := slackgo.NewRichTextBlock("log", &slackgo.RichTextPreformatted{Type: slackgo.RTEPreformatted,
			Elements: []slackgo.RichTextSectionElement{slackgo.NewRichTextSectionTextElement("boom ``` <!here>", nil)}})

		ch, ts, err := c.PostMessageContext(ctx, slack.DefaultChannel, slackgo.MsgOptionText("invoice-close failed", false),
			slackgo.MsgOptionBlocks(header, section, slackgo.NewDividerBlock(), log, actions), slackgo.MsgOptionMetadata(meta))
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = c.PostMessageContext(ctx, ch, slackgo.MsgOptionText("the log", true), slackgo.MsgOptionTS(ts))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute) // fake time of the bubble
		_, _, _, err = c.UpdateMessageContext(ctx, ch, ts, slackgo.MsgOptionText("recovered", false), slackgo.MsgOptionBlocks(header))
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.GetConversationHistoryContext(ctx, &slackgo.GetConversationHistoryParameters{ChannelID: ch,
			IncludeAllMetadata: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Messages) != 1 {
			t.Fatalf("history has %d messages, want the root alone", len(got.Messages))
		}
		m := got.Messages[0]
		if m.Text != "recovered" || m.ReplyCount != 1 || m.Metadata.EventType != meta.EventType || m.Metadata.EventPayload["id"] != "d1" {
			t.Errorf("history: %+v", m)
		}
		root, _ := s.Message(ch, ts)
		if len(root.History) != 1 || root.History[0].Text != "invoice-close failed" || len(root.History[0].Blocks) != 5 {
			t.Errorf("history of the edit: %+v", root.History)
		}
		if !root.EditedAt.Equal(root.ReceivedAt.Add(time.Minute)) {
			t.Errorf("edited at %v, received at %v", root.EditedAt, root.ReceivedAt)
		}
	})
}
