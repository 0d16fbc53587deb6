// Package slackhook tells people in Slack through an incoming webhook: the lesser way, for workspaces without a bot. The
// webhook has one channel of its own, cannot answer in threads and cannot edit, so every change is a message.
//
// Invariants:
//   - an Update is not applicable;
//   - what is ambiguous is sent again: a webhook offers no way to look;
//   - the URL is a secret and is in no error.
package slackhook
