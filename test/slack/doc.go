// Package slack is a stand-in for Slack that is as strict as the real one: what it accepts, Slack accepts, and what Slack
// would refuse, it refuses with the same words. Tests drive it in process, people run it as a command and look at its page.
//
//	srv := slack.New(slack.Options{})
//	client := slackgo.New(slack.DefaultToken,
//		slackgo.OptionAPIURL("http://slack.test/api/"), slackgo.OptionHTTPClient(srv.Client()))
//	… let the code under test post …
//	messages, err := srv.WaitFor(ctx, func(m []slack.Message) bool { return len(m) == 1 })
//
// The surfaces:
//
//	/api/METHOD          the Web API: form or JSON bodies, HTTP 200 with {"ok":false,"error":"…"}, 429 with Retry-After
//	/services/T…/B…/…    incoming webhooks: plain text answers
//	/_control            faults and changes of the workspace, for processes that cannot call Go
//	/                    a page that draws the messages as Slack would
//
// Invariants:
//   - A message is either stored and numbered (its ts is unique and rising within the channel) or refused; nothing is half kept.
//   - Limits are counted in characters as received. They are the documented ones of docs.slack.dev; where the documents are
//     silent, the stricter reading is taken, so that passing here means passing there.
//   - Time comes from package time only and nothing polls, so everything works inside a testing/synctest bubble.
//   - A Server may be used by any number of goroutines. What its methods return are copies.
package slack
