// Package honeybadger is a stand-in for Honeybadger's Check-Ins that is as strict as their documents: the v2 REST API, the
// reporting endpoints, the states, and the webhooks that go out.
//
//	hb := honeybadger.New(honeybadger.Options{Webhooks: []honeybadger.Webhook{{URL: "http://rollcall.test/webhooks/honeybadger"}}})
//	go hb.Run(ctx)          // or hb.Sweep(ctx, now) by hand
//	… use hb.Client(), or serve hb with net/http …
//
// The states of a check-in:
//
//	         report              expected_at + grace passes
//	pending ───────► reporting ────────────────────────────► missing ──┐ one webhook a missed period,
//	                     ▲                                      │      │ the first 60 of them
//	                     └──────────── report, webhook ─────────┘ ◄────┘
//
// Invariants:
//   - A webhook is sent once. No retry is documented, so there is none: what the receiver does not take is lost.
//   - Where the documents are silent, what their official clients accept is kept, and the stricter reading taken of what we send.
//   - Time comes from package time only, so everything works inside a testing/synctest bubble.
//   - A Server may be used by any number of goroutines. What its methods return are copies.
//
// Sources: https://docs.honeybadger.io/api/check-ins/, /api/reporting-check-ins/, /guides/integrations/payloads/.
package honeybadger
