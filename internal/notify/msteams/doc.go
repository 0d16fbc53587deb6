// Package msteams tells a channel or chat of Microsoft Teams, by the webhook of a workflow ("When a Teams webhook request is
// received", the successor of the incoming webhooks of Office 365 connectors).
//
// What is posted is a message with one Adaptive Card (https://adaptivecards.io/explorer, version 1.4):
//
//	render.Card ──layout──► RichTextBlocks, and buttons that open pages ──► at most 28 KB of JSON
//
// A workflow answers 202 before it has posted anything, and gives nothing to find the message by: there are no threads, no updates,
// and what may have arrived cannot be looked up, so that it may come twice. Each message stands alone.
//
// Invariants:
//   - untrusted text stands in TextRuns, in which Teams interprets no Markdown, so nothing in it can format or link; the functions
//     {{DATE()}} and {{TIME()}}, which work there as well, are broken. Only the card that goes where the first one was refused is
//     made of TextBlocks, in which all Markdown is escaped;
//   - nobody is mentioned: that takes an entity beside the text, and we send none;
//   - a message is within 28 KB, which is what Teams takes: where it is not, logs and lists are cut.
package msteams
