// Package arch holds the project to its own design: tests read what the go command says about every package of the module and
// what stands in the source files, and fail where that is not what was agreed.
//
// The table in rules_test.go is the one place that says who may import whom. The linter (depguard in .golangci.yml) repeats
// the most important rows so that an editor shows them at once; where the two differ, the table is right.
//
// Invariants:
//   - nothing is skipped: a package that no row names falls under the strictest row of its folder;
//   - each check is itself tested against an example that breaks it.
package arch
