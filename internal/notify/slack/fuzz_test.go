package slack_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/slack"
)

// says is a Slack that answers everything alike.
type says struct {
	status int
	header http.Header
	body   string
}

func (s says) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: s.status, Header: s.header, Body: io.NopCloser(strings.NewReader(s.body)), Request: r}, nil
}

// FuzzAnswers: whatever Slack, or whoever answers in its place, says to a message, or to the question where one is, means one of the
// things that a receiver's answer can mean.
func FuzzAnswers(f *testing.F) {
	f.Add(200, "", `{"ok":true,"channel":"C1","ts":"1.2"}`, `{"channel":"C1","ts":"1.1"}`)
	f.Add(200, "", `{"ok":true,"messages":[{"ts":"1.2","metadata":{"event_type":"rollcall_delivery","event_payload":{"id":"d1"}}}],"response_metadata":{"next_cursor":"x"}}`, `{}`)
	f.Add(200, "", `{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["x"]}}`, ``)
	f.Add(429, "-1", `<html>`, `{"channel":7}`)
	f.Add(503, "Sat, 01 Jan 2000 00:05:00 GMT", ``, `null`)
	f.Fuzz(func(t *testing.T, status int, retryAfter, body, root string) {
		if status < 100 || status > 999 {
			return
		}
		client := &http.Client{Transport: says{status, http.Header{"Retry-After": {retryAfter}, "Content-Type": {"application/json"}}, body}}
		n, err := slack.New(slack.Config{Token: "xoxb-1", APIURL: "http://slack.test/api"}, slack.Deps{HTTP: client})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []notify.Action{notify.Post, notify.Reply, notify.Update} {
			for _, uncertain := range []bool{false, true} {
				one := attempt("d1", a, "C1", notify.Receipt(root))
				one.Uncertain = uncertain
				_, err := n.Notify(t.Context(), one)
				retry, isRetry := errors.AsType[*notify.RetryError](err)
				_, isRejected := errors.AsType[*notify.RejectedError](err)
				_, isUncertain := errors.AsType[*notify.UncertainError](err)
				if err != nil && !isRetry && !isRejected && !isUncertain && !errors.Is(err, notify.ErrNotApplicable) {
					t.Errorf("%s: %v means nothing", a, err)
				}
				if isRetry && retry.After < 0 {
					t.Errorf("%s: try again after %s", a, retry.After)
				}
			}
		}
	})
}
