// Package console tells people at a terminal, or in a log, what there is to tell. It is the receiver that always works: the
// one without any configuration, and the last resort for what no other receiver takes.
//
// Invariants:
//   - a message is written whole, with one Write;
//   - nothing in a Notice can move the cursor or change colours: only our own escapes reach the terminal;
//   - plain text where the output is no terminal or NO_COLOR is set (https://no-color.org).
package console
