package healthchecks

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// maxRequest bounds, in bytes, the body of a call of the management API.
const maxRequest = 256 << 10

// call is an authorized call of the management API.
type call struct {
	v        int // of the API: 1 to 3
	project  embedded.Project
	readOnly bool
	json     document
}

// document is the JSON object in a body, not yet looked into; empty where there is no body.
type document map[string]json.RawMessage

// endpoint answers an authorized call. What it returns as an error is answered for it.
type endpoint func(w http.ResponseWriter, r *http.Request, c call) error

// methods are what a path does, by the method of the request.
type methods map[string]http.HandlerFunc

// cors dispatches, and lets pages of other origins call.
func cors(m methods) http.HandlerFunc {
	allowed := strings.Join(append(slices.Sorted(maps.Keys(m)), http.MethodOptions), ", ")
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Access-Control-Allow-Headers", "X-Api-Key")
		header.Set("Access-Control-Allow-Methods", allowed)
		header.Set("Access-Control-Max-Age", "600")
		serve, ok := m[r.Method]
		switch {
		case r.Method == http.MethodOptions:
			w.WriteHeader(http.StatusNoContent)
		case !ok:
			header.Set("Allow", allowed)
			w.WriteHeader(http.StatusMethodNotAllowed)
		default:
			serve(w, r)
		}
	}
}

// authorize finds out whose key the call comes with. Where reading is all that is done, a read-only key is enough, and the key stands in
// the header; otherwise it may also stand in the document.
func (h *Handler) authorize(v int, reads bool, next endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := call{v: v}
		if r.Method == http.MethodPost {
			var fault string
			if c.json, fault = decodeDocument(h.Service.ReadBody(w, r, maxRequest)); fault != "" {
				answerError(w, http.StatusBadRequest, fault)
				return
			}
		}
		key := r.Header.Get("X-Api-Key")
		if len(r.Header.Values("X-Api-Key")) == 0 {
			key = c.json.text("api_key")
		}
		var ok bool
		c.project, c.readOnly, ok = h.Service.ByAPIKey(key)
		switch {
		case key == "":
			answerError(w, http.StatusUnauthorized, "missing api key")
		case !ok || c.readOnly && !reads:
			h.miss(w, r, http.StatusUnauthorized, "wrong api key", answerError)
		default:
			if err := next(w, r, c); err != nil {
				h.answerFailure(w, err)
			}
		}
	}
}

// decodeDocument reads a body. Where it is no JSON object, the fault is what the client is told.
func decodeDocument(body []byte) (doc document, fault string) {
	if len(body) == 0 {
		return document{}, ""
	}
	if !json.Valid(body) {
		return nil, "could not parse request body"
	}
	if body = bytes.TrimLeft(body, " \t\r\n"); body[0] != '{' || json.Unmarshal(body, &doc) != nil {
		return nil, "json validation error: value is not an object"
	}
	return doc, ""
}

// text is a member that is a string; empty where it is not there, or anything else.
func (d document) text(name string) string {
	var s string
	if json.Unmarshal(d[name], &s) != nil {
		return ""
	}
	return s
}

// fault is what a client did wrong.
type fault struct {
	code int
	text string
}

func (f fault) Error() string { return f.text }

// answerFailure answers what could not be done.
func (h *Handler) answerFailure(w http.ResponseWriter, err error) {
	var f fault
	switch {
	case errors.As(err, &f):
		answerError(w, f.code, f.text)
	case errors.Is(err, checkin.ErrNotFound):
		answerError(w, http.StatusNotFound, "not found")
	case errors.Is(err, embedded.ErrDeclared):
		answerError(w, http.StatusForbidden, err.Error())
	default:
		h.unavailable(w, "api", err, answerError)
	}
}

// answerError answers in the shape of the API's errors; without a text, the code says it all.
func answerError(w http.ResponseWriter, code int, text string) {
	if text == "" {
		w.WriteHeader(code)
		return
	}
	answerJSON(w, code, map[string]string{"error": text})
}

func answerJSON(w http.ResponseWriter, code int, value any) {
	body, err := json.Marshal(value)
	if err != nil { // what we answer always encodes
		code, body = http.StatusInternalServerError, []byte(`{"error": "internal error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(body) // nobody is left to tell where this fails
}
