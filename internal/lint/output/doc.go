// Package output writes a lint.Report for its readers: text for a terminal, JSON, SARIF 2.1.0 for code hosts, JUnit for CI.
//
// Invariants:
//   - the same Report gives the same bytes;
//   - what manifests contain is data: no byte of it acts in a terminal, and the formats escape it.
package output
