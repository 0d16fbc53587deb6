// Package webhook is the notification server for a Honeybadger account: it takes the webhook that the account posts when a
// check-in is missing and when it reports again, in both versions of the payload.
//
//	200  taken in, and durable
//	400  not a check-in payload; the answer says what is wrong
//	401  no token, 403  not this token, where one is required
//	405  not POST, 408  the body did not arrive in time, 413  it is larger than 256 KiB
//	503  could not be stored; with Retry-After
//
// Invariants:
//   - the event decides what happened, not the state: Honeybadger's own sample of a recovery says "missing";
//   - the same webhook is the same fact however often it comes: its id is made of what it says;
//   - only what identifies the fact (event, project, check-in) can make a payload invalid. What else cannot be read costs
//     itself alone: nobody is left untold because a period is spelled in a new way;
//   - a check-in that confirms a job which is watched anyway (Witnesses) is marked as such, and alerts nobody.
package webhook
