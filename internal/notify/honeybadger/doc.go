// Package honeybadger tells programs that know Honeybadger: it posts the webhook that Honeybadger sends when a check-in is
// missing (check_in_missing) and when it reports again (check_in_reporting), in the shape of its version 2 or 3
// (https://docs.honeybadger.io/guides/integrations/payloads/).
//
// Honeybadger documents neither retries nor a signature; here a delivery is tried again as package webhook does, carries
// Rollcall-Delivery so that a repeated one can be told, and is signed where there is a secret (package hook).
//
// Invariants:
//   - only the absence of a check-in is told; everything else is not applicable;
//   - one message a missed period, of 60 in a row or six months; then only that it reports again;
//   - event decides: their own sample of a recovery still says that the state is missing;
//   - every field that is documented is there, with what it says of a project without errors and people; keys are not told.
package honeybadger
