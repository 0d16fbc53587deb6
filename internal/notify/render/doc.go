// Package render puts a Notice into words: the one wording that Slack, the console and the pages share, so that people read
// the same of one incident wherever they look.
//
//	Notice ──Compose──► Card (plain text, cleaned, bounded) ──► each receiver escapes it and lays it out
//
// Invariants:
//   - pure: no I/O and no clock but View.Now, so golden files hold;
//   - every text of a Card is clean: valid UTF-8 without control, escape or bidirectional characters, single lines where it
//     says so, and bounded in length; nothing in it is escaped, since only a receiver knows what acts there;
//   - logs keep their tail, all other text its head.
package render
