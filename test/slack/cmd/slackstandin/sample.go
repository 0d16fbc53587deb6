package main

import (
	"context"
	"strings"

	slackgo "github.com/slack-go/slack"

	"rollcall.dev/rollcall/test/slack"
)

// sample posts messages such as Rollcall's, so that there is something to look at.
func sample(ctx context.Context, s *slack.Server, token, channel string) error {
	c := slackgo.New(token, slackgo.OptionAPIURL("http://standin/api/"), slackgo.OptionHTTPClient(s.Client()))
	md := func(text string) *slackgo.TextBlockObject {
		return slackgo.NewTextBlockObject("mrkdwn", text, false, false)
	}
	plain := func(text string) *slackgo.TextBlockObject {
		return slackgo.NewTextBlockObject("plain_text", text, true, false)
	}
	blocks := []slackgo.Block{
		slackgo.NewHeaderBlock(plain(":red_circle: invoice-close failed")),
		slackgo.NewSectionBlock(md("*OOMKilled*: container `main` hit its 2 GiB limit after 38 min · 3rd time in a row\n"+
			"act by *Tue 24 Nov 09:00 JST* (in 3 h 50 min), <!subteam^S0PLATFORM1>"), nil, nil),
		slackgo.NewSectionBlock(nil, []*slackgo.TextBlockObject{
			md("*Since*\nSat 21 Nov 02:00 JST"), md("*Last success*\nFri 20 Nov, 41 min (typical 22 min)"),
			md("*Schedule*\n`0 2 * * *` Asia/Tokyo"), md("*Job*\n`prod` / `billing` / `invoice-close`"),
			md("*Owner*\nBilling (from the namespace)"), md("*Re-run*\nonly if not running"),
		}, nil),
		slackgo.NewContextBlock("", md("image 1.4.2 → 1.5.0 on 20 Nov · next run tomorrow 02:00 JST will not repair it")),
		slackgo.NewActionBlock("", slackgo.NewButtonBlockElement("ack", "i1", plain("Acknowledge")).WithStyle(slackgo.StylePrimary),
			slackgo.NewOptionsSelectBlockElement("static_select", plain("Snooze"), "snooze",
				slackgo.NewOptionBlockObject("1h", plain("1 hour"), nil), slackgo.NewOptionBlockObject("1d", plain("1 day"), nil)),
			slackgo.NewButtonBlockElement("rerun", "i1", plain("Re-run …")).WithStyle(slackgo.StyleDanger),
			slackgo.NewButtonBlockElement("noise", "i1", plain("Not actionable")), slackgo.NewButtonBlockElement("owner", "i1",
				plain("Wrong owner"))),
	}
	_, ts, err := c.PostMessageContext(ctx, channel, slackgo.MsgOptionText("invoice-close failed: OOMKilled", false),
		slackgo.MsgOptionBlocks(blocks...),
		slackgo.MsgOptionMetadata(slackgo.SlackMetadata{EventType: "rollcall_delivery", EventPayload: map[string]any{"id": "d-1"}}))
	if err != nil {
		return err
	}
	log := strings.Join([]string{"2026-11-21T02:36:40Z reading 4118231 rows",
		"2026-11-21T02:37:12Z ``` <!channel> *not bold* <https://evil.example|click>",
		"2026-11-21T02:38:02Z fatal: out of memory"}, "\n")
	tail := slackgo.NewRichTextBlock("", slackgo.NewRichTextSection(slackgo.NewRichTextSectionTextElement("The last lines of main",
		&slackgo.RichTextSectionTextStyle{Bold: true})),
		&slackgo.RichTextPreformatted{Type: slackgo.RTEPreformatted,
			Elements: []slackgo.RichTextSectionElement{slackgo.NewRichTextSectionTextElement(log, nil)}})
	if _, _, err = c.PostMessageContext(ctx, channel, slackgo.MsgOptionTS(ts), slackgo.MsgOptionText("The log's tail", false),
		slackgo.MsgOptionBlocks(tail)); err != nil {
		return err
	}
	_, root, err := c.PostMessageContext(ctx, channel, slackgo.MsgOptionText("report-daily failed", false))
	if err != nil {
		return err
	}
	if _, _, err = c.PostMessageContext(ctx, channel, slackgo.MsgOptionTS(root),
		slackgo.MsgOptionText(":white_check_mark: back to normal after 2 failures", false)); err != nil {
		return err
	}
	if _, _, _, err = c.UpdateMessageContext(ctx, channel, root,
		slackgo.MsgOptionText(":large_green_circle: *report-daily* recovered at 07:00 JST", false)); err != nil {
		return err
	}
	if _, err = s.Say(channel, slack.DefaultUser,
		"Thanks – I raise the limit, see <https://git.example.com/billing/pull/42|the change>. "+
			"<@U0KENJI0001> please look.", ""); err != nil {
		return err
	}
	return slackgo.PostWebhookCustomHTTPContext(ctx, "http://standin"+slack.DefaultWebhook, s.Client(), &slackgo.WebhookMessage{
		Text: "backup never came", Attachments: []slackgo.Attachment{{Color: "danger", Title: "backup never came",
			TitleLink: "https://rollcall.example.com/i/7",
			Text:      "No Job for the slots *02:00* and *03:00*. An unescaped mention shows itself: <!here>", Footer: "prod"}}})
}
