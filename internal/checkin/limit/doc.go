// Package limit bounds how often something may happen for each of many keys.
//
// Invariants:
//   - nothing is refused before Burst events came at once, and no more than PerMinute a minute pass in the long run;
//   - a key that was left alone long enough costs no memory;
//   - what is refused counts for nothing: who waits as long as it is told passes.
package limit
