// Package delivery tests that what was stored is told, as processes: the binary on a database of its own, jobs that report their
// failures to it, a Slack that takes its time over a real connection, and kill -9 at random instants.
//
// What is judged is what stands in Slack in the end: each Incident is one message and its thread, each change is told once and in
// order, and nothing is missing. What decides is the script of the jobs, not what Rollcall says of itself.
package delivery
