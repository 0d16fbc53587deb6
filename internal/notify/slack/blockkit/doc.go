// Package blockkit lays a render.Card out as Slack blocks, for both ways into Slack: the bot and the incoming webhook.
//
// Invariants:
//   - untrusted text stands only where Slack interprets nothing: plain_text and rich_text. There is no mrkdwn in the blocks,
//     so nothing can mention, format, link or break out; only the fallback text is mrkdwn to Slack, and Text escapes it;
//   - the limits of Block Kit hold for any Notice (https://docs.slack.dev/reference/block-kit), counted in UTF-16 units,
//     which is the strictest reading of "characters";
//   - no button that does nothing: a message has buttons to answer with only where somebody hears them, which the incoming webhook
//     never has; there, and everywhere else, there are links;
//   - the value of a button is an opaque Ref: it names an Incident and proves nothing.
package blockkit
