// Command bench measures what Rollcall promises, and prints one line a figure:
//
//	delay    from the Job's Failed condition to the message in Slack: the real binary, a real API server, the strict stand-in
//	ledger   observations committed a second by 64 callers at once, and how long one of them waits
//	sweep    10,000 Monitors due in the same second and silent: until the last verdict is stored
//	deliver  messages a second from the outbox to a receiver
//	idle     statements of SQL in a minute in which nothing happens to 100,000 Monitors, and the memory that takes
//	traffic  1,000 events of Jobs a second to 10,000 CronJobs, from the API server's watch to the commit; then a minute of nothing
//	checkins-sqlite, checkins-postgres
//	         durable check-ins a second over 256 connections, what one costs, and how long it takes
//	lint     `rollcall lint` over 2,000 manifests, a file each, from the start of the process to its end
//
//	go run ./test/bench [-only delay,ledger,…] [-nodes simulated|real] [-failures 50] [-o bench/latest.json]
//
// Every figure stands beside a baseline: the least that anybody could do for the same effect. A bare watcher that posts and
// forgets; the same bytes in bare transactions; the same rows, written by who knows them already. Both are measured in the same
// minutes, by turns where they would disturb each other, so that their ratio means something on a machine whose speed does not.
// Ratio is value/baseline: below 1 is better where the figure is a time or a size, above 1 where it is a rate.
//
// All of it is written to bench/latest.json as [{"name","value","unit","baseline","ratio"}]. What was measured is written
// although a promise was missed; then the command ends with an error that says which.
//
// Invariants:
//   - a figure is of the code that ships: the binary as `make build` makes it, or the packages that it is made of;
//   - databases lie on the disk under test (TMPDIR) and are opened as Rollcall opens its own: WAL, synchronous FULL;
//   - progress goes to standard error, figures to standard output;
//   - one group at a time, each in a process of its own: nothing of ours runs beside what is measured, or was in its memory before.
package main
