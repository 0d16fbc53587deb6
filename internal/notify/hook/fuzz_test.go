package hook

import (
	"errors"
	"net/http"
	"testing"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/notify"
)

// FuzzJudge: every answer means that a message was taken, or one of the errors of notify, with a pause within bounds and few words.
func FuzzJudge(f *testing.F) {
	f.Add(200, "", "ok")
	f.Add(429, "99999999999999999999", "\xff\x00")
	f.Add(503, "Fri, 31 Dec 9999 23:59:59 GMT", "")
	f.Add(301, "-1", "<html>")
	f.Fuzz(func(t *testing.T, status int, retryAfter, body string) {
		err := Answer{Status: status, Header: http.Header{"Retry-After": {retryAfter}}, Body: body}.Judge(time.Now())
		if err == nil {
			if status/100 != 2 {
				t.Errorf("%d is taken for a yes", status)
			}
			return
		}
		retry, isRetry := errors.AsType[*notify.RetryError](err)
		if _, isRejected := errors.AsType[*notify.RejectedError](err); !isRetry && !isRejected {
			t.Errorf("%v means nothing", err)
		}
		if isRetry && (retry.After < 0 || retry.After > maxRetryAfter) {
			t.Errorf("try again after %s", retry.After)
		}
		if text := err.Error(); !utf8.ValidString(text) || len(text) > 2000 {
			t.Errorf("error of %d bytes: %q", len(text), text)
		}
	})
}
