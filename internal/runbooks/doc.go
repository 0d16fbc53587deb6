// Package runbooks sees whether the links to runbooks still lead somewhere.
//
// Invariants:
//   - only hosts that the operator names are asked, also where one of them redirects: whoever edits a CronJob sends us nowhere;
//   - no private address is reached unless the operator allows it, and nothing is sent but the request itself;
//   - a link is asked for at most once in half a day;
//   - only what is certainly gone is dead: a page that is not there, a host that has no address. An answer that asks who we are, or leads
//     to another host, such as that of a login, is an answer; a server in trouble says nothing.
package runbooks
