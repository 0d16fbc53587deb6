package rest

import (
	"encoding/json"
	"net/http"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// ProblemError is a Problem on its way to the client.
type ProblemError struct{ wire.Problem }

func (p *ProblemError) Error() string { return p.Title + ": " + p.Detail }

func problem(status int, detail string) *ProblemError {
	return &ProblemError{wire.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}}
}

// mistakes is the Problem of a request that cannot be understood.
func mistakes(all []wire.Mistake) *ProblemError {
	p := problem(http.StatusBadRequest, "The request has mistakes.")
	p.Errors = all
	return p
}

func (p *ProblemError) write(w http.ResponseWriter) {
	writeJSON(w, p.Status, "application/problem+json", p)
}

// answer writes what was asked for.
func answer(w http.ResponseWriter, v any) { writeJSON(w, http.StatusOK, "application/json", v) }

func writeJSON(w http.ResponseWriter, status int, kind string, v any) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) //nolint:errchkjson // plain data; the client may be gone
}
