// Package notifytest holds the Notices that the tests of all receivers share: one of each kind that people are told, one
// whose every text is hostile, and one in which everything is as long as it can be.
//
// Invariants:
//   - nothing here depends on the clock or on chance, so golden files hold;
//   - each function returns values that its caller may change.
package notifytest
