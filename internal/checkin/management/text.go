package management

import (
	"encoding/json"

	"rollcall.dev/rollcall/internal/checkin"
)

// text is a member that may be there, and then be null. A number is its digits, since periods are written as seconds, too.
type text struct {
	there bool
	value string // empty for null
	wrong string // the JSON, where it is neither
}

// UnmarshalJSON implements json.Unmarshaler. It takes everything, so that what is wrong is said with the name of the field.
func (t *text) UnmarshalJSON(raw []byte) error {
	*t = text{there: true}
	switch {
	case string(raw) == "null":
	case raw[0] == '"':
		err := json.Unmarshal(raw, &t.value)
		t.value = checkin.Clean(t.value)
		return err
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		t.value = string(raw)
	default:
		t.wrong = string(raw)
	}
	return nil
}

// given is its value, and whether there is one that is not empty.
func (t text) given() (string, bool) { return t.value, t.value != "" }
