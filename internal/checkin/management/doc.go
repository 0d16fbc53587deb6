// Package management is the REST API of Honeybadger's Check-Ins, version 2, over the embedded check-in service
// (https://docs.honeybadger.io/api/check-ins/): who has its clients moves to Rollcall by changing the host.
//
//	GET    /v2/project_keys/{key}               the project that a ping key belongs to
//	GET    /v2/projects/{project}/check_ins     a list, 25 a page
//	POST   /v2/projects/{project}/check_ins     a new one
//	PUT    /v2/projects/{project}/check_ins     all of them at once, by slug
//	GET    /v2/projects/{project}/check_ins/{id}
//	PUT    /v2/projects/{project}/check_ins/{id}
//	DELETE /v2/projects/{project}/check_ins/{id}
//
// Whoever calls shows a management key of the project: as the user of Basic authentication with a blank password, or as a Bearer
// token, which their Go client sends as well. A read key may only look.
//
// States are theirs. A job that reports a failure is "reporting", since there any report is; that it failed is told by Rollcall's own
// messages. Unlike there, a check-in is armed when it is made: one that never reports is "missing" when its first slot has passed.
//
// Invariants:
//   - a key reaches its own project and nothing else; what is of another project is not there;
//   - a check-in that the configuration declares is listed and read, and no call changes it or takes it away (403);
//   - a name and a slug are the only ones of their kind in the project; a slug and a type of schedule never change;
//   - each item of a list that is put succeeds or fails for itself, and only an empty list, never a missing one, takes all away;
//   - a refusal names the field, its value and what is allowed there.
package management
