package checkin

import (
	"encoding/json"
	"net/http"
)

// AnswerError answers in the shape of Honeybadger's errors: {"errors":"<text>"}.
func AnswerError(w http.ResponseWriter, code int, text string) {
	body, err := json.Marshal(map[string]string{"errors": text})
	if err != nil { // texts always encode
		body = []byte(`{"errors":""}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(append(body, '\n')) // nobody is left to tell where this fails
}
