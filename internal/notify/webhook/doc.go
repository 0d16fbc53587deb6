// Package webhook tells programs: it posts what happened as JSON to an address of the operator's.
//
// A request carries
//
//	Content-Type: application/json
//	Rollcall-Delivery: 01939d…        the same for every attempt at the same message: drop what you have seen
//	Rollcall-Timestamp: 1763683200    seconds, when this attempt was made
//	Rollcall-Signature: v1=6b86b2…    hex of HMAC-SHA256(secret, timestamp + "." + body); absent without a secret
//
// and Payload as its body. Any 2xx takes it. 408, 425, 429 and 5xx are tried again, after Retry-After where that is given;
// 401, 403 and 404 for ten minutes, as a deployment may bring them about; all else refuses it.
//
// Invariants:
//   - Payload only grows: a field keeps its name and meaning for as long as Version stays the same;
//   - a receiver that checks the signature, the age of the timestamp and the delivery id cannot be fooled by a replay;
//   - text is as it came, with control characters removed from logs: whoever shows it escapes it.
package webhook
