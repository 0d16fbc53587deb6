// Package wire is the JSON of the API, as api/openapi.yaml describes it: what internal/rest writes and internal/client reads, once for both.
// What only one of them has, such as the pages of a list, stands there.
//
// Times are in RFC 3339; what is not known is left out. A new field is a new property in api/openapi.yaml, where a test looks for it.
package wire
