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
// An operator may design the body instead, for a program that wants its own: a text/template over Payload, by the names of its
// JSON, in which every field is there, empty where the payload leaves it out:
//
//	{"title": {{json .text}}, "level": {{json (upper .incident.severity)}},
//	 "at": {{json (date "02.01.2006 15:04" .occurrence.at .job.time_zone)}}}
//
// json, upper, lower and date come beside the functions of text/template. A template is parsed and tried when it is configured:
// a name that does not exist, or output that is no JSON although its type says so, is told then and not at night.
//
// Invariants:
//   - Payload only grows: a field keeps its name and meaning for as long as Version stays the same;
//   - a receiver that checks the signature, the age of the timestamp and the delivery id cannot be fooled by a replay;
//   - text is as it came, with control characters removed from logs: whoever shows it escapes it;
//   - the signature is of the body as it is sent, whoever designed it;
//   - a template makes at most 1 MiB, in at most 2 s and 20,000 repetitions; a message of which it makes nothing is refused.
package webhook
