package webhook

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/period"
)

// maxText bounds, in bytes, what is kept of a text of the payload.
const maxText = 2000

// text is a string, or a number in place of one. Anything else is as good as absent.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(raw []byte) error {
	*t = ""
	var s string
	switch {
	case len(raw) > 0 && (raw[0] == '-' || (raw[0] >= '0' && raw[0] <= '9')):
		s = string(raw)
	default:
		s, _ = quoted(raw)
	}
	*t = text(checkin.Head(checkin.Clean(s), maxText))
	return nil
}

// instant is a time as RFC 3339 spells it, or null.
type instant struct {
	time.Time
	failed bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (i *instant) UnmarshalJSON(raw []byte) error {
	*i = instant{}
	if none(raw) {
		return nil
	}
	s, _ := quoted(raw)
	at, err := time.Parse(time.RFC3339, s)
	if i.failed = err != nil || at.Year() < 2000 || at.Year() >= 2200; !i.failed {
		i.Time = at.UTC().Truncate(time.Microsecond)
	}
	return nil
}

// count is a number that is not negative, or null.
type count struct {
	n      int
	failed bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *count) UnmarshalJSON(raw []byte) error {
	*c = count{}
	if none(raw) {
		return nil
	}
	n, err := strconv.ParseUint(string(bytes.Trim(raw, `"`)), 10, 31)
	if c.failed = err != nil; !c.failed {
		c.n = int(n)
	}
	return nil
}

// length is a period: spelled, as a number of seconds (older captures), null or empty. Zero in any spelling is none.
type length struct {
	time.Duration
	failed bool
}

// UnmarshalJSON implements json.Unmarshaler.
func (l *length) UnmarshalJSON(raw []byte) error {
	*l = length{}
	if none(raw) {
		return nil
	}
	s, isText := quoted(raw)
	if n, err := strconv.ParseFloat(string(raw), 64); !isText && err == nil {
		s = strconv.FormatFloat(math.Ceil(n), 'f', 0, 64)
	}
	d, err := period.Parse(s)
	if l.failed = err != nil && !isZero(s); err == nil {
		l.Duration = d
	}
	return nil
}

// quoted is the text that a JSON value is; false for a value of another type.
func quoted(raw []byte) (string, bool) {
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// none reports whether a JSON value is null or an empty text.
func none(raw []byte) bool { return string(raw) == "null" || string(raw) == `""` }

// isZero reports whether a text has digits and all of them are zero: "00:00:00", "0 minutes".
func isZero(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '1' && r <= '9', r == '-':
			return false
		case r == '0':
			digits++
		}
	}
	return digits > 0
}
