package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
	"rollcall.dev/rollcall/internal/notify/render"
)

// said is what an answer may say: of an error (https://docs.discord.com/developers/topics/opcodes-and-status-codes), or of a message.
type said struct {
	Code       int     `json:"code"`
	Message    string  `json:"message"`
	RetryAfter float64 `json:"retry_after"` // seconds
	Global     bool    `json:"global"`
	ID         string  `json:"id"`
	ChannelID  string  `json:"channel_id"`
}

func read(a hook.Answer) said {
	var s said
	if json.Unmarshal([]byte(a.Body), &s) != nil {
		return said{} // the page of a proxy, or half an answer: the status says enough
	}
	return s
}

const (
	codeUnknownMessage = 10008
	defaultRetryAfter  = 30 * time.Second
	maxRetryAfter      = time.Hour
)

// judge says what an answer means for the message. An edit has a limit of its own, and a message may be edited only so often: that
// keeps no other message waiting, unless the limit is on all that we do.
func judge(a hook.Answer, method string) error {
	if a.Status/100 == 2 {
		return nil
	}
	s := read(a)
	err := fmt.Errorf("discord answered %d %s (%d: %s)", a.Status, http.StatusText(a.Status), s.Code, render.Head(render.Line(s.Message), 200))
	switch {
	case a.Status == http.StatusTooManyRequests:
		return &notify.RetryError{After: pause(a, s), Receiver: method == http.MethodPost || s.Global, Err: err}
	case a.Status >= 500 && a.Header.Get("Retry-After") == "" && method == http.MethodPost:
		return &notify.UncertainError{Err: err}
	case a.Status >= 500, a.Status == http.StatusRequestTimeout:
		return &notify.RetryError{After: a.RetryAfter(0), Err: err}
	case a.Status == http.StatusNotFound && s.Code == codeUnknownMessage:
		return &notify.RejectedError{Reason: unknown, Err: err}
	case a.Status/100 == 3:
		return &notify.RejectedError{Reason: "redirect", Err: fmt.Errorf("%w: redirects are not followed: configure the final address", err)}
	case s.Code != 0:
		return &notify.RejectedError{Reason: strconv.Itoa(s.Code), Err: err}
	default:
		return &notify.RejectedError{Reason: strconv.Itoa(a.Status), Err: err}
	}
}

// unknown is the reason of an edit that finds no message.
const unknown = "unknown message"

func unknownMessage(err error) bool {
	rejected, ok := errors.AsType[*notify.RejectedError](err)
	return ok && rejected.Reason == unknown
}

// pause is how long Discord wants to be left alone: to the millisecond in its JSON, else in a header.
func pause(a hook.Answer, s said) time.Duration {
	reset, err := strconv.ParseFloat(a.Header.Get("X-RateLimit-Reset-After"), 64)
	switch {
	case s.RetryAfter > 0:
		return atMost(s.RetryAfter)
	case err == nil && reset > 0:
		return atMost(reset)
	default:
		return a.RetryAfter(defaultRetryAfter)
	}
}

// atMost is a number of seconds as a duration within bounds.
func atMost(seconds float64) time.Duration {
	return time.Duration(math.Min(math.Ceil(seconds*1000), float64(maxRetryAfter.Milliseconds()))) * time.Millisecond
}

// receiptOf is where the message stands; nil where the answer does not say, so that it is not edited later.
func receiptOf(a hook.Answer) notify.Receipt {
	s := read(a)
	if !snowflake(s.ID) {
		return nil
	}
	raw, err := json.Marshal(place{Channel: s.ChannelID, Message: s.ID})
	if err != nil {
		return nil // two strings always encode
	}
	return raw
}

// snowflake reports whether s is an id of Discord's.
func snowflake(s string) bool {
	n, err := strconv.ParseUint(s, 10, 64)
	return err == nil && n > 0
}
