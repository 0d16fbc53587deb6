// Package honeybadger keeps check-ins in a Honeybadger account in step with the CronJobs that opted in: it creates, updates and
// deletes them through the REST API v2. The account then watches whether the runs report, from outside the cluster, and tells
// package webhook.
//
//	EnsureFor ─► wanted ──┐            ┌─► POST    not there
//	Forget    ─► gone   ──┼─► plan ────┼─► PUT     another schedule, grace or name
//	Retain    ─► (rest) ──┤  (pure)    └─► DELETE  gone, and ours
//	list, hourly ─► there ┘
//
// Invariants:
//   - only a check-in whose slug begins with this Rollcall's prefix (Slug) is ever changed or deleted: the others in the
//     project belong to somebody else. Two Rollcalls on one project therefore need different cluster names;
//   - nothing is deleted because it was not seen: only what was forgotten, or what a complete list (Retain) leaves out;
//   - a POST whose answer was lost is looked up before it is repeated, so that no check-in exists twice;
//   - nobody waits for Honeybadger: EnsureFor and URLFor answer from memory, Run does the rest and retries for ever;
//   - the limit of 360 requests an hour is obeyed, not probed: after a refusal nothing is sent until it is over.
//
// A CronJob that is suspended keeps its check-in, since v2 cannot pause one; while Rollcall sees the CronJob itself, what the
// account then says alerts nobody.
package honeybadger
