package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// maxBody bounds what is sent along with a request, in bytes.
const maxBody = 64 << 10

// body reads the JSON object that comes with a request. What is none is a Problem with the status 400; a field that is not known, or that
// has the wrong type, is one with 422. fields names those that there are.
func body[T any](w http.ResponseWriter, r *http.Request, fields string) (T, error) {
	var v T
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(&v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return v, nil
		}
		err = errors.New("something follows the object")
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return v, problem(http.StatusRequestEntityTooLarge, fmt.Sprintf("The body has more than %d bytes.", maxBody))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return v, unfit(wire.Mistake{Field: wrong.Field, Value: wrong.Value, Allowed: jsonType(wrong.Type.Kind().String())})
	}
	// The package has no type for this error.
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return v, unfit(wire.Mistake{Field: strings.Trim(name, `"`), Allowed: "the fields " + fields})
	}
	return v, problem(http.StatusBadRequest, "The body is to be a JSON object with the fields "+fields+".")
}

// jsonType is what JSON calls a value of a kind that Go has.
func jsonType(kind string) string {
	switch {
	case strings.HasPrefix(kind, "int"):
		return "a whole number"
	case kind == "bool":
		return "a boolean"
	case kind == "struct" || kind == "map":
		return "an object"
	default:
		return "a string"
	}
}

// unfit is the Problem of fields that can be read and not be used.
func unfit(all ...wire.Mistake) *ProblemError {
	p := problem(http.StatusUnprocessableEntity, "The request has mistakes.")
	p.Errors = all
	return p
}

// sentence is what an error says to a person, as a sentence.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
