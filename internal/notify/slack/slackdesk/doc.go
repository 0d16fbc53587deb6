// Package slackdesk hears what people answer in Slack: the buttons and forms of a message, and the command /rollcall.
//
//	HTTP         /slack/interactions, /slack/commands: signed by Slack ─┐
//	                                                                   ├─► queue ─► who is it? may they? ─► Desk
//	Socket Mode  a connection that Rollcall opens itself               ─┘                 └─ no: told to that person alone
//
// Both ways lead to the same queue. What is taken into it is acknowledged at once, which Slack wants within three seconds
// (https://docs.slack.dev/interactivity/handling-user-interaction), and worked on afterwards.
//
// Scopes of the bot beyond those of package slack: commands; users:read; usergroups:read where only a team may answer. The token for
// Socket Mode (xapp-…) has connections:write.
//
// Invariants:
//   - what came over HTTP is believed only with Slack's signature of the raw body, not older than five minutes, and once;
//   - a payload says who acts and on what; neither is believed: the person is looked up in the workspace, the Incident in the ledger;
//     people of other workspaces, guests, bots and whoever was deactivated change and read nothing. What cannot be found out is a no;
//   - what was acknowledged is worked on, also while Rollcall stops; what there is no room for is not acknowledged;
//   - the same act twice is one: its id is made of what Slack says of the act;
//   - text from Slack is cleaned and bounded, and Slack interprets nothing in what is said back;
//   - no token, secret, signature or response URL is in an error or a log.
package slackdesk
