package checkin

import (
	"encoding/json"
	"net/http"
)

// AnswerError answers in the shape of Honeybadger's errors: {"errors":"<text>"}.
func AnswerError(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"errors": text}) // nobody is left to tell where this fails
}
