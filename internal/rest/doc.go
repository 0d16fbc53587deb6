// Package rest is the API under /api/v1: JSON for scripts and for the command line. api/openapi.yaml describes it.
//
// A resource is a file with its routes; its JSON, which the client reads too, is in wire, and what it needs of the rest of the house is a
// port, beside it or in ports.go and desk.go. To add one, write its file, its port, its line in New, and its paths in api/openapi.yaml,
// where a test looks for them.
//
// Invariants:
//   - nobody reads or does anything without a token; whoever may only read changes nothing;
//   - an error is a problem (RFC 9457) that names what is wrong: field, value, what is allowed;
//   - a job is run again, suspended and resumed only with a token that is for the team that owns it now, whoever else may answer;
//   - what is unknown is refused: a parameter that has no effect is a mistake of its writer;
//   - what is made under an Idempotency-Key, an answer, a silence, a re-run or a suspension, is made once;
//   - texts of jobs and receivers are data: nothing here is HTML.
package rest
