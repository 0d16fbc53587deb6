// Package client talks to the API of a Rollcall, for the command line. It knows the contract in api/openapi.yaml, by the
// shapes of internal/rest/wire, and nothing of the house behind it.
//
// Invariants:
//   - a token is sent to the one server that was named, and never appears in an error;
//   - redirects are not followed: a server that was moved is to be named by its new address;
//   - what a server answers is read within bounds.
package client
