// Package words is the catalogue of what Rollcall says to people: every sentence, label, date and number of a message, in each
// language that a team can read. Package render and the receivers decide what is said; here is how.
//
//	Of(Japanese).Title.FailedTimes(3)  ──►  "が3回失敗しました"
//
// Each language fills the same struct, so that the compiler proves that all take the same arguments, and a test that none lacks a
// text, leaves out an argument, or keeps one that nobody says. English and Japanese stand side by side, a file for each part of a
// message. To add a language, add it to Languages and to the constructor of each part.
//
// Invariants:
//   - pure: no I/O, no clock, no state;
//   - arguments are put in as they come: whoever shows the text cleans and bounds it;
//   - a text is one line.
package words
