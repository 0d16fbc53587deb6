package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// The headers of a request, beside those of HTTP.
const (
	HeaderDelivery  = "Rollcall-Delivery"  // the same for every attempt at the same message
	HeaderTimestamp = "Rollcall-Timestamp" // when this attempt was made, in Unix seconds
	HeaderSignature = "Rollcall-Signature" // v1= and the hex of HMAC-SHA256(secret, timestamp + "." + body); absent without a secret
)

// Header is the header of one attempt at a message with a JSON body. The signature covers the time as well as the body, so that
// neither can be replaced.
func Header(delivery, secret string, body []byte, now time.Time) http.Header {
	timestamp := strconv.FormatInt(now.Unix(), 10)
	header := http.Header{
		"Content-Type":  {"application/json"},
		"User-Agent":    {"Rollcall"},
		HeaderDelivery:  {delivery},
		HeaderTimestamp: {timestamp},
	}
	if secret != "" {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(timestamp + "."))
		mac.Write(body)
		header[HeaderSignature] = []string{"v1=" + hex.EncodeToString(mac.Sum(nil))}
	}
	return header
}
