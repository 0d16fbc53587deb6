// Package auth says who asks and what they may do. Reading pages needs no permission; the API is for those who have a token.
//
// Invariants:
//   - a token is kept and compared as its SHA-256 alone, in constant time, with all that are known: how long an answer takes tells
//     nothing of any of them;
//   - whoever may operate may act, and whoever may act may read;
//   - without tokens nobody is anybody.
package auth
