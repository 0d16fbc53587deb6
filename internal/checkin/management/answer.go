package management

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// retryAfter is what a client is told to wait when the store is away, in seconds.
const retryAfter = "5"

// answer is a status and a body; a nil body is none.
type answer struct {
	status int
	body   any
}

// refusal is the body of an error.
type refusal struct {
	Errors string `json:"errors"`
}

func refuse(status int, format string, args ...any) answer {
	return answer{status, refusal{fmt.Sprintf(format, args...)}}
}

func (a answer) write(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	if a.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	body, err := json.Marshal(a.body)
	if err != nil { // texts, numbers and times always encode
		a.status, body = http.StatusInternalServerError, []byte(`{"errors":"The answer could not be written"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_, _ = w.Write(append(body, '\n')) // what was asked is done whether or not the answer arrives
}

// invalid is what is wrong with the fields of a check-in: one sentence each.
type invalid []string

func (v invalid) Error() string { return strings.Join(v, ", ") }

// or returns the error that v is, if any.
func (v invalid) or() error {
	if len(v) == 0 {
		return nil
	}
	return v
}

// problem is the sentence on a wrong value.
func problem(field, value, what string) string {
	if cut := checkin.Head(value, maxQuoted); cut != value {
		value = cut + "…"
	}
	return fmt.Sprintf("%s %q: %s", field, value, what)
}

// maxQuoted bounds, in bytes, how much of a wrong value is repeated.
const maxQuoted = 120

// problems says what is wrong where an error is the caller's to put right; nil where it is the store's.
func problems(err error) (status int, texts []string) {
	if wrong, ok := errors.AsType[invalid](err); ok {
		return http.StatusUnprocessableEntity, wrong
	}
	for _, known := range []struct {
		err    error
		status int
		text   string
	}{
		{checkin.ErrNotFound, http.StatusNotFound, "Check-in not found"},
		{embedded.ErrDeclared, http.StatusForbidden, "This check-in is declared in Rollcall's configuration, and can only be changed there"},
		{embedded.ErrNameTaken, http.StatusUnprocessableEntity, "name has already been taken by another check-in of the project"},
		{embedded.ErrSlugTaken, http.StatusUnprocessableEntity, "slug has already been taken by another check-in of the project"},
	} {
		if errors.Is(err, known.err) {
			return known.status, []string{known.text}
		}
	}
	return http.StatusServiceUnavailable, nil
}

// failed is the answer to a call that ended in an error.
func (h *Handler) failed(step string, err error) answer {
	status, texts := problems(err)
	if texts == nil {
		return h.unavailable(step, err)
	}
	return refuse(status, "%s", strings.Join(texts, ", "))
}

const storeAway = "The store cannot be reached now, try again"

func (h *Handler) unavailable(step string, err error) answer {
	h.Logger.Error("checkin_api_failed", "step", step, "error", err)
	return refuse(http.StatusServiceUnavailable, storeAway)
}
