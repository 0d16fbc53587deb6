package healthchecks

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/checkin"
)

// reader takes in the value of a field, and says what is wrong with it; empty where nothing is.
type reader func(raw json.RawMessage) (complaint string)

// The complaints, in the words of healthchecks.io.
const (
	notString   = "is not a string"
	notBool     = "is not a boolean"
	notNumber   = "is not a number"
	notArray    = "is not an array"
	tooLong     = "is too long"
	tooSmall    = "is too small"
	tooLarge    = "is too large"
	unexpected  = "has unexpected value"
	noPattern   = "does not match pattern"
	notZone     = "is not a valid timezone"
	notSchedule = "is not a valid cron or OnCalendar expression"
)

// text reads a string of at most so many characters; 0: any number.
func text(to **string, most int) reader {
	return checked(to, most, "", func(string) bool { return true })
}

// checked is text that has to be valid.
func checked(to **string, most int, invalid string, valid func(string) bool) reader {
	return func(raw json.RawMessage) string {
		var value string
		if !bytes.HasPrefix(raw, []byte(`"`)) || json.Unmarshal(raw, &value) != nil {
			return notString
		}
		if value = checkin.Clean(value); most > 0 && utf8.RuneCountInString(value) > most {
			return tooLong
		}
		if !valid(value) {
			return invalid
		}
		*to = &value
		return ""
	}
}

func oneOf(to **string, allowed ...string) reader {
	return func(raw json.RawMessage) string {
		if text(to, 0)(raw) != "" || !slices.Contains(allowed, **to) {
			return unexpected
		}
		return ""
	}
}

func boolean(to **bool) reader {
	return func(raw json.RawMessage) string {
		value := string(raw) == "true"
		if !value && string(raw) != "false" {
			return notBool
		}
		*to = &value
		return ""
	}
}

// seconds reads a whole number of seconds. A boolean is a number to the language of their server, and a small one.
func seconds(to **time.Duration) reader {
	return func(raw json.RawMessage) string {
		number := string(raw)
		if number == "true" || number == "false" {
			return tooSmall
		}
		if !isNumber(strings.TrimPrefix(number, "-")) {
			return notNumber
		}
		var n int64
		if json.Unmarshal(raw, &n) != nil { // it has too many digits
			n = int64(maxDuration)
			if number[0] == '-' {
				n = -n
			}
		}
		switch {
		case n < int64(minDuration/time.Second):
			return tooSmall
		case n > int64(maxDuration/time.Second):
			return tooLarge
		}
		*to = new(time.Duration(n) * time.Second)
		return ""
	}
}

func uniqueFields(to *[]string) reader {
	return func(raw json.RawMessage) string {
		var items []json.RawMessage
		if !bytes.HasPrefix(raw, []byte(`[`)) || json.Unmarshal(raw, &items) != nil {
			return notArray
		}
		for _, item := range items {
			var value *string
			if complaint := oneOf(&value, "name", "slug", "tags", "timeout", "grace")(item); complaint != "" {
				return complaint
			}
			*to = append(*to, *value)
		}
		return ""
	}
}
