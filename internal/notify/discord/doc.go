// Package discord tells a channel of Discord by one of its webhooks.
//
//	Post, Reply ──► POST  {webhook}?wait=true         ──► Receipt: channel and message
//	Update      ──► PATCH {webhook}/messages/{message}     gone? then it is posted anew
//
// The wire is that of https://docs.discord.com/developers/resources/webhook. A webhook cannot reply to a message: Execute Webhook
// knows no message_reference. So a Reply is a message of its own, which stands alone and names the incident. Nor can a webhook look
// for what it may have sent, or send it under a key: a message that may have arrived may come twice.
//
// A webhook that Discord does not know any more (404, 401) refuses a message at once: Discord asks not to use it again. 429 is
// waited for as long as its JSON says.
//
// Invariants:
//   - nobody is mentioned: allowed_mentions is empty in everything that is sent, edits too, since they would be parsed anew;
//   - in untrusted text all Markdown is escaped; in the block of code that a log is, nothing can end the block;
//   - the limits hold for any Notice, counted in UTF-16 units, the strictest reading of "characters": of each part, and of all
//     parts of an embed together;
//   - the URL, which holds the token, is in no error.
package discord
