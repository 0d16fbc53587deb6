// Package hook posts to addresses that users configure: the HTTP client that webhooks of every shape share.
//
// It signs what it sends where there is a secret: see Header.
//
// Invariants:
//   - it reaches no address inside the machine or its network, unless that is allowed: what counts is the address that is
//     dialled, after the name was resolved, so that a name cannot point elsewhere between a check and its use;
//   - it follows no redirect, and no proxy that a variable of the environment names may hide the true address;
//   - it reads little of an answer, whatever is sent;
//   - the URL, which may hold a secret, is in no error.
package hook
