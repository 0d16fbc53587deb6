// Package ping is what a job runs to report in: a request at once, again 10 s after it failed, and again 30 s after that.
//
// Invariants:
//   - it cannot fail: Run has no error, and whoever calls it ends with exit code 0, so that no job ever fails because of it;
//   - it is bounded: the tries and the waits between them take at most 55 s together, whatever the network does – a name
//     server that never answers, a handshake that stalls, a body that trickles, redirects in a circle;
//   - it says in one line what happened, without the id in the address, which is a secret.
package ping
