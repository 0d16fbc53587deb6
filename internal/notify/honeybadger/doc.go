// Package honeybadger tells programs that know Honeybadger: it posts the webhook that Honeybadger sends when a check-in is
// missing (check_in_missing) and when it reports again (check_in_reporting), in the shape of its version 2
// (https://docs.honeybadger.io/api/webhooks/).
//
// Honeybadger documents neither retries nor a signature; here a delivery is tried again as package webhook does, and carries
// Rollcall-Delivery so that a repeated one can be told.
//
// Invariants:
//   - only the absence of a check-in is told; everything else is not applicable;
//   - event decides: their own sample of a recovery still says that the state is missing.
package honeybadger
