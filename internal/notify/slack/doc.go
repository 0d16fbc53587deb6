// Package slack tells people in Slack, as a bot: one message in a channel for an incident, its repeats and its end in the
// thread beneath, the message itself kept up to date.
//
//	Post   → chat.postMessage                       Receipt {channel, ts}
//	Reply  → chat.postMessage with thread_ts        (in the channel, where the root is gone)
//	Update → chat.update of the root                (posted anew, where it can no longer be edited)
//
// Scopes of the bot: chat:write; channels:history and groups:history to look up a message that may have arrived; channels:join
// to enter a public channel.
//
// Invariants:
//   - a message carries its delivery id as metadata; an attempt that may repeat one looks for that id first;
//   - nothing is retried here; a limit of our own keeps below Slack's, and whoever is over it gets a place in the line as
//     RetryError.After instead of a wait of more than a second;
//   - the token is in no error and no log.
package slack
