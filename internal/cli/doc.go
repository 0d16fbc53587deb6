// Package cli is the command line: it reads flags, calls what does the work, and turns errors into exit codes.
//
// Invariants:
//   - what a command is for goes to stdout, everything else to stderr;
//   - exit codes: 0 done, 1 it failed, 2 it was called wrongly; `rollcall ping` always ends with 0,
//     and `rollcall exec` with the code of what it ran.
package cli
