package slackdesk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tolerance is how old a request may be, or how far ahead its clock
// (https://docs.slack.dev/authentication/verifying-requests-from-slack).
const tolerance = 5 * time.Minute

// Why a request is not believed. None of them says what the signature should have been.
var (
	errUnsigned  = errors.New("it has no signature of the form v0=… with a timestamp")
	errOld       = errors.New("its timestamp is more than five minutes off")
	errForged    = errors.New("its signature is not that of the signing secret")
	errRepeated  = errors.New("it was here before")
	errTooMany   = errors.New("more requests than can be told apart")
	errNoSecrets = errors.New("there is no signing secret")
)

// signed reports why a request is not Slack's: the signature is an HMAC-SHA256 over "v0:TIMESTAMP:BODY". It returns until when the
// signature has to be remembered, so that nobody sends the request again.
func signed(secret string, h http.Header, body []byte, now time.Time) (signature string, until time.Time, err error) {
	if secret == "" {
		return "", time.Time{}, errNoSecrets
	}
	stamp := h.Get("X-Slack-Request-Timestamp")
	given, version := strings.CutPrefix(h.Get("X-Slack-Signature"), "v0=")
	raw, hexErr := hex.DecodeString(given)
	seconds, stampErr := strconv.ParseInt(stamp, 10, 64)
	if !version || hexErr != nil || len(raw) != sha256.Size || stampErr != nil {
		return "", time.Time{}, errUnsigned
	}
	at := time.Unix(seconds, 0)
	if at.Before(now.Add(-tolerance)) || at.After(now.Add(tolerance)) {
		return "", time.Time{}, errOld
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), raw) {
		return "", time.Time{}, errForged
	}
	return string(raw), at.Add(tolerance), nil
}
