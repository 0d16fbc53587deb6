// Package slacktypes holds what Rollcall sends to Slack against the types that Slack publishes for it (npm's @slack/types): the compiler
// of TypeScript reads every payload as a literal of its type, so that a member which is missing, misspelt or of another type is an error.
// It says nothing of lengths: the tests of blockkit and the stand-in of Slack do.
package slacktypes
