// Package execute runs a command and tells a check-in how it went: `rollcall exec`.
//
// Two processes do it (docs/adr/0010). The front one is what cron, systemd or a CI system started; the keeper, in a session of its own,
// is the parent of the command.
//
//	cron ── front ──(socket: task, signals / started, exited, lines, ended)── keeper ── command
//	          │                                                                │  │
//	          │ passes signals, ends with the command's code                   │  └─ spool ── service
//	          └──────────── both hold the pipes of the output ─────────────────┘
//
//	front killed   the command and its output go on, the keeper tells the story
//	keeper killed  the command becomes the front's child (Linux); the front passes its output on, and has another keeper tell its end
//	no keeper      the front becomes the command: it runs, untold
//
// Invariants:
//   - the command is what counts: whatever is wrong with the report, it runs, and its exit code is the front's;
//   - its output passes through byte by byte, stdout and stderr apart, in bounded memory; whatever else it inherits, it inherits;
//   - its end does not wait for the service, nor for somebody else who holds its output open;
//   - after its end the keeper holds nothing of the caller's: no output, no lock, no working directory;
//   - what leaves this machine went through redact first; the address of the check-in is in no log, name or argument of ours.
package execute
