package management

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// maxBody bounds a body, in bytes: some ten thousand check-ins.
const maxBody = 4 << 20

// readBody reads the whole body, within bounds; refused is the answer where it cannot be had.
func (h *Handler) readBody(w http.ResponseWriter, r *http.Request) (body []byte, refused *answer) {
	// Not every ResponseWriter has deadlines; those of net/http do, and those of tests need none.
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(h.BodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, new(refuse(http.StatusRequestEntityTooLarge, "The body is larger than %d bytes", maxBody))
	}
	if err != nil {
		w.Header().Set("Connection", "close") // what is left of the body must not be taken for the next request
		return nil, new(refuse(http.StatusBadRequest, "The body ended before it was complete"))
	}
	_ = connection.SetReadDeadline(time.Time{}) // a long sync is not broken off for it
	return body, nil
}

// decode reads the JSON value that stands under a name; refused is the answer where it cannot. A body that has nothing under the name,
// or null, is refused: nothing is done for want of an instruction.
func decode(body []byte, name string, v any) (refused *answer) {
	var members map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(body))
	err := d.Decode(&members)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			err = nil
		} else {
			err = errors.New("more than one JSON value")
		}
	}
	if err != nil {
		return new(refuse(http.StatusBadRequest, "The body is not a JSON object: %v", err))
	}
	raw := bytes.TrimSpace(members[name])
	if len(raw) == 0 || string(raw) == "null" {
		return new(refuse(http.StatusBadRequest, "param is missing or the value is empty: %s", name))
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return new(refuse(http.StatusBadRequest, "%s: %v", name, err))
	}
	return nil
}
