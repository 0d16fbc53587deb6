// Package period reads and writes periods as they are spelled in Honeybadger's wire: "5 minutes", "1 day".
//
// Invariants:
//   - Parse never panics and accepts only positive periods of at most Max;
//   - what Format writes, Parse reads back as the same period, rounded up to whole minutes;
//   - what Spell writes, Parse reads back as the same period, to the second;
//   - a month is 31 days and a year 366, the longest of their kind: nobody is called late because a month was short.
package period
