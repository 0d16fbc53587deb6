// Package e2e shows the main job from outside: the real rollcall binary beside a real Kubernetes control plane, with what people
// read in Slack as the thing that is asserted. There is no code here but tests.
//
//	go test ./test/e2e                                         a cluster of its own: real containers where root, else simulated
//	ROLLCALL_E2E_NODES=simulated go test ./test/e2e            as without root
//	ROLLCALL_E2E_CLUSTER=.cache/cluster go test ./test/e2e     the one that `make cluster-up` keeps; quicker to try things with
//	ROLLCALL_E2E_BINARY=/path/rollcall go test ./test/e2e        that binary, instead of building one
//
// A test is a story:
//
//	s := newScenario(t)                                        a namespace, a Slack, a folder
//	s.start()                                                  rollcall, watching that namespace
//	s.apply(cronJob("close").fails(3, "FATAL: boom"))          runs once, at the next full minute, by the real controller
//	s.expect(told("close", "failed").why("exit code 3").log("FATAL: boom"))
//	s.expectNothingElse()
//
// Invariants:
//   - nothing sleeps for a fixed time: a test waits, with a deadline, for what a person would see;
//   - silence is asserted after a later event: a canary of the same namespace fails and is told, and what ought to have been told
//     before it would stand before it;
//   - tests run in parallel; whatever disturbs others has a cluster of its own;
//   - Slack keeps its rate limits, no message comes twice, and rollcall logs no error that the story does not allow;
//   - rollcall has the rights of deploy/kubernetes and no more.
package e2e
